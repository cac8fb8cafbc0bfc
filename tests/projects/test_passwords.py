"""Passwords: what is taken, what is stored, and that nobody's costs the same."""

from __future__ import annotations

import pytest

from genmux.errors import InvalidInput
from genmux.projects.passwords import Passwords, check_password

GOOD = "correct horse battery"


async def test_a_password_fits_its_hash_alone() -> None:
    passwords = Passwords()
    stored = await passwords.hashed(GOOD)
    assert stored.startswith("$argon2id$")
    assert GOOD not in stored
    assert await passwords.hashed(GOOD) != stored
    assert await passwords.fits(GOOD, stored)
    assert not await passwords.fits(GOOD + " ", stored)
    assert not await passwords.fits("", stored)
    assert not await passwords.fits("\ud800", stored)


async def test_without_a_hash_nothing_fits_but_as_much_is_done() -> None:
    passwords = Passwords()
    assert not await passwords.fits("nobody has this password", None)
    assert not await passwords.fits(GOOD, "not a hash")
    assert passwords._nobodys.startswith("$argon2id$")


@pytest.mark.parametrize(
    "text", ["", "eleven char", "abcabcabcabcabc", "x" * 1001, "long enough \ud800", None, 5]
)
def test_weak_ones_are_refused_and_never_repeated(text: object) -> None:
    with pytest.raises(InvalidInput) as caught:
        check_password(text)
    assert not isinstance(text, str) or not text or text not in caught.value.message


def test_any_script_is_fine() -> None:
    assert check_password("пароль из слов") == "пароль из слов"
