"""Which tools may or must be called, as OpenAI's two dialects and others say it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from genmux.dialects.chat.dialect import Body
from genmux.engines.talk import Choice, Tool
from genmux.errors import InvalidInput

Tools = tuple[Tool, ...]


def only(tools: Sequence[Tool], names: Sequence[str], place: str) -> Tools:
    """Those of the tools that a choice allows. Raises InvalidInput."""
    known = [tool.name for tool in tools]
    for name in names:
        if name not in known:
            raise InvalidInput(f"{place} names {name!r}, which is none of the tools", field=place)
    return tuple(tool for tool in tools if tool.name in names)


def choice_of(root: Body, tools: Tools, *, nested: bool) -> tuple[Choice, Tools]:
    """The choice, and the tools among which it is; `nested` says that what belongs to a kind of
    choice or tool is in an object of that name. Raises InvalidInput."""
    parallel = root.flag("parallel_tool_calls", default=True)
    if not isinstance(root.get("tool_choice"), Mapping):
        return _mode(root, "tool_choice", parallel), tools
    choice = root.inner("tool_choice")
    kind = choice.text("type", default="function")
    body = choice.inner(kind) if nested else choice
    if kind == "function":
        return Choice("named", body.text("name"), parallel), tools
    if kind != "allowed_tools":
        if nested:
            raise choice.wrong("type", "function or allowed_tools")
        return Choice("auto", parallel=parallel), tools  # a tool that the vendor runs
    names = [
        (one.inner("function") if nested else one).text("name")
        for one in body.list("tools")
        if one.text("type", default="function") == "function"
    ]
    return _mode(body, "mode", parallel), only(tools, names, body.at("tools"))


def _mode(body: Body, name: str, parallel: bool) -> Choice:
    value = body.get(name)
    if value is None or value == "auto":
        return Choice("auto", parallel=parallel)
    if value == "none":
        return Choice("none")
    if value == "required":
        return Choice("required", parallel=parallel)
    raise body.wrong(name, "auto, none, required or a function")
