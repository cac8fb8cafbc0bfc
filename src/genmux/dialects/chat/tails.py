"""What has to be known of a stream that is passed on: its last events, and little else.

One class for each dialect. The last events are kept back until the cost is known.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

import orjson

from genmux.chat.wires import anthropic_reply, gemini_reply, openai_chat_reply, responses_reply
from genmux.chat.wires.anthropic import Anthropic
from genmux.chat.wires.gemini import Gemini
from genmux.chat.wires.openai_chat import OpenAIChat
from genmux.chat.wires.openai_responses import OpenAIResponses
from genmux.chat.wires.wire import Trouble, Wire
from genmux.dialects.chat import anthropic_shape, gemini_shape, openai_chat_shape, responses_shape
from genmux.dialects.chat.dialect import Reply, as_number
from genmux.dialects.chat.openai_chat_shape import DONE
from genmux.engines.talk import Usage

Json = dict[str, Any]
_NAME = rb' ?: ?("(?:[^"\\]|\\.)*")'


class _Base:
    """`shape` writes the usage as the dialect does, `usage_key` and `model_key` say where."""

    wire: Wire
    shape: Callable[[Usage], Json]
    usage_key = "usage"
    model_key = "model"
    echoed: re.Pattern[bytes] | None = None

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self.stop = ""
        self.usage: Usage | None = None
        self.begun: Usage | None = None
        self._kept: Json | None = None

    def trouble(self, value: Mapping[str, Any]) -> Trouble | None:
        return self.wire.trouble(value)

    def told(self, made: Json, usage: Usage, charge: Decimal) -> Json:
        shown = self.shape(usage) if self.usage is None else made[self.usage_key]
        return {
            **made,
            self.usage_key: shown,
            self.model_key: self._reply.model.name,
            "credits_consumed": as_number(charge),
        }


class ChatTail(_Base):
    marks = re.compile(rb'"finish_reason" ?: ?"|"usage" ?: ?\{')
    named = re.compile(rb'"model"' + _NAME)
    wire = OpenAIChat()
    shape = staticmethod(openai_chat_shape.usage)

    def take(self, data: Json) -> bool:
        usage = openai_chat_reply.usage_of(data)
        if usage is not None:
            self.usage = usage
        choices = data.get("choices")
        if not choices:
            return True
        if not choices[0].get("finish_reason"):
            return False
        self.stop = str(choices[0]["finish_reason"])
        self._kept = data
        return True

    def text(self, data: Json) -> str:
        delta = ((data.get("choices") or [{}])[0]).get("delta") or {}
        return str(delta.get("content") or delta.get("reasoning_content") or "")

    def end(self, usage: Usage, charge: Decimal) -> bytes:
        chunk = self._kept or {
            "id": f"chatcmpl-{self._reply.id}",
            "object": "chat.completion.chunk",
            "created": self._reply.created,
            "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}],
        }
        chunk["model"] = self._reply.model.name
        told = {"usage": self.shape(usage), "credits_consumed": as_number(charge)}
        if not self._reply.ask.count_in_stream:
            return _plain({**chunk, **told}) + DONE
        chunk.pop("usage", None)
        return _plain(chunk) + _plain({**chunk, "choices": [], **told}) + DONE

    def whole(self, made: Json) -> str:
        self.usage = openai_chat_reply.usage_of(made)
        choice = made["choices"][0]
        self.stop = str(choice.get("finish_reason"))
        return str(choice.get("message"))


class MessageTail(_Base):
    marks = re.compile(rb'"type" ?: ?"message_(start|delta|stop)"')
    named = re.compile(rb'"model"' + _NAME)
    wire = Anthropic()
    shape = staticmethod(anthropic_shape.usage)

    def __init__(self, reply: Reply) -> None:
        super().__init__(reply)
        self._told: Json = {}

    def take(self, data: Json) -> bool:
        if data["type"] == "message_start":
            self._told |= data["message"].get("usage") or {}
            self.begun = anthropic_reply.usage_of(self._told)
            return False
        if data["type"] == "message_delta":
            said = data.get("usage") or {}
            self._told |= {name: value for name, value in said.items() if value is not None}
            if said:
                self.usage = anthropic_reply.usage_of(self._told)
            self.stop = str(data["delta"].get("stop_reason"))
            self._kept = data
        return True

    def text(self, data: Json) -> str:
        delta = data.get("delta") or {}
        return str(delta.get("text") or delta.get("thinking") or delta.get("partial_json") or "")

    def end(self, usage: Usage, charge: Decimal) -> bytes:
        delta = self._kept or {
            "type": "message_delta",
            "delta": {"stop_reason": "end_turn", "stop_sequence": None},
        }
        if self.usage is None:
            delta["usage"] = self.shape(usage)
        delta["credits_consumed"] = as_number(charge)
        return _named("message_delta", delta) + _named("message_stop", {"type": "message_stop"})

    def whole(self, made: Json) -> str:
        self.usage = anthropic_reply.usage_of(made.get("usage"))
        self.stop = str(made.get("stop_reason"))
        return str(made["content"])


class ResponseTail(_Base):
    marks = re.compile(rb'"type" ?: ?"response\.(completed|incomplete|failed)"')
    named = re.compile(rb'"model"' + _NAME)
    wire = OpenAIResponses()
    shape = staticmethod(responses_shape.usage)
    echoed: re.Pattern[bytes] | None = re.compile(
        rb'"type" ?: ?"response\.([a-z_.]+\.done|completed|incomplete)"'
    )

    def take(self, data: Json) -> bool:
        self.whole(data["response"])
        self._kept = data
        return True

    def text(self, data: Json) -> str:
        delta = data.get("delta")
        return delta if isinstance(delta, str) else ""

    def end(self, usage: Usage, charge: Decimal) -> bytes:
        data = self._kept or {"type": "response.completed", "response": {"output": []}}
        data["response"] = self.told(data["response"], usage, charge)
        return _named(data["type"], data) + DONE

    def whole(self, made: Json) -> str:
        self.usage = responses_reply.usage_of(made)
        self.stop = str(made.get("status"))
        return str(made["output"])


class ContentTail(_Base):
    marks = re.compile(rb'"finishReason"|"promptFeedback"')
    named = re.compile(rb'"modelVersion"' + _NAME)
    wire = Gemini()
    shape = staticmethod(gemini_shape.usage)
    usage_key, model_key = "usageMetadata", "modelVersion"

    def take(self, data: Json) -> bool:
        """What comes after the reason to finish is one with it: the usage, as a rule."""
        self._kept = {**(self._kept or {}), **data}
        self.whole(self._kept)
        return True

    def text(self, data: Json) -> str:
        # Usage is told all along; a stream that is cut off has the last of it.
        self.begun = gemini_reply.usage_of(data) or self.begun
        candidate = (data.get("candidates") or [{}])[0]
        parts = (candidate.get("content") or {}).get("parts") or ()
        return "".join(str(part.get("text") or part.get("functionCall") or "") for part in parts)

    def end(self, usage: Usage, charge: Decimal) -> bytes:
        candidate = {"content": {"role": "model", "parts": [{"text": ""}]}, "finishReason": "STOP"}
        return _plain(self.told(self._kept or {"candidates": [candidate]}, usage, charge))

    def whole(self, made: Json) -> str:
        if not made.get("candidates") and "promptFeedback" not in made:
            raise KeyError("candidates")
        self.usage = gemini_reply.usage_of(made)
        self.stop = str((made.get("candidates") or [{}])[0].get("finishReason"))
        return str(made.get("candidates"))


def _plain(data: Json) -> bytes:
    return b"data: " + orjson.dumps(data) + b"\n\n"


def _named(kind: str, data: Json) -> bytes:
    return b"event: " + kind.encode() + b"\n" + _plain(data)
