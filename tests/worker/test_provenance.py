"""Results are signed on their way to the store: with what is said of them, or with the reason why
they are not."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from genmux.engines.base import MediaInput, Rendered, RenderedFile, Work
from genmux.media.credentials import CredentialsError, Found, Signer, Statement, read
from genmux.media.probe import probe
from genmux.media.signing_key import make_identity
from genmux.worker.provenance import Provenance, statement
from tests.media.samples import sample
from tests.worker.toys import work as toy_work

SIGNER = Signer(make_identity(datetime.now(UTC)))


@pytest.fixture
def work(tmp_path: Path) -> Work:
    (tmp_path / "out").mkdir()
    return toy_work(tmp_path / "out")


def given(path: Path, role: str, field: str = "image_urls", index: int = 0) -> MediaInput:
    return MediaInput(field, index, role, str(path), "", probe(path))


def result(work: Work, mime: str, seed: int = 9) -> RenderedFile:
    path = sample(Path(work.out_dir), mime, seed)
    return RenderedFile(str(path), path.name, mime)


def digest(file: RenderedFile) -> str:
    return hashlib.sha256(Path(file.path).read_bytes()).hexdigest()


def relations(of: Statement) -> list[tuple[str, str]]:
    return [(one.title, one.relation) for one in of.ingredients]


def found(path: Path) -> Found:
    credentials = read(path)
    assert credentials is not None
    return credentials


async def test_a_file_is_signed_beside_what_the_engine_made(work: Work) -> None:
    file = result(work, "image/png")
    before = digest(file)
    rendered = Rendered((file,), source_type="compositeWithTrainedAlgorithmicMedia")
    sealed = await Provenance(SIGNER).of(work, "an-engine")(rendered, file)
    assert sealed.unsigned == ""
    assert sealed.path != Path(file.path)
    assert digest(file) == before
    credentials = found(sealed.path)
    assert credentials.intact
    said = {one["label"]: one["data"] for one in credentials.manifest["assertions"]}
    told = said["org.genmux.task"]
    assert (told["task"], told["model"], told["engine"]) == ("1" * 32, "toy/model", "an-engine")
    (action,) = said["c2pa.actions.v2"]["actions"]
    assert action["digitalSourceType"].endswith("/compositeWithTrainedAlgorithmicMedia")


async def test_what_cannot_carry_credentials_is_left_alone(work: Work) -> None:
    path = Path(work.out_dir) / "words.json"
    path.write_text("{}")
    file = RenderedFile(str(path), path.name, "application/json")
    sealed = await Provenance(SIGNER).of(work, "sketch")(Rendered((file,)), file)
    assert (sealed.path, sealed.unsigned) == (path, "")


class _Broken:
    name = "broken"

    def sign(self, *_: object) -> None:
        raise CredentialsError("the ink is dry")


async def test_a_file_that_cannot_be_signed_is_kept_with_the_reason(
    work: Work, caplog: pytest.LogCaptureFixture
) -> None:
    file = result(work, "image/png")
    sealed = await Provenance(_Broken()).of(work, "sketch")(Rendered((file,)), file)
    assert (sealed.path, sealed.unsigned) == (Path(file.path), "the ink is dry")
    assert "the ink is dry" in caplog.text


async def test_a_file_that_says_it_is_another_is_kept_with_the_reason(work: Work) -> None:
    path = Path(work.out_dir) / "odd.png"
    path.write_bytes(b"not a picture")
    file = RenderedFile(str(path), path.name, "image/png")
    sealed = await Provenance(SIGNER).of(work, "sketch")(Rendered((file,)), file)
    assert sealed.path == path
    assert sealed.unsigned


def test_the_edited_picture_is_the_parent(work: Work, tmp_path: Path) -> None:
    one, two, mask = (sample(tmp_path, "image/png", seed) for seed in range(3))
    work = replace(
        work,
        media=(
            given(one, "source"),
            given(two, "reference", index=1),
            given(mask, "mask", "mask_url"),
        ),
    )
    file = result(work, "image/png")
    said = statement(work, "sketch", Rendered((file,)), file)
    assert relations(said) == [
        ("image_urls[0]", "parentOf"),
        ("image_urls[1]", "inputTo"),
        ("mask_url[0]", "inputTo"),
    ]


def test_only_one_of_several_sources_is_the_parent(work: Work, tmp_path: Path) -> None:
    media = tuple(
        given(sample(tmp_path, "audio/mpeg", n), "source", "upload_urls", n) for n in (0, 1)
    )
    work = replace(work, media=media)
    file = result(work, "audio/mpeg")
    said = statement(work, "sketch", Rendered((file,)), file)
    assert [one.relation for one in said.ingredients] == ["parentOf", "componentOf"]


def test_a_film_from_a_picture_and_a_sound(work: Work, tmp_path: Path) -> None:
    media = (
        given(sample(tmp_path, "image/jpeg"), "first_frame"),
        given(sample(tmp_path, "audio/mpeg"), "audio", "audio_url"),
    )
    work = replace(work, media=media)
    film, cover = result(work, "video/mp4"), result(work, "image/jpeg")
    of_film = statement(work, "sketch", Rendered((film, cover)), film)
    assert [one.relation for one in of_film.ingredients] == ["inputTo", "componentOf"]
    of_cover = statement(work, "sketch", Rendered((film, cover)), cover)
    assert [one.relation for one in of_cover.ingredients] == ["inputTo", "inputTo"]


async def test_a_file_that_was_signed_before_keeps_that(work: Work, tmp_path: Path) -> None:
    """A vendor's result."""
    plain = sample(tmp_path, "image/png")
    theirs = Path(work.out_dir) / "theirs.png"
    first = Statement("theirs", "before", "model", "vendor", "trainedAlgorithmicMedia")
    SIGNER.sign(plain, "image/png", theirs, first)
    work = replace(work, media=(given(plain, "source"),))
    file = RenderedFile(str(theirs), theirs.name, "image/png")
    sealed = await Provenance(SIGNER).of(work, "vendor")(Rendered((file,)), file)
    credentials = found(sealed.path)
    assert credentials.intact
    kept = [one for one in credentials.manifest["ingredients"] if "active_manifest" in one]
    assert [one["relationship"] for one in kept] == ["parentOf"]


