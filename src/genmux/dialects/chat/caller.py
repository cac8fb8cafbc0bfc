"""Who calls and what was sent, as the chat dialects' clients put it."""

from __future__ import annotations

from starlette.requests import Request

from genmux.catalogue.chat_model import ChatModel
from genmux.dialects.http import UNAUTHORIZED, Api
from genmux.engines.sketch.chat.engine import Fault
from genmux.errors import InvalidInput, Unauthorized
from genmux.projects.caller import Caller

MAX_VALUES = 2_000_000
"""long talks hold many commas; a body of the largest size has fewer"""
FAULT_HEADER = "x-genmux-fault"
_KEY_HEADERS = ("x-api-key", "x-goog-api-key")
_SDK_HEADERS = ("x-stainless-lang", "anthropic-version")


async def chat_caller(api: Api, request: Request) -> Caller:
    """The key may come as Bearer, in the headers of three vendors, or as `?key=`."""
    headers = request.headers
    scheme, _, token = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token.strip():
        return await api.holder(_bare(token), request)
    for name in _KEY_HEADERS:
        if headers.get(name):
            return await api.holder(_bare(headers[name]), request)
    if request.scope["query_string"] and (key := request.query_params.get("key")):
        return await api.holder(_bare(key), request)
    raise Unauthorized(UNAUTHORIZED)


def _bare(text: str) -> str:
    """One client is told to put `Bearer <key>` where only the key belongs."""
    text = text.strip()
    return text[7:].strip() if text[:7].lower() == "bearer " else text


def own_stream(request: Request, model: ChatModel) -> bool:
    """Whether a request that does not say is streamed, on the provider's own paths.

    There most models stream by default. The official clients always say when they want a stream
    and cannot read one otherwise; neither can who accepts JSON alone.
    """
    headers = request.headers
    if any(name in headers for name in _SDK_HEADERS):
        return False
    return model.stream and headers.get("accept", "*/*").strip().lower() != "application/json"


def fault_of(request: Request, *, sandbox: bool) -> Fault | None:
    """What a sandbox key asks to go wrong: `refuse=429` (or `status`), `cut=5`, `stall=5`,
    `uncounted`; several with semicolons or commas. Raises InvalidInput."""
    text = request.headers.get(FAULT_HEADER, "").strip()
    if not text:
        return None
    if not sandbox:
        raise InvalidInput(
            f"{FAULT_HEADER}: faults are for sandbox keys and this is a live one",
            field=FAULT_HEADER,
        )
    if text.lower() == "none":
        return None
    found: dict[str, int | bool] = {}
    for word in text.replace(";", ",").split(","):
        name, _, number = word.strip().partition("=")
        name = "status" if name == "refuse" else name
        if name == "uncounted" and not number:
            found[name] = True
        elif name in ("status", "cut", "stall") and number.isdigit():
            found[name] = int(number)
        else:
            raise InvalidInput(
                f"{FAULT_HEADER} must be refuse=N, cut=N, stall=N, uncounted or none for chat",
                field=FAULT_HEADER,
            )
    if "status" in found and not 400 <= found["status"] <= 599:
        raise InvalidInput(f"{FAULT_HEADER} refuse must be from 400 to 599", field=FAULT_HEADER)
    return Fault(**found)  # type: ignore[arg-type]  # the names are its fields
