"""A headless Chromium that watches what a page does: requests, errors, accessibility."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, Page, Request, Route, async_playwright

from genmux.console.guard import is_loopback

OUTPUT = Path("test-output/console").absolute()
"""screenshots of the last run, for people to look at"""
SIZES = {"light": (1440, 900), "dark": (1440, 900), "phone": (390, 844)}


def chromium() -> str:
    """Where the browser is; the test is skipped where there is none, and fails in CI."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if found := shutil.which(name):
            return found
    if os.environ.get("CI"):
        pytest.fail("no Chromium is installed; .ci/chromium installs it")
    pytest.skip("no Chromium is installed; .ci/chromium says how")


@dataclass
class Watched:
    """A browser with one cookie jar. What went wrong on its pages is in `wrongs`."""

    context: BrowserContext
    url: str
    wrongs: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    expected: tuple[str, ...] = ()
    """parts of messages that a test provokes"""

    async def open(self, path: str, wait: str = "#content") -> Page:
        """A new page that has been drawn and is connected."""
        page = await self.context.new_page()
        page.on("console", lambda message: self._said(message.type, message.text))
        page.on("pageerror", lambda error: self.wrongs.append(str(error)))
        await page.goto(self.url + path)
        await page.wait_for_selector(wait)
        if wait == "#content":
            await page.wait_for_function("window.did_handshake === true")
        return page

    def _said(self, kind: str, text: str) -> None:
        if kind in ("error", "warning") and not any(part in text for part in self.expected):
            self.wrongs.append(f"{kind}: {text}")

    async def _pass(self, route: Route, request: Request) -> None:
        host = urlsplit(request.url).hostname or "127.0.0.1"
        if is_loopback(host):
            await route.continue_()
        else:
            self.foreign.append(request.url)
            await route.abort()


@asynccontextmanager
async def launched() -> AsyncIterator[Browser]:
    """Chromium itself, for the tests of a module."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(), args=["--no-sandbox", "--disable-background-networking"]
        )
        try:
            yield browser
        finally:
            await browser.close()


Browsing = Callable[..., AbstractAsyncContextManager[Watched]]


@asynccontextmanager
async def browsing(
    browser: Browser,
    url: str,
    own: Mapping[str, str],
    *,
    cookies: Mapping[str, str] | None = None,
    look: str = "light",
    language: str = "en-US",
    at: str = "",
) -> AsyncIterator[Watched]:
    """A browser on the console at `url`, or `at` another, with the cookies `own` or others. At the
    end no page may have complained, and no request may have left this machine."""
    width, height = SIZES[look]
    url = at or url
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if look == "dark" else "light",
        locale=language,
        reduced_motion="reduce",
    )
    await context.add_cookies(
        [
            {"name": name, "value": value, "url": url}
            for name, value in (own if cookies is None else cookies).items()
        ]
    )
    watched = Watched(context, url)
    await context.route("**/*", watched._pass)
    try:
        yield watched
    finally:
        # Requests that are still on their way would keep it from closing.
        await context.unroute_all(behavior="ignoreErrors")
        await context.close()
    assert watched.foreign == []
    assert watched.wrongs == []


async def picture(page: Page, name: str) -> None:
    """Keeps how a page looks."""
    OUTPUT.mkdir(parents=True, exist_ok=True)
    await page.screenshot(path=OUTPUT / f"{name}.png")


async def barriers(page: Page) -> list[str]:
    """What the accessibility audit finds, one line each."""
    found: dict[str, Any] = (await Axe().run(page)).response
    return [
        f"{one['id']} ({one['impact']}): {node['target']} {node['failureSummary']}"
        for one in found["violations"]
        for node in one["nodes"][:3]
    ]