@pytest.mark.parametrize("signed", [False, True])
async def test_an_input_that_is_passed_on_is_the_parent(
    work: Work, tmp_path: Path, signed: bool
) -> None:
    """Nothing was made, so nothing is said to be."""
    input_ = sample(tmp_path, "image/png")
    if signed:
        first = Statement("first", "before", "model", "sketch", "algorithmicMedia")
        SIGNER.sign(input_, "image/png", tmp_path / "signed.png", first)
        input_ = tmp_path / "signed.png"
    copy = Path(work.out_dir) / "character.png"
    shutil.copyfile(input_, copy)
    work = replace(work, media=(given(input_, "reference"),))
    file = RenderedFile(str(copy), copy.name, "image/png", "part")
    sealed = await Provenance(SIGNER).of(work, "sketch")(Rendered((file,)), file)
    credentials = found(sealed.path)
    assert credentials.intact
    (parent,) = credentials.manifest["ingredients"]
    assert (parent["relationship"], "active_manifest" in parent) == ("parentOf", signed)
    acts = credentials.manifest["assertions"][0]["data"]["actions"]
    assert [one["action"] for one in acts] == ["c2pa.opened"]


async def test_many_files_at_once(work: Work) -> None:
    files = [result(work, mime, n) for n in range(6) for mime in ("image/png", "audio/wav")]
    seal = Provenance(SIGNER).of(work, "sketch")
    rendered = Rendered(tuple(files))
    sealed: list[Any] = await asyncio.gather(*(seal(rendered, file) for file in files))
    assert len({one.path for one in sealed}) == len(files)
    assert all(found(one.path).intact for one in sealed)
