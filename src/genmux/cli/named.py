"""A project that a command names, which must exist."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from genmux.db.pool import Connection
    from genmux.projects.project import Project


async def project_of(conn: Connection, name: str) -> Project:
    """The project of that name; the error lists those that exist."""
    from genmux.projects.project import find_project, list_projects

    found = await find_project(conn, name)
    if found is None:
        names = ", ".join(project.name for project in await list_projects(conn)) or "none yet"
        raise click.ClickException(f"there is no project {name!r}; there are: {names}")
    return found
