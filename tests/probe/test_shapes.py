"""The form of every result that the catalogue can be asked for, computed and held against sense."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pytest

from genmux.catalogue.pick import number
from genmux.catalogue.scope import Scope
from genmux.catalogue.size import ratio_of
from genmux.media.probe import MAX_PIXELS
from tests.catalogue.builders import audio, fetched, image, media, video
from tests.catalogue.conftest import contract

from .variants import ABSENT, LINKS, options_of, taken, variants

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from genmux.catalogue.entry import Model
    from genmux.catalogue.shape import SizeCase
    from genmux.engines.base import MediaInput, Shape

_FORMATS = {
    "image": {"png", "jpeg", "webp"},
    "video": {"mp4", "mov"},
    "audio": {"mp3", "wav", "pcm", "ulaw", "alaw", "opus"},
    "object": {"json"},
}
_GIVEN_SIZES = ((1600, 900), (900, 1600), (1000, 1000))
_SLACK = 0.072
"""how far sides that are multiples of 16 or 32 may be from the ratio that was asked for"""
_LINES = re.compile(r"(\d{3,4})[pP]?")


def _files(model: Model, values: dict[str, Any], size: tuple[int, int]) -> list[MediaInput]:
    """What the worker would hand over, were all pictures and films of that size."""
    width, height = size
    film = video(4.0, width, height, has_audio=True)
    found = fetched(model, values, image=image(width, height), video=film, audio=audio(4.0))
    parent = {"image": image(width, height), "audio": audio(4.0)}.get(model.kind, film)
    return found + [media(one.field, one.role, parent) for one in model.parent_refs(values)]


def _formed(model: Model) -> Iterator[tuple[dict[str, Any], tuple[int, int], Shape]]:
    for values in variants(model):
        for size in _GIVEN_SIZES:
            yield values, size, model.shape(values, _files(model, values, size))


def test_every_value_of_every_parameter_can_be_asked_for(models: Sequence[Model]) -> None:
    """So that what is proven below is proven for each of them."""
    for model in models:
        inputs = variants(model)
        for name, values in options_of(model).items():
            for value in values:
                assert value is ABSENT or any(taken(one.get(name), value) for one in inputs), (
                    f"{model.id}: no input with {name} = {value!r} is accepted"
                )


def test_every_form_is_one_that_a_file_can_have(models: Sequence[Model]) -> None:
    formed = 0
    for model in models:
        for values, _, shape in _formed(model):
            wrong = list(_impossible(shape))
            assert not wrong, f"{model.id} {values}: {wrong}"
            formed += 1
    assert formed > 20_000


def _impossible(shape: Shape) -> Iterator[str]:
    if shape.format not in _FORMATS[shape.kind]:
        yield f"format {shape.format}"
    if not 1 <= shape.count <= 15:
        yield f"{shape.count} results"
    if shape.kind in ("image", "video"):
        if not (min(shape.width, shape.height) >= 64 and shape.width * shape.height <= MAX_PIXELS):
            yield f"{shape.width}x{shape.height} pixels"
    elif shape.width or shape.height:
        yield "a sound with pixels"
    if shape.kind == "video":
        if shape.width % 2 or shape.height % 2:
            yield f"{shape.width}x{shape.height} cannot be 4:2:0"
        if not 0.5 <= shape.seconds <= 600:
            yield f"{shape.seconds} seconds"
        if not 4 <= shape.fps <= 60:
            yield f"{shape.fps} frames a second"
        if shape.codec != "h264":
            yield f"codec {shape.codec}"
    if shape.kind == "audio" and (
        shape.sample_rate < 8000 or shape.channels not in (1, 2) or shape.bitrate > 320_000
    ):
        yield f"{shape.sample_rate} Hz, {shape.channels} channels, {shape.bitrate} bits a second"


def _case(model: Model, values: Mapping[str, Any]) -> SizeCase | None:
    scope = Scope(values, counts=model.rules.counts)
    return next((case for case in model.output.sizes if scope.passes(case.when)), None)


def test_a_named_ratio_is_the_ratio_of_the_result(models: Sequence[Model]) -> None:
    """Also where a table states the sizes one by one: no two sides are mixed up."""
    compared = 0
    for model in models:
        for values, _, shape in _formed(model):
            case = _case(model, values)
            names = [values.get(name) for name in case.ratio] if case else []
            asked = next((ratio_of(n) for n in names if isinstance(n, str) and ratio_of(n)), None)
            if asked is not None and shape.kind in ("image", "video"):
                found = shape.width / shape.height
                assert found == pytest.approx(asked, rel=_SLACK), f"{model.id}: {values} {shape}"
                compared += 1
    assert compared > 5000


def test_without_a_ratio_the_result_follows_the_given_picture(models: Sequence[Model]) -> None:
    """Or lies as near to it as the family's own sizes allow: tall stays tall, wide stays wide."""
    followed = 0
    for model in models:
        for values, size, shape in _formed(model):
            case = _case(model, values)
            square = size[0] == size[1]  # some families return nothing but wide and tall ones
            if shape.kind not in ("image", "video") or case is None or case.fixed or square:
                continue
            stated = [values.get(name) for name in case.ratio]
            roles = {one.role for one in _files(model, values, size) if one.facts.width}
            if roles & set(case.follow) and not any(
                isinstance(name, str) and ratio_of(name) for name in stated
            ):
                assert (shape.width > shape.height) == (size[0] > size[1]), (
                    f"{model.id}: {values} from {size} becomes {shape.width}x{shape.height}"
                )
                followed += 1
    assert followed > 1500


