"""What people do with a server: sign in, look, manage. Only a Genmux server can."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Self
from urllib.parse import quote, urlencode

import aiohttp

from genmux.client.errors import ClientError
from genmux.client.records_console import (
    AuditLine,
    Balance,
    Event,
    Key,
    LedgerLine,
    Limits,
    Link,
    Member,
    Page,
    Person,
    Project,
    SignedIn,
    Spent,
    credits_of,
    read_audit,
    read_balance,
    read_key,
    read_line,
    read_link,
    read_member,
    read_person,
    read_project,
    read_signed_in,
    read_spent,
)
from genmux.client.wire import Wire, opened, reason

if TYPE_CHECKING:
    from types import TracebackType

_ROOT = "/genmux/v1"


class Console:
    """An asynchronous context: `async with Console(url, token, project=id) as console`.

    `token` is that of a session, or a key; `project` and `sandbox` say where a session works.
    Raises ClientError.
    """

    def __init__(
        self,
        url: str,
        token: str = "",
        *,
        project: str | None = None,
        sandbox: bool = False,
        patience: float = 30.0,
    ) -> None:
        headers = {"X-Genmux-Sandbox": "true" if sandbox else "false"}
        if project:
            headers["X-Genmux-Project"] = project
        self._wire = Wire(url, token, patience=patience, headers=headers)

    async def __aenter__(self) -> Self:
        await self._wire.__aenter__()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._wire.__aexit__(kind, error, trace)

    async def get(self, path: str, **query: Any) -> Any:
        """`data` of a GET below `/genmux/v1`; parameters that are None are left out."""
        return await self._wire.ask("GET", _path(path, query))

    async def send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """`data` of any other call below `/genmux/v1`. Sent once."""
        return await self._wire.ask(method, _ROOT + path, body or {}, safe=False)

    # Signing in

    async def ways(self) -> Mapping[str, Any]:
        """How one may sign in: `password`, `oidc`, and whether there are `people`."""
        data: Mapping[str, Any] = await self.get("/session/ways")
        return data

    async def sign_in(self, email: str, password: str) -> SignedIn:
        body = {"email": email, "password": password}
        return read_signed_in(await self.send("POST", "/session", body))

    async def enter(self, link: str) -> SignedIn:
        """Uses up a link."""
        return read_signed_in(await self.send("POST", "/session", {"link": link}))

    async def begin_oidc(self, redirect_uri: str) -> tuple[str, str]:
        """Where to send the browser, and the state to compare when it comes back."""
        data = await self.send("POST", "/session/oidc", {"redirectUri": redirect_uri})
        return data["url"], data["state"]

    async def finish_oidc(self, code: str, state: str) -> SignedIn:
        body = {"oidc": {"code": code, "state": state}}
        return read_signed_in(await self.send("POST", "/session", body))

    async def sign_out(self) -> None:
        await self.send("DELETE", "/session")

    async def me(self) -> tuple[Person, Sequence[Project]]:
        data = await self.get("/me")
        return read_person(data["person"]), tuple(map(read_project, data["projects"]))

    async def set_password(self, new: str, current: str | None = None) -> Person:
        body = {"new": new, "current": current}
        return read_person((await self.send("POST", "/me/password", body))["person"])

    # Projects and members

    async def projects(self) -> Sequence[Project]:
        return tuple(map(read_project, (await self.get("/projects"))["projects"]))

    async def add_project(self, name: str) -> Project:
        return read_project((await self.send("POST", "/projects", {"name": name}))["project"])

    async def rename_project(self, project: str, name: str) -> Project:
        data = await self.send("PATCH", f"/projects/{project}", {"name": name})
        return read_project(data["project"])

    async def delete_project(self, project: str) -> None:
        await self.send("DELETE", f"/projects/{project}")

    async def members(self, project: str) -> Sequence[Member]:
        data = await self.get(f"/projects/{project}/members")
        return tuple(map(read_member, data["members"]))

    async def add_member(self, project: str, email: str, role: str) -> tuple[Member, Link | None]:
        """A link comes for who is new on this server."""
        body = {"email": email, "role": role}
        data = await self.send("POST", f"/projects/{project}/members", body)
        link = data["link"]
        return read_member(data["member"]), read_link(link) if link else None

    async def change_member(self, project: str, person: str, role: str) -> Member:
        path = f"/projects/{project}/members/{person}"
        return read_member((await self.send("PATCH", path, {"role": role}))["member"])

    async def remove_member(self, project: str, person: str) -> None:
        await self.send("DELETE", f"/projects/{project}/members/{person}")

    # Keys and the log

    async def keys(self, *, sandbox: bool | None = None) -> Sequence[Key]:
        word = None if sandbox is None else str(sandbox).lower()
        return tuple(map(read_key, (await self.get("/keys", sandbox=word))["keys"]))

    async def add_key(
        self,
        name: str,
        *,
        sandbox: bool = False,
        limits: Limits | None = None,
        networks: Sequence[str] = (),
        expires_at: datetime | None = None,
    ) -> tuple[str, Key]:
        """The secret, which cannot be had again, and the key."""
        body = {
            "name": name,
            "sandbox": sandbox,
            "networks": list(networks),
            "limits": _limits(limits or Limits()),
            "expireTime": None if expires_at is None else round(expires_at.timestamp() * 1000),
        }
        data = await self.send("POST", "/keys", body)
        return data["secret"], read_key(data["key"])

    async def change_key(self, key: str, changes: Mapping[str, Any]) -> Key:
        return read_key((await self.send("PATCH", f"/keys/{key}", changes))["key"])

    async def revoke_key(self, key: str) -> None:
        await self.send("DELETE", f"/keys/{key}")

    async def audit(self, *, before: str | None = None, limit: int = 50) -> Page[AuditLine]:
        data = await self.get("/audit", before=before, limit=limit)
        return Page(tuple(map(read_audit, data["entries"])), data["next"])

    # Money and health

    async def balance(self) -> Balance:
        return read_balance(await self.get("/balance"))

    async def ledger(
        self, *, before: str | None = None, limit: int = 50, kind: str | None = None
    ) -> Page[LedgerLine]:
        data = await self.get("/ledger", before=before, limit=limit, kind=kind)
        return Page(tuple(map(read_line, data["entries"])), data["next"])

    async def spend(
        self, by: str = "day", first: date | None = None, last: date | None = None
    ) -> Sequence[Spent]:
        data = await self.get("/spend", by=by, **{"from": first, "to": last})
        return tuple(map(read_spent, data["rows"]))

    async def grant(self, amount: Decimal, note: str = "") -> Decimal:
        """What is available then."""
        data = await self.send("POST", "/grants", {"credits": float(amount), "note": note})
        return credits_of(data["available"])

    async def health(self, hours: int = 24) -> Mapping[str, Any]:
        data: Mapping[str, Any] = await self.get("/health", hours=hours)
        return data

    # Models and tasks

    async def models(self, **filters: str) -> Sequence[Mapping[str, Any]]:
        data: Sequence[Mapping[str, Any]] = (await self.get("/models", **filters))["models"]
        return data

    async def model(self, model: str) -> Mapping[str, Any]:
        """With schema and example."""
        data: Mapping[str, Any] = await self.get(f"/models/{quote(model)}")
        return data

    async def tasks(
        self, *, before: str | None = None, limit: int = 50, **filters: str | None
    ) -> Page[Mapping[str, Any]]:
        data = await self.get("/tasks", before=before, limit=limit, **filters)
        return Page(tuple(data["tasks"]), data["next"], data["total"], data["totalIsExact"])

    async def story(self, task_id: str) -> Mapping[str, Any]:
        data: Mapping[str, Any] = await self.get(f"/tasks/{task_id}/story")
        return data

    async def follow(self, task_id: str, after: str | None = None) -> AsyncIterator[Event]:
        """Events until the task ends; `after` is the id of the last one that was seen."""
        headers = {**self._wire.headers, **({"Last-Event-ID": after} if after else {})}
        url = f"{self._wire.url}{_ROOT}/tasks/{task_id}/events"
        try:
            async with self._wire.session.get(url, headers=headers) as reply:
                if not reply.content_type.startswith("text/event-stream"):
                    opened(await reply.read(), reply, self._wire.url)
                    return
                fields: dict[str, str] = {}
                async for raw in reply.content:
                    line = raw.decode().rstrip("\r\n")
                    if line:
                        name, _, value = line.partition(": ")
                        fields[name] = value
                    elif "data" in fields:
                        yield Event(
                            fields.get("event", "message"),
                            fields.get("id", ""),
                            json.loads(fields["data"]),
                        )
                        fields = {}
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ClientError(0, f"The stream broke off: {reason(error)}.") from error


def _path(path: str, query: Mapping[str, Any]) -> str:
    given = {name: value for name, value in query.items() if value is not None}
    return _ROOT + path + (f"?{urlencode(given)}" if given else "")


def _limits(limits: Limits) -> dict[str, float | None]:
    return {
        name: None if value is None else float(value)
        for name, value in (("hour", limits.hour), ("day", limits.day), ("total", limits.total))
    }
