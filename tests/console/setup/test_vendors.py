"""Vendor keys and routing rules in a browser, on a console whose API has vendors."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator

import pytest
from playwright.async_api import expect

from tests.console.browser import SIZES, Browsing, barriers, picture
from tests.console.conftest import Desk, Visitor
from tests.console.setup.standing_in import Vendors, standing_in

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture(scope="module")
def vendors(desk: Desk) -> Iterator[Vendors]:
    with standing_in(desk.api) as one:
        yield one


@pytest.fixture(scope="module")
def away(
    desk: Desk, vendors: Vendors, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Visitor]:
    """An operator at a console of its own, `genmux console`, which asks that API."""
    folder = tmp_path_factory.mktemp("console-alone")
    environ = {name: value for name, value in os.environ.items() if not name.startswith("GENMUX_")}
    command = [sys.executable, "-m", "genmux", "console", "--port", "0", "--data", str(folder)]
    process = subprocess.Popen(
        [*command, "--api-url", vendors.url],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env=environ,
    )
    assert process.stdout is not None
    try:
        visitor = Visitor(process.stdout.readline().strip().removeprefix("ready "))
        # Somebody new: a link of the first operator would end the session that all tests share.
        body = {"email": "away@example.org", "name": "Away", "operator": True}
        link = desk.ask("POST", "/people", body)["link"]["link"]
        visitor.enter(f"{visitor.url}/sign-in?link={link}")
        yield visitor
    finally:
        process.terminate()
        process.wait(30)
        process.stdout.close()


async def test_a_vendor_key_goes_in_and_never_comes_out(
    browse: Browsing, away: Visitor, vendors: Vendors
) -> None:
    async with browse(cookies=away.cookies, at=away.url) as browser:
        page = await browser.open("/settings?tab=vendors")
        paused = page.locator("tr").filter(has_text="north")
        await expect(paused).to_contain_text("Paused")
        await expect(paused).to_contain_text("HTTP 503")
        await page.get_by_role("button", name="Add vendor key").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="Save").click()
        await expect(dialog.locator(".error")).to_have_text("A key is needed.")
        await dialog.get_by_label("Vendor").select_option("west")
        await dialog.get_by_label("Key").fill("very-secret-1234")
        await dialog.get_by_role("button", name="Save").click()
        row = page.locator("tr").filter(has_text="west")
        await expect(row).to_contain_text("…1234")
        assert vendors.keys == {"west": "very-secret-1234"}
        assert "very-secret" not in await page.content()
        for look, (width, height) in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            assert await barriers(page) == [], look
            await picture(page, f"vendors-{look}")
        await page.get_by_role("button", name="Remove key: west").click()
        await dialog.get_by_role("button", name="Remove key").click()
        await expect(row).to_have_count(0)
        assert vendors.keys == {}


async def test_rules_are_written_and_put_in_order(
    browse: Browsing, away: Visitor, vendors: Vendors
) -> None:
    async with browse(cookies=away.cookies, at=away.url) as browser:
        page = await browser.open("/settings?tab=routing")
        await expect(page.locator("#content")).to_contain_text("north → sketch")
        for number, (models, use) in enumerate((("video/*", "north"), ("z-image", ""))):
            await page.get_by_role("button", name="Add rule").click()
            rule = page.get_by_role("group", name=f"Rule {number + 1}")
            await rule.get_by_label("Models").fill(models)
            await rule.get_by_label("Engines, in order").fill(use)
        await page.get_by_role("button", name="Save rules").click()
        second = page.get_by_role("group", name="Rule 2")
        await expect(second.locator(".error")).to_contain_text("must list engines")
        await expect(second.get_by_label("Engines, in order")).to_be_focused()
        await second.get_by_label("Engines, in order").fill("sketch, north")
        await page.get_by_role("button", name="Move up: Rule 2").click()
        first = page.get_by_role("group", name="Rule 1")
        await expect(first.get_by_label("Models")).to_have_value("z-image")
        await page.get_by_role("button", name="Save rules").click()
        await expect(page.locator("#toasts")).to_contain_text("The rules hold from now on.")
        assert vendors.rules == [
            {"models": "z-image", "use": ["sketch", "north"]},
            {"models": "video/*", "use": ["north"]},
        ]
        for look, (width, height) in SIZES.items():
            await page.set_viewport_size({"width": width, "height": height})
            assert await barriers(page) == [], look
            await picture(page, f"routing-{look}")


async def test_a_server_without_vendors_says_so(
    browse: Browsing, away: Visitor, vendors: Vendors
) -> None:
    vendors.there = False
    async with browse(cookies=away.cookies, at=away.url) as browser:
        for tab in ("vendors", "routing"):
            page = await browser.open(f"/settings?tab={tab}")
            await expect(page.get_by_text("This server has no vendors")).to_be_visible()
