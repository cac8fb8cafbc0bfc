"""The pages of the console, in the order of the navigation. This is the only list."""

from __future__ import annotations

from genmux.console.frame import Page
from genmux.console.pages import chat, keys, market, money, playground, settings, story, tasks

PAGES: tuple[Page, ...] = (
    market.PAGE,
    playground.PAGE,
    chat.PAGE,
    tasks.PAGE,
    story.PAGE,
    keys.PAGE,
    money.PAGE,
    settings.PAGE,
)
