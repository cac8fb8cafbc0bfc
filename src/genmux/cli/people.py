"""`genmux people`: who may sign in to the console, and as what."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import click

from genmux.cli.output import json_option, print_json, print_table, project_option
from genmux.cli.places import place_options, the_settings

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Mapping

    from genmux.db.pool import Connection
    from genmux.projects.people import Listed
    from genmux.projects.person import Person
    from genmux.settings import Settings

    _Act = Callable[[Connection, Person, Settings], Awaitable[None]]

_ROLES = ("reader", "member", "admin", "owner")


@click.group()
def people() -> None:
    """People who sign in to the console: by password, by a link that works once, or with OIDC.

    \b
    Roles in a project: reader looks; member also makes things; admin also manages keys and members;
    owner also renames and deletes it. An operator may everything on the whole server.
    """


@people.command()
@click.argument("email")
@project_option
@click.option(
    "--role",
    type=click.Choice(_ROLES),
    default="member",
    show_default=True,
    help="What they may in the project.",
)
@click.option("--operator", is_flag=True, help="They may everything on the whole server.")
@click.option("--name", default="", help="How they are called.")
@click.option("--password", is_flag=True, help="Ask for a password instead of printing a link.")
@place_options
def add(email: str, project: str, role: str, operator: bool, name: str, password: bool) -> None:
    """Add somebody, or put them into another project. Prints a link that signs them in once.

    \b
    Examples:
      genmux people add ada@example.org --role admin
      genmux people add op@example.org --operator --password
    """
    secret = _asked() if password else None
    link = asyncio.run(_add(the_settings(), email, (project, role, name), operator, secret))
    if link:
        click.echo(link)
    click.echo(f"{email} is {role} of the project {project!r}", err=True)


async def _add(
    settings: Settings,
    email: str,
    place: tuple[str, str, str],
    operator: bool,
    password: str | None,
) -> str | None:
    from genmux.cli.database import connected
    from genmux.projects.audit import COMMAND
    from genmux.projects.members import add_member
    from genmux.projects.people import change_person
    from genmux.projects.project import ensure_project
    from genmux.projects.roles import Role, read_role

    project_name, role, name = place
    async with connected(settings) as conn, conn.transaction():
        project = await ensure_project(conn, project_name)
        member, new = await add_member(
            conn,
            COMMAND,
            project.id,
            email.strip().lower(),
            read_role(role),
            by=Role.OPERATOR,
            name=name,
        )
        if operator:
            await change_person(conn, COMMAND, member.person.id, {"operator": True})
        if password is not None:
            await _set_password(conn, member.person, password)
            return None
        return await _link(conn, settings, member.person) if new else None


@people.command(name="list")
@json_option
@place_options
def list_(as_json: bool) -> None:
    """List everybody with their projects."""
    found = asyncio.run(_list(the_settings()))
    if as_json:
        print_json(
            [
                {
                    "email": one.person.email,
                    "name": one.person.name,
                    "operator": one.person.operator,
                    "disabled": one.person.disabled,
                    "last_sign_in": one.person.last_sign_in_at,
                    "projects": {name: role.word for _, name, role in one.projects},
                }
                for one in found
            ]
        )
        return
    print_table(
        ("email", "name", "operator", "disabled", "last sign-in", "projects"),
        (
            (
                one.person.email,
                one.person.name or None,
                one.person.operator,
                one.person.disabled,
                one.person.last_sign_in_at,
                ", ".join(f"{name} ({role.word})" for _, name, role in one.projects) or None,
            )
            for one in found
        ),
        "There are no people yet; `genmux console link` lets the first one in.",
    )


async def _list(settings: Settings) -> list[Listed]:
    from genmux.cli.database import connected
    from genmux.projects.people import list_people

    async with connected(settings) as conn:
        return await list_people(conn)


@people.command()
@click.argument("email")
@place_options
def password(email: str) -> None:
    """Ask for a new password for somebody. Their sessions end."""
    secret = _asked()

    async def change(conn: Connection, who: Person, _settings: Settings) -> None:
        await _set_password(conn, who, secret)

    asyncio.run(_with_person(the_settings(), email, change))
    click.echo(f"the password of {email} is set", err=True)


@people.command()
@click.argument("email")
@place_options
def disable(email: str) -> None:
    """Shut somebody out at once: sessions and links end. Nothing of theirs is deleted."""
    _changed(email, {"disabled": True})
    click.echo(f"{email} is shut out", err=True)


@people.command()
@click.argument("email")
@place_options
def enable(email: str) -> None:
    """Let somebody in again who was shut out."""
    _changed(email, {"disabled": False})
    click.echo(f"{email} may sign in", err=True)


def _changed(email: str, changes: Mapping[str, object]) -> None:
    async def change(conn: Connection, who: Person, _settings: Settings) -> None:
        from genmux.projects.audit import COMMAND
        from genmux.projects.people import change_person

        await change_person(conn, COMMAND, who.id, changes)

    asyncio.run(_with_person(the_settings(), email, change))


async def _with_person(settings: Settings, email: str, act: _Act) -> None:
    from genmux.cli.database import connected
    from genmux.projects.people import find_person

    async with connected(settings) as conn:
        who = await find_person(conn, email.strip().lower())
        if who is None:
            raise click.ClickException(f"nobody has the address {email}; `genmux people list`")
        await act(conn, who, settings)


async def _link(conn: Connection, settings: Settings, who: Person) -> str:
    from genmux.cli.console import address
    from genmux.clock import SystemClock
    from genmux.projects.audit import COMMAND
    from genmux.projects.entry import WEEK, person_link

    link = await person_link(conn, COMMAND, who.id, SystemClock().now(), WEEK)
    return f"{address(settings)}/sign-in?link={link.token}"


async def _set_password(conn: Connection, who: Person, password: str) -> None:
    from genmux.projects.audit import COMMAND
    from genmux.projects.passwords import Passwords
    from genmux.projects.people import set_password

    await set_password(conn, COMMAND, who.id, await Passwords().hashed(password))


def _asked() -> str:
    """Typed twice and not shown; from a pipe it is one line."""
    from genmux.projects.passwords import check_password

    text: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return check_password(text)
