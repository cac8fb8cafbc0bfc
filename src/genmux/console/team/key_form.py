"""The form of a key, new or known."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from genmux.client import ClientError
from genmux.console.parts.asking import Asking
from genmux.console.parts.controls import fault, select_field, text_field
from genmux.console.parts.places import toast
from genmux.console.parts.tag import Tag
from genmux.console.visit import Visit, amount

_SPANS = ("hour", "day", "total")
_NAMED = {"networks": "networks", "expireTime": "expires", "name": "name"}
"""how the API calls what a field holds"""


class KeyForm:
    """`then` is called after something changed."""

    def __init__(
        self,
        visit: Visit,
        then: Callable[[], Awaitable[None]],
        key: Mapping[str, Any] | None = None,
    ) -> None:
        self._visit = visit
        self._words = visit.words
        self._then = then
        self._key = key
        self._values: dict[str, str] = {
            "name": str(key["name"]) if key else "",
            "kind": "sandbox" if visit.sandbox else "live",
            "networks": "\n".join(key["networks"]) if key else "",
            "expires": _day_of(key["expireTime"]) if key else "",
        }
        for span in _SPANS:
            limit = key["limits"].get(span) if key else None
            self._values[span] = "" if limit is None else amount(limit).replace(",", "")
        self._fields: dict[str, Tag] = {}

    def open(self) -> None:
        words, known = self._words, self._key is not None
        title = words("keys.edit_title") if known else words("keys.create_title")
        self._asking = Asking(words, title)
        with self._asking.body:
            self._text("name", maxlength=100, required=True, autofocus=True)
            if not known:
                kinds = {kind: words(f"keys.kind_{kind}") for kind in ("live", "sandbox")}
                select_field(
                    words("keys.kind"),
                    kinds,
                    value=self._values["kind"],
                    on_change=lambda value: self._values.update(kind=value),
                )
            with Tag("fieldset", "field"):
                Tag("legend", "", words("keys.limits"))
                with Tag("div", "three"):
                    for span in _SPANS:
                        self._text(span, kind="number", min="0", step="any", placeholder="∞")
                Tag("p", "help", words("keys.limits_help"))
            self._text("networks", lines=2, help=words("keys.networks_help"), spellcheck="false")
            self._text("expires", kind="date", help=words("keys.expires_help"), min=_tomorrow())
        self._asking.buttons(words("shell.save") if known else words("keys.create"), self._save)
        self._asking.open()

    def _text(self, name: str, **attributes: Any) -> None:
        self._fields[name] = text_field(
            self._words(f"keys.field_{name}"),
            value=self._values[name],
            event="input",
            on_change=lambda value: self._values.update({name: value}),
            **attributes,
        )

    async def _save(self) -> bool:
        """False = the dialog stays, with what is wrong said or with the secret."""
        words, body = self._words, self._body()
        if body is None:
            return False
        api = self._visit.api
        try:
            if self._key is not None:
                await api.patch(f"/keys/{self._key['id']}", body)
                toast(words("keys.saved"))
                await self._then()
                return True
            made = await api.post("/keys", body)
        except ClientError as error:
            self._blame(error)
            return False
        self._asking.on_close = self._then
        self._asking.reveal(words("keys.made"), words("keys.made_text"), made["secret"])
        return False

    def _blame(self, error: ClientError) -> None:
        """Says at its field what the API found wrong, else above the buttons."""
        message = error.message
        named = next((span for span in _SPANS if f"{span} limit" in message), "")
        named = named or next((name for word, name in _NAMED.items() if word in message), "")
        if not named and any(one in message for one in self._values["networks"].split()):
            named = "networks"  # it repeats what is no address
        if named and error.code in (400, 422):
            fault(self._fields[named], message)
        else:
            self._asking.blame(message)

    def _body(self) -> dict[str, Any] | None:
        words, values = self._words, self._values
        for control in self._fields.values():
            fault(control, "")
        self._asking.blame("")
        if not values["name"].strip():
            fault(self._fields["name"], words("keys.name_needed"))
            return None
        limits: dict[str, float] = {}
        for span in _SPANS:
            given = values[span].strip()
            if not given:
                continue
            try:
                limits[span] = float(given)
            except ValueError:
                fault(self._fields[span], words("keys.number_needed"))
                return None
        body: dict[str, Any] = {
            "name": values["name"].strip(),
            "limits": limits,
            "networks": values["networks"].replace(",", " ").split(),
        }
        if self._key is None:
            body["sandbox"] = values["kind"] == "sandbox"
        if self._key is None or values["expires"] != _day_of(self._key["expireTime"]):
            body["expireTime"] = _end_of(values["expires"])
        return body


def _day_of(milliseconds: float | None) -> str:
    if milliseconds is None:
        return ""
    return datetime.fromtimestamp(milliseconds / 1000, UTC).date().isoformat()


def _end_of(day: str) -> int | None:
    """The last moment of a day in UTC, in milliseconds."""
    try:
        end = datetime.combine(date.fromisoformat(day), time(23, 59, 59), UTC)
    except ValueError:
        return None
    return round(end.timestamp() * 1000)


def _tomorrow() -> str:
    return (datetime.now(UTC).date() + timedelta(days=1)).isoformat()
