"""Many requests of one model: every choice, every kind of file, every case of an offer."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from genmux.catalogue.entry import Model
from genmux.catalogue.field import Field
from genmux.engines.base import MediaInput, Work
from genmux.engines.remote import Refused
from genmux.engines.vendors.offer import Case, Offer
from genmux.engines.vendors.vendor import Vendor
from genmux.errors import InvalidInput
from genmux.media.probe import probe

from .typed import Inputs, problems
from .works import catalogue, make_files, work_of

LINKS = {
    "image": "https://files.test/one.png",
    "video": "https://files.test/one.mp4",
    "audio": "https://files.test/one.wav",
}


def variations(offer: Offer, model: Model) -> Iterator[dict[str, Any]]:
    """The smallest request, and it with every choice and kind of file that there is; all of them
    once more for each of the offer's cases."""
    for case in ({}, *(enough(model, case) for case in offer.cases)):
        yield case
        for field in model.fields:
            for value in values(field):
                yield {**case, field.name: value}


def values(field: Field) -> Iterator[Any]:
    yield from field.choices
    if field.types == ("boolean",):
        yield from (True, False)
    if field.media is not None and not field.fields:
        link = LINKS[field.media.kinds[0]]
        if not field.is_list:
            yield link
        else:
            yield from ([link] * count for count in range(1, min(field.max_items or 3, 3) + 1))


def enough(model: Model, case: Case) -> dict[str, Any]:
    """An input that a case is for."""
    given: dict[str, Any] = {}
    for field in model.fields:
        wanted = case.when.get(field.name)
        if wanted is None:
            continue
        if isinstance(wanted[0], int):
            link = LINKS[field.media.kinds[0] if field.media else "image"]
            given[field.name] = [link] * wanted[0] if field.is_list else link
        else:
            given[field.name] = next(one for one in values(field) if str(one) in wanted)
    if given.get("multi_shots"):
        shots = [{"prompt": "A kite.", "duration": 2}, {"prompt": "It falls.", "duration": 3}]
        given |= {"multi_prompt": shots, "sound": True, "duration": "5"}
    return given


def same_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has files made and looked at once, not for each of the many works."""
    made = make_files(folder)
    monkeypatch.setattr("tests.engines.vendors.works.make_files", lambda _: made)
    monkeypatch.setattr("tests.engines.vendors.works.probe", cache(probe))


def works(offer: Offer, folder: Path) -> Iterator[Work]:
    model = catalogue().of_task(offer.id)
    assert model is not None
    for given in variations(offer, model):
        try:
            work = work_of(offer.id, folder, **{**offer.hints.get("smallest", {}), **given})
        except InvalidInput:
            continue  # the API would not take it either
        yield with_earlier(work, folder)


def with_earlier(work: Work, folder: Path) -> Work:
    """With a picture of each earlier task that it names."""
    made = make_files(folder)["image"] if work.parents else folder
    earlier = tuple(
        MediaInput(name, 0, "edit", str(made), "0" * 64, probe(made), url=LINKS["image"])
        for name in work.parents
    )
    return replace(work, media=(*work.media, *earlier))


def check_bodies(engine: Vendor, offer: Offer, inputs: Inputs, folder: Path) -> None:
    """Every request that an offer lets through is of the vendor's type, and all its cases are for
    something."""
    reached = set()
    for work in works(offer, folder):
        try:
            body = engine.mapped(work).body
        except Refused:
            continue
        found = engine.offer(work)
        reached.add(found.model)
        assert not problems(inputs, found.model, body), f"{found.model}: {work.input}"
    assert reached == {offer.model, *(case.offer.model for case in offer.cases)}
