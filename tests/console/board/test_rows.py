"""The list of tasks as markup."""

from __future__ import annotations

from genmux.console.board.rows import pager, table
from genmux.console.words import Words, texts
from genmux.dialects.families import FAMILIES

EN = Words("en")
TASK = {
    "taskId": "a" * 32,
    "model": "m",
    "status": "queued",
    "by": {"kind": "key", "id": "k"},
    "createTime": 1000,
    "creditsCharged": None,
    "creditsHeld": 4,
}


def test_a_row_leads_to_the_story_and_shows_text_as_text() -> None:
    shown = table(EN, [TASK], {"m": {"title": "<b>M</b>", "kind": "image"}}, {"k": "Shop"})
    assert f'href="/tasks/{"a" * 32}"' in shown
    assert "&lt;b&gt;M&lt;/b&gt;" in shown
    assert "Shop" in shown


def test_who_is_not_known_is_told_by_kind() -> None:
    assert "A key" in table(EN, [TASK], {}, {})


def test_the_pager_says_where_one_is() -> None:
    shown = pager(EN, first=50, shown=10, total=60, exact=True, older=False)
    assert "51–60 of 60" in shown
    assert 'data-turn="older" disabled' in shown
    assert 'data-turn="newer" disabled' not in shown
    shown = pager(EN, first=0, shown=50, total=10_000, exact=False, older=True)
    assert "1–50 of more than 10,000" in shown
    assert "Older ones may fit" in pager(EN, first=0, shown=0, total=0, exact=False, older=True)


def test_every_family_has_a_name() -> None:
    named = {key.removeprefix("families.") for key in texts("en") if key.startswith("families.")}
    assert named == set(FAMILIES)
