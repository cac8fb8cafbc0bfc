"""Parts and numbers that replies and streams of the Gemini dialect share."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterable, Mapping
from typing import Any

import orjson

from genmux.engines.talk import Call, Part, Reason, Text, Thought, Usage

REASONS: Mapping[Reason, str] = {
    "stop": "STOP",
    "sequence": "STOP",
    "calls": "STOP",
    "length": "MAX_TOKENS",
    "refused": "SAFETY",
}
_STANDARD = str.maketrans("-_", "+/")
"""clients write base64 in either alphabet"""


def usage(used: Usage) -> dict[str, Any]:
    """Thoughts are beside the candidates' tokens here; both of their names are in use."""
    told = {
        "promptTokenCount": used.input,
        "candidatesTokenCount": used.output - used.reasoning,
        "totalTokenCount": used.input + used.output,
        "thoughtsTokenCount": used.reasoning,
        "thinkingTokenCount": used.reasoning,
    }
    if used.cached:
        told["cachedContentTokenCount"] = used.cached
    return told


class PartShaper:
    """Parts as this dialect has them: a signature is on the part that follows its thought."""

    def __init__(self) -> None:
        self._signature = ""

    def sign(self, signature: str) -> None:
        self._signature = signature

    def shown(self, part: Part) -> dict[str, Any] | None:
        """None for a thought of which there is only the signature."""
        if isinstance(part, Thought):
            self._signature = part.signature or self._signature
            return {"text": part.text, "thought": True} if part.text else None
        made = _call(part) if isinstance(part, Call) else {"text": _text(part)}
        return made | self._signed()

    def rest(self) -> list[dict[str, Any]]:
        """What is left to be said of the last thought."""
        signed = self._signed()
        return [{"text": "", **signed}] if signed else []

    def _signed(self) -> dict[str, Any]:
        signature, self._signature = self._signature, ""
        return {"thoughtSignature": _base64(signature)} if signature else {}


def shown_parts(parts: Iterable[Part]) -> list[dict[str, Any]]:
    shaper = PartShaper()
    made = [one for part in parts if (one := shaper.shown(part)) is not None]
    return made + shaper.rest()


def candidate_of(parts: list[Any], reason: str | None) -> dict[str, Any]:
    candidate: dict[str, Any] = {"content": {"role": "model", "parts": parts}, "index": 0}
    if reason is not None:
        candidate["finishReason"] = reason
    return candidate


def signature_of(text: str) -> str:
    """Bytes in this dialect. Those of the vendor itself are of no use to others: then empty."""
    try:
        return base64.b64decode(text.translate(_STANDARD), validate=True).decode()
    except (binascii.Error, ValueError):
        return ""


def _base64(signature: str) -> str:
    return base64.b64encode(signature.encode()).decode()


def _call(call: Call) -> dict[str, Any]:
    try:
        arguments = orjson.loads(call.arguments)
    except orjson.JSONDecodeError:  # cut off by the limit of tokens
        arguments = {}
    return {"functionCall": {"id": call.id, "name": call.name, "args": arguments}}


def _text(part: Part) -> str:
    return part.text if isinstance(part, Text) else ""
