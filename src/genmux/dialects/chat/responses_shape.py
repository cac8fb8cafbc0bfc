"""The `response` object and its output items."""

from __future__ import annotations

from typing import Any

from genmux.dialects.chat.dialect import Answer, Reply, as_number
from genmux.engines.talk import Call, Choice, Form, Part, Text, Thought, Usage


def response(
    reply: Reply, output: list[dict[str, Any]], answer: Answer | None, status: str = ""
) -> dict[str, Any]:
    """The whole object; without an `answer` as it is while it is made."""
    ask = reply.ask
    cut = answer is not None and answer.reason in ("length", "refused")
    why = "max_output_tokens" if answer is not None and answer.reason == "length" else ""
    made: dict[str, Any] = {
        "id": f"resp_{reply.id}",
        "object": "response",
        "created_at": reply.created,
        "status": status or ("incomplete" if cut else "completed"),
        "background": False,
        "error": None,
        "incomplete_details": {"reason": why or "content_filter"} if cut else None,
        "instructions": None,
        "max_output_tokens": ask.max_tokens or None,
        "model": reply.model.name,
        "output": output,
        "parallel_tool_calls": ask.choice.parallel,
        "previous_response_id": None,
        "reasoning": {"effort": ask.effort, "summary": "auto" if ask.show_thoughts else None},
        "store": False,
        "temperature": 1.0 if ask.temperature is None else ask.temperature,
        "text": {"format": _form(ask.form)},
        "tool_choice": _choice(ask.choice),
        "tools": [
            {
                "type": "function",
                "name": tool.name,
                "description": tool.description,
                "parameters": tool.schema,
                "strict": tool.strict,
            }
            for tool in ask.tools
        ],
        "top_p": 1.0 if ask.top_p is None else ask.top_p,
        "truncation": "disabled",
        "usage": None if answer is None else usage(answer.usage),
        "user": None,
        "metadata": {},
    }
    if answer is not None:
        made["completed_at"] = reply.created
        made["credits_consumed"] = as_number(answer.charge)
    return made


def usage(used: Usage) -> dict[str, Any]:
    return {
        "input_tokens": used.input,
        "input_tokens_details": {"cached_tokens": used.cached, "cache_write_tokens": 0},
        "output_tokens": used.output,
        "output_tokens_details": {"reasoning_tokens": used.reasoning},
        "total_tokens": used.input + used.output,
    }


def items_of(reply: Reply, answer: Answer) -> list[dict[str, Any]]:
    return [item(part, f"{reply.id}{number}") for number, part in enumerate(answer.parts)]


def item(part: Part, name: str, status: str = "completed") -> dict[str, Any]:
    """`name` makes its id; with an empty text it is the item as it begins."""
    if isinstance(part, Call):
        return {
            "id": f"fc_{name}",
            "type": "function_call",
            "status": status,
            "call_id": part.id,
            "name": part.name,
            "arguments": part.arguments,
        }
    if isinstance(part, Thought):
        summary = [{"type": "summary_text", "text": part.text}] if part.text else []
        signed = {"encrypted_content": part.signature} if part.signature else {}
        return {"id": f"rs_{name}", "type": "reasoning", "summary": summary, **signed}
    text = part.text if isinstance(part, Text) else ""
    return {
        "id": f"msg_{name}",
        "type": "message",
        "status": status,
        "role": "assistant",
        "content": [text_part(text)] if text else [],
    }


def text_part(text: str) -> dict[str, Any]:
    return {"type": "output_text", "text": text, "annotations": [], "logprobs": []}


def _form(form: Form) -> dict[str, Any]:
    if form.kind == "schema":
        return {
            "type": "json_schema",
            "name": form.name or "answer",
            "schema": form.schema,
            "strict": form.strict,
        }
    return {"type": "json_object" if form.kind == "json" else "text"}


def _choice(choice: Choice) -> Any:
    if choice.mode == "named":
        return {"type": "function", "name": choice.name}
    return choice.mode