def test_lines_are_the_shorter_side(models: Sequence[Model]) -> None:
    """`720p` has about the pixels of 1280x720, whatever the ratio; more lines are more pixels."""
    compared = 0
    for model in models:
        areas: dict[float, dict[int, int]] = {}
        for values, _, shape in _formed(model):
            case = _case(model, values)
            found = _LINES.fullmatch(str(values.get(case.scale))) if case and case.scale else None
            if found is None or shape.kind != "video":
                continue
            lines, area = int(found.group(1)), shape.width * shape.height
            assert 0.5 < area / (lines * lines * 16 / 9) < 1.5, f"{model.id}: {values} {shape}"
            areas.setdefault(round(shape.width / shape.height, 1), {})[lines] = area
            compared += 1
        for by_lines in areas.values():
            sizes = [by_lines[lines] for lines in sorted(by_lines)]
            assert sizes == sorted(set(sizes)), f"{model.id}: {by_lines}"
    assert compared > 3000


def test_stated_seconds_counts_and_tracks_are_those_of_the_result(models: Sequence[Model]) -> None:
    compared = 0
    for model in models:
        for values, _, shape in _formed(model):
            scope = Scope(values, counts=model.rules.counts)
            for name, picks in (
                ("seconds", model.output.seconds),
                ("count", model.output.count),
                ("has_audio", model.output.sound),
                ("return_last_frame", model.output.last_frame),
            ):
                pick = next((one for one in picks.cases if scope.passes(one.when)), None)
                if pick is None or not pick.source or pick.mapping or pick.over or pick.most:
                    continue
                asked = values.get(pick.source)
                if isinstance(asked, bool):
                    assert getattr(shape, name) is asked, f"{model.id}: {name}, {values}"
                    compared += 1
                elif (stated := number(asked)) is not None and stated > 0:
                    assert getattr(shape, name) == stated, f"{model.id}: {name}, {values}"
                    compared += 1
    assert compared > 10_000


_SIZES = re.compile(r"(\w+) (\d+x\d+(?:/\d+x\d+)+)")
_NAMED_RATIOS = re.compile(r"for ((?:\d+:\d+/?)+)")


def test_sizes_are_those_that_the_provider_states(models: Sequence[Model]) -> None:
    """The few that its documents spell out, read from the notes of the contract."""
    by_id = {model.id: model for model in models}
    compared = 0
    for row in contract("models.json"):
        ratios = [one.split("/") for one in _NAMED_RATIOS.findall(row["notes"])]
        for scale, sizes in _SIZES.findall(row["notes"]) if ratios else ():
            model = by_id[row["id"]]
            for ratio, size in zip(ratios[0], sizes.split("/"), strict=True):
                shape = _asked(model, scale, ratio)
                assert f"{shape.width}x{shape.height}" == size, f"{model.id}: {scale} {ratio}"
                compared += 1
        if found := re.search(r"(\d+:\d+) at (\w+) = (\d+)x(\d+)", row["notes"]):
            ratio, scale, *size = found.groups()
            shape = _asked(by_id[row["id"]], scale, ratio)
            assert [str(shape.width), str(shape.height)] == size, row["id"]
            compared += 1
    assert compared >= 11


def _asked(model: Model, scale: str, ratio: str) -> Shape:
    for values in variants(model):
        case = _case(model, values)
        if case is None or str(values.get(case.scale)) != scale:
            continue
        names = [str(values.get(name)) for name in case.ratio]
        wanted = ratio_of(ratio)
        if wanted is not None and any(ratio_of(name) == wanted for name in names):
            return model.shape(values)
    raise AssertionError(f"{model.id}: {scale} {ratio} cannot be asked for")


def test_the_result_is_as_long_as_the_sound_is_as_long_as_the_sound(
    models: Sequence[Model],
) -> None:
    """Whoever speaks is filmed for as long as the words last."""
    for model in models:
        if model.task not in ("lip-sync", "avatar") or model.output.seconds.cases[0].source:
            continue
        values = model.check(model.example(LINKS))
        heard = [one for one in _files(model, values, (640, 360)) if one.facts.kind == "audio"]
        if heard:
            seconds = model.shape(values, _files(model, values, (640, 360))).seconds
            assert seconds == heard[0].facts.seconds, model.id
