"""Who is in the project and what they may do; invitations by link."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from genmux.client import ClientError
from genmux.console.parts.asking import Asking, at_field, attempt, confirm
from genmux.console.parts.controls import button, select_field, text_field
from genmux.console.parts.moments import moment
from genmux.console.parts.places import Table, toast
from genmux.console.parts.tag import Tag, html
from genmux.console.visit import Visit

_ROLES = ("reader", "member", "admin", "owner")


class Members:
    def __init__(self, visit: Visit) -> None:
        self._visit = visit
        self._words = visit.words
        self._path = f"/projects/{visit.project.get('id', '')}/members"

    async def draw(self) -> None:
        words = self._words
        with Tag("div", "row between bar"):
            Tag("p", "soft", words("team.members_lead"))
            if self._visit.may("admin"):
                button(words("team.invite"), self._invite, kind="primary", icon="plus")
        self._place = Tag("div", "list-place")
        with self._place:
            self._list = Tag("div")
        _roles_told(self._visit)
        await self.load()

    async def load(self) -> None:
        words = self._words
        members = (await self._visit.api.get(self._path))["members"]
        heads = ["person", "role", "joined", "last_seen", "actions"]
        with self._list.clear():
            table = Table(
                [words(f"team.{name}") for name in heads],
                label=words("team.members"),
                align=["", "", "", "", "right"],
            )
            for member in members:
                with table.row():
                    self._row(table, member)

    def _row(self, table: Table, member: Mapping[str, Any]) -> None:
        words, person = self._words, member["person"]
        name = str(person["name"] or person["email"])
        own = person["id"] == self._visit.person.get("id")
        with table.cell():
            Tag("b", "block", name)
            Tag("span", "soft small", str(person["email"]))
        with table.cell():
            if self._may_change(member["role"]) and not own:
                self._role(member, name)
            else:
                Tag("span", "chip", words(f"team.role_{member['role']}"))
            if own:
                Tag("span", "chip accent", words("team.you"))
        with table.cell(classes="small number"):
            html(moment(member["createTime"], "day"))
        with table.cell(classes="small number"):
            seen = person["lastSignInTime"]
            html(moment(seen) if seen else words("team.not_yet"))
        with table.cell(), Tag("div", "actions"):
            if self._may_change(member["role"]) and not person["lastSignInTime"]:
                button(
                    words("team.link"), lambda: self._link(person["id"]), kind="small", icon="link"
                )
            if own or self._may_change(member["role"]):
                text = words("team.leave") if own else words("team.remove")
                button(
                    text,
                    lambda: self._remove(person["id"], name, own),
                    kind="small danger",
                    label=f"{text}: {name}",
                )

    def _role(self, member: Mapping[str, Any], name: str) -> None:
        words, person_id = self._words, member["person"]["id"]

        async def change(role: str) -> None:
            work = self._visit.api.patch(f"{self._path}/{person_id}", {"role": role})
            if await attempt(words, work):
                toast(words("team.role_changed", name=name))
            await self.load()

        select_field(
            words("team.role_of", name=name),
            {role: words(f"team.role_{role}") for role in self._offered()},
            value=str(member["role"]),
            on_change=change,
            hide_label=True,
        )

    def _offered(self) -> tuple[str, ...]:
        return _ROLES if self._visit.may("owner") else _ROLES[:-1]

    def _may_change(self, role: str) -> bool:
        return self._visit.may("owner" if role == "owner" else "admin")

    def _remove(self, person_id: str, name: str, own: bool) -> None:
        words = self._words

        async def act() -> None:
            await self._visit.api.delete(f"{self._path}/{person_id}")
            toast(words("team.removed", name=name))
            await self.load()

        title = words("team.leave_title") if own else words("team.remove_title", name=name)
        action = words("team.leave") if own else words("team.remove")
        confirm(words, title, words("team.remove_text"), action, act)

    async def _link(self, person_id: str) -> None:
        made: dict[str, Any] = {}

        async def ask() -> None:
            made.update(await self._visit.api.post(f"{self._path}/{person_id}/link"))

        if await attempt(self._words, ask()):
            show_link(self._visit, made)

    def _invite(self) -> None:
        words, values = self._words, {"email": "", "name": "", "role": "member"}
        asking = Asking(words, words("team.invite_title"))
        with asking.body:
            fields = person_fields(self._visit, values)
            select_field(
                words("team.role"),
                {role: words(f"team.role_{role}") for role in self._offered()},
                value="member",
                on_change=lambda value: values.update(role=value),
            )

        async def act() -> bool:
            try:
                made = await self._visit.api.post(self._path, values)
            except ClientError as error:
                if at_field(fields, error):
                    return False
                raise
            return await told(self._visit, asking, made["link"], self.load)

        asking.buttons(words("team.invite"), act)
        asking.open()


def person_fields(visit: Visit, values: dict[str, Any]) -> dict[str, Tag]:
    """Address and name of somebody, kept in `values`; returns the controls by name."""
    words, fields = visit.words, {}
    for name, kind in (("email", "email"), ("name", "text")):
        fields[name] = text_field(
            words(f"team.field_{name}"),
            kind=kind,
            event="input",
            on_change=lambda value, name=name: values.update({name: value.strip()}),
            maxlength=200,
            autocomplete="off",
            autofocus=name == "email",
        )
    return fields


async def told(
    visit: Visit,
    asking: Asking,
    link: Mapping[str, Any] | None,
    then: Callable[[], Awaitable[None]],
) -> bool:
    """Shows the link of who is new in the same dialog; whoever is known has one more project.
    Returns whether the dialog may go."""
    words = visit.words
    if link is None:
        toast(words("team.added"))
        await then()
        return True
    asking.on_close = then
    asking.reveal(words("team.link_title"), words("team.link_text"), address(visit, link))
    return False


def show_link(visit: Visit, link: Mapping[str, Any]) -> None:
    """A link that signs somebody in, to be handed to them."""
    words = visit.words
    asking = Asking(words, words("team.link_title"))
    asking.reveal(words("team.link_title"), words("team.link_text"), address(visit, link))
    asking.open()


def address(visit: Visit, link: Mapping[str, Any]) -> str:
    """Where a link is used: this console, as this browser reaches it."""
    return f"{str(visit.request.base_url).rstrip('/')}/sign-in?link={link['link']}"


def _roles_told(visit: Visit) -> None:
    words = visit.words
    with Tag("details", "more roles"):
        Tag("summary", "", words("team.roles"))
        with Tag("dl", "facts"):
            for role in _ROLES:
                Tag("dt", "", words(f"team.role_{role}"))
                Tag("dd", "", words(f"team.role_{role}_text"))
