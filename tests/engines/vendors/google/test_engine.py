"""Two services, and which models and addresses are whose."""

from __future__ import annotations

from pathlib import Path

import pytest

from genmux.catalogue.load import load_catalogue
from tests.engines.vendors.google.shared import (
    CLOUD,
    cloud,
    engine,
    made,
)
from tests.engines.vendors.works import reply, run, work_of


def test_each_service_has_its_own_models() -> None:
    only_gemini = set(engine().all_offers) - set(cloud().all_offers)
    only_cloud = set(cloud().all_offers) - set(engine().all_offers)
    assert only_gemini == {"gemini-omni-video"}
    assert only_cloud == {"veo/generate"}


def test_the_clouds_routes_name_every_field(tmp_path: Path) -> None:
    for offer in cloud().all_offers.values():
        model = load_catalogue(()).of_task(offer.id)
        assert model is not None
        assert {field.name for field in model.fields} <= set(offer.send), offer.id
        assert cloud().plan(work_of(offer.id, tmp_path)).model


def test_a_model_may_have_another_name_at_the_cloud(tmp_path: Path) -> None:
    work = work_of("google/gemini-2-5-pro-tts", tmp_path)
    assert engine().plan(work).model == "gemini-2.5-pro-preview-tts"
    assert cloud().plan(work).model == "gemini-2.5-pro-tts"


@pytest.mark.parametrize(
    ("options", "place"),
    [
        ({}, f"https://{CLOUD}/publishers/google"),
        (
            {"project": "p", "location": "us-central1"},
            f"https://us-central1-{CLOUD}/projects/p/locations/us-central1/publishers/google",
        ),
        (
            {"project": "p"},
            f"https://{CLOUD}/projects/p/locations/global/publishers/google",
        ),
    ],
)
def test_addresses_of_the_cloud(tmp_path: Path, options: dict[str, str], place: str) -> None:
    work = work_of("google/nano-banana", tmp_path)
    _, (request,) = run(cloud(**options).submit(work), reply(made()))
    assert request.url == f"{place}/models/gemini-2.5-flash-image:generateContent"
