"""Pictures and speech by `generateContent`: one request, answered with the file itself."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from genmux.engines.base import Work
from genmux.engines.remote import Finished, Made, Refused
from genmux.engines.vendors.google.speech import script, sound_file, voices

_FORBIDDEN = frozenset(
    {
        "SAFETY",
        "PROHIBITED_CONTENT",
        "BLOCKLIST",
        "SPII",
        "RECITATION",
        "MODEL_ARMOR",
        "IMAGE_SAFETY",
        "IMAGE_PROHIBITED_CONTENT",
        "IMAGE_RECITATION",
    }
)
_MILLION = 1_000_000


def question(mapped: Mapping[str, Any]) -> dict[str, Any]:
    """The request body from the places that the routes name: `prompt` and `images`, or what
    `speech` takes; what is left is the vendor's own. Raises Refused `unsupported`."""
    body = dict(mapped)
    speakers = body.pop("speakers", None)
    if speakers is None:
        parts = [{"inlineData": inline(one)} for one in body.pop("images", ())]
        text = body.pop("prompt")
    else:
        parts = []
        text = script(
            speakers, body.pop("turns"), body.pop("scene", ""), body.pop("sample_context", "")
        )
        config = {**body.get("generationConfig", {}), "speechConfig": voices(speakers)}
        body["generationConfig"] = config
    return {"contents": [{"role": "user", "parts": [*parts, {"text": text}]}], **body}


def inline(data_url: str) -> dict[str, str]:
    """Of a data URL, its type and its content in base64."""
    head, _, data = data_url.partition(";base64,")
    return {"mimeType": head.removeprefix("data:"), "data": data}


def answered(work: Work, answer: Mapping[str, Any], prices: Mapping[str, Any] | None) -> Finished:
    """What a reply holds. Raises Refused where that is no file."""
    blocked = (answer.get("promptFeedback") or {}).get("blockReason")
    if blocked:
        raise Refused(f"The vendor blocked the prompt: {blocked}.", "moderation")
    candidates = answer.get("candidates") or [{}]
    parts = (candidates[0].get("content") or {}).get("parts") or []
    found = [
        one["inlineData"]
        for one in parts
        # Thinking models show their sketches, too.
        if one.get("inlineData") and not one.get("thought")
    ]
    if not found:
        raise _nothing(candidates[0])
    return Finished(
        tuple(_file(work, one) for one in found[: work.shape.count]),
        cost=_cost(answer.get("usageMetadata"), prices),
    )


def _nothing(candidate: Mapping[str, Any]) -> Refused:
    reason = str(candidate.get("finishReason") or "nothing")
    said = str(candidate.get("finishMessage") or "")[:300]
    if reason in _FORBIDDEN:
        return Refused(f"The vendor withheld the result: {reason}. {said}".strip(), "moderation")
    return Refused(f"The vendor made no file: {reason}. {said}".strip(), "failed")


def _file(work: Work, part: Mapping[str, Any]) -> Made:
    data = base64.b64decode(part.get("data") or "")
    mime = str(part.get("mimeType") or "")
    return Made(data=sound_file(data, mime) if work.shape.kind == "audio" else data)


def _cost(usage: Any, prices: Mapping[str, Any] | None) -> Decimal | None:
    """US dollars for the tokens that the reply counts; `prices` are for a million each."""
    if not prices or not isinstance(usage, Mapping):
        return None
    out = int(usage.get("candidatesTokenCount", 0))
    pictures = sum(
        int(one.get("tokenCount", 0))
        for one in usage.get("candidatesTokensDetails") or ()
        if one.get("modality") == "IMAGE"
    )
    counts = {
        "in": int(usage.get("promptTokenCount", 0)),
        "image_out": pictures,
        "text_out": out - pictures + int(usage.get("thoughtsTokenCount", 0)),
    }
    each = (Decimal(str(prices[name])) * count for name, count in counts.items())
    return sum(each, Decimal(0)) / _MILLION
