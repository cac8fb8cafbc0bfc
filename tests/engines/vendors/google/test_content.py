"""Pictures: what is asked and what comes back."""

from __future__ import annotations

import base64
from decimal import Decimal
from pathlib import Path
from typing import Any

from genmux.engines.remote import Finished
from tests.engines.vendors.google.shared import (
    GEMINI,
    done_with,
    engine,
    made,
)
from tests.engines.vendors.works import body_of, reply, run, work_of


def test_a_picture(tmp_path: Path) -> None:
    work = work_of("google/nano-banana", tmp_path, prompt="A kite.", aspect_ratio="16:9")
    done, (request,) = run(engine().submit(work), reply(made()))
    assert isinstance(done, Finished)
    assert [file.data for file in done.files] == [b"one"]
    assert request.url == f"{GEMINI}/models/gemini-2.5-flash-image:generateContent"
    assert request.headers["x-goog-api-key"] == "AIza-secret"
    assert "Authorization" not in request.headers
    assert request.commits
    assert body_of(request) == {
        "contents": [{"role": "user", "parts": [{"text": "A kite."}]}],
        "generationConfig": {
            "responseModalities": ["IMAGE"],
            "imageConfig": {"aspectRatio": "16:9"},
        },
    }


def test_pictures_go_before_the_prompt(tmp_path: Path) -> None:
    links = ["https://files.test/one.png", "https://files.test/two.png"]
    work = work_of(
        "nano-banana-pro", tmp_path, image_input=links, resolution="4K", aspect_ratio="auto"
    )
    _, (request,) = run(engine().submit(work), reply(made()))
    (content,) = body_of(request)["contents"]
    picture = base64.b64encode(Path(work.media[0].path).read_bytes()).decode()
    inline = {"inlineData": {"mimeType": "image/png", "data": picture}}
    assert content["parts"] == [inline, inline, {"text": work.input["prompt"]}]
    assert body_of(request)["generationConfig"]["imageConfig"] == {"imageSize": "4K"}


def test_sketches_of_a_thinking_model_are_no_result(tmp_path: Path) -> None:
    body = made(b"final")
    sketch = {**made(b"sketch")["candidates"][0]["content"]["parts"][0], "thought": True}
    body["candidates"][0]["content"]["parts"].insert(0, sketch)
    done = done_with(work_of("nano-banana-pro", tmp_path), body)
    assert [file.data for file in done.files] == [b"final"]


def test_the_cost_is_counted_from_the_tokens(tmp_path: Path) -> None:
    usage = {
        "promptTokenCount": 1000,
        "candidatesTokenCount": 1300,
        "candidatesTokensDetails": [{"modality": "IMAGE", "tokenCount": 1200}],
        "thoughtsTokenCount": 400,
    }
    done = done_with(work_of("nano-banana-pro", tmp_path), made(usageMetadata=usage))
    assert done.cost == Decimal("0.152")  # (1000 x 2 + 1200 x 120 + 500 x 12) / a million


def test_what_a_picture_will_cost(tmp_path: Path) -> None:
    def cost(model: str, **given: Any) -> Decimal | None:
        return engine().plan(work_of(model, tmp_path, **given)).cost

    assert cost("google/nano-banana") == Decimal("0.039")
    assert cost("nano-banana-pro", resolution="2K") == Decimal("0.134")
    assert cost("nano-banana-2", resolution="4K") == Decimal("0.151")
    links = ["https://files.test/one.png"]
    assert cost("nano-banana-2", resolution="4K", image_input=links) == Decimal("0.15156")


def test_what_has_no_effect_is_said(tmp_path: Path) -> None:
    work = work_of("google/nano-banana", tmp_path, nsfw_checker=True)
    assert any(note.startswith("nsfw_checker") for note in engine().plan(work).notes)
