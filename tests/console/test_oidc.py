"""Coming in by an OpenID Connect issuer, in a browser: there, back, and to where one wanted."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
from playwright.async_api import Page, expect

from tests.console.browser import Browsing, barriers, picture
from tests.console.conftest import Desk
from tests.projects.issuer import Issuer

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest.fixture
def account(issuer: Issuer) -> Iterator[str]:
    """The address of an account that the issuer has and that nobody here knows."""
    email = f"{secrets.token_hex(6)}@example.org"
    issuer.claims = {"email": email, "sub": email, "name": "Ann"}
    yield email
    issuer.claims = {}


async def leave_for_the_issuer(page: Page, issuer: Issuer) -> None:
    await page.get_by_role("button", name="Continue with 127.0.0.1").click()
    await page.wait_for_url(f"{issuer.url}/authorize?**")


async def test_somebody_who_is_known_comes_in_and_gets_to_where_they_wanted(
    browse: Browsing, desk: Desk, issuer: Issuer, account: str
) -> None:
    desk.ask("POST", f"/projects/{desk.project}/members", {"email": account, "role": "reader"})
    async with browse(cookies={}) as browser:
        page = await browser.open("/money?tab=ledger", "form")
        assert await barriers(page) == []
        await picture(page, "sign-in-oidc")
        await leave_for_the_issuer(page, issuer)
        await page.get_by_role("link", name="Allow").click()
        await page.wait_for_url("**/money?tab=ledger")
        await expect(page.locator(".side-foot")).to_contain_text("Read only")
        (cookie,) = [
            one for one in await browser.context.cookies() if one["name"] == "genmux_session"
        ]
        assert cookie["httpOnly"]
        assert cookie["sameSite"] == "Lax"


async def test_who_is_not_known_is_told_so(browse: Browsing, issuer: Issuer, account: str) -> None:
    async with browse(cookies={}) as browser:
        page = await browser.open("/sign-in", "form")
        await leave_for_the_issuer(page, issuer)
        await page.get_by_role("link", name="Allow").click()
        await expect(page.get_by_role("alert")).to_contain_text("Nobody here has this account")
        await expect(page.get_by_role("button", name="Continue with")).to_be_visible()


async def test_an_account_whose_address_is_not_verified_stays_outside(
    browse: Browsing, desk: Desk, issuer: Issuer, account: str
) -> None:
    desk.ask("POST", "/people", {"email": account})
    issuer.claims["email_verified"] = False
    async with browse(cookies={}) as browser:
        page = await browser.open("/sign-in", "form")
        await leave_for_the_issuer(page, issuer)
        await page.get_by_role("link", name="Allow").click()
        await expect(page.get_by_role("alert")).to_contain_text("has not verified")


async def test_who_refuses_there_is_led_back(
    browse: Browsing, issuer: Issuer, account: str
) -> None:
    async with browse(cookies={}) as browser:
        page = await browser.open("/sign-in", "form")
        await leave_for_the_issuer(page, issuer)
        await page.get_by_role("link", name="Refuse").click()
        await expect(page.get_by_role("alert")).to_contain_text("cancelled or refused")


async def test_a_reply_that_nobody_asked_for_opens_nothing(browse: Browsing) -> None:
    """A link with somebody else's code must not sign a browser in as them."""
    async with browse(cookies={}) as browser:
        page = await browser.open("/sign-in/oidc?code=stolen&state=other", "form")
        await expect(page.get_by_role("alert")).to_contain_text("begun in another browser")
        assert [c["name"] for c in await browser.context.cookies()] == ["genmux_form"]
