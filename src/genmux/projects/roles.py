"""What somebody may do in a project. Each role may what those below it may."""

from __future__ import annotations

from enum import IntEnum

from genmux.errors import InvalidInput


class Role(IntEnum):
    READER = 1
    MEMBER = 2
    ADMIN = 3
    OWNER = 4
    OPERATOR = 5
    """of the whole server; acts as owner in every project"""

    @property
    def word(self) -> str:
        return self.name.lower()


GIVEN = {role.word: role for role in (Role.READER, Role.MEMBER, Role.ADMIN, Role.OWNER)}
"""the roles that a membership may have"""


def read_role(word: object) -> Role:
    """Raises InvalidInput."""
    role = GIVEN.get(word) if isinstance(word, str) else None
    if role is None:
        raise InvalidInput(f"role must be one of {', '.join(GIVEN)}", field="role")
    return role
