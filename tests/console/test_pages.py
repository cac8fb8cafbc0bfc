"""Every page in light, dark and on a phone: complete, accessible, nothing too wide."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.console.browser import SIZES, Browsing, barriers, picture

pytestmark = pytest.mark.asyncio(loop_scope="module")

PAGES = {
    "market": "/",
    "playground": "/playground?model=kling-3.0/video",
    "chat": "/chat?model=gpt-5-2",
}


@pytest.mark.parametrize("look", SIZES)
async def test_pages_are_accessible_and_fit(browse: Browsing, look: str) -> None:
    async with browse(look=look) as browser:
        for name, path in PAGES.items():
            page = await browser.open(path)
            await page.wait_for_timeout(600)
            assert await barriers(page) == [], name
            wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, name
            await picture(page, f"{name}-{look}")
            await page.close()


async def test_the_sign_in_page_is_accessible(browse: Browsing) -> None:
    async with browse(cookies={}) as browser:
        page = await browser.open("/sign-in", "form")
        assert await barriers(page) == []
        await picture(page, "sign-in")


async def test_the_market_is_searched_and_filtered(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/")
        cards = page.locator(".model:visible")
        everything = await cards.count()
        assert everything > 170
        await page.keyboard.press("/")
        await page.keyboard.type("lip sync")
        await expect(page.locator("#market-count")).not_to_have_text(
            f"{everything} of {everything}"
        )
        assert 0 < await cards.count() < 10
        await page.get_by_role("searchbox").fill("no such thing")
        await expect(page.get_by_text("No model fits")).to_be_visible()
        await page.get_by_role("button", name="Clear all filters").click()
        await page.get_by_text("Speech", exact=True).click()
        assert await cards.count() == 5
        assert "kind=speech" in page.url
        await page.get_by_label("Catalogue order").select_option("price")
        prices = [float(str(await card.get_attribute("data-price"))) for card in await cards.all()]
        assert prices == sorted(prices)


async def test_samples_are_drawn_when_they_are_looked_for(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/?q=z-image")
        drawn = "document.querySelector('.model:not([hidden]) img').naturalWidth === 480"
        await page.wait_for_function(drawn)


async def test_language_and_theme_are_chosen_and_kept(browse: Browsing) -> None:
    async with browse(language="zh-CN") as browser:
        page = await browser.open("/")
        await expect(page.get_by_role("heading", level=1)).to_have_text("模型市场")
        assert await page.evaluate("document.documentElement.lang") == "zh"
        await expect(page.locator("#popup")).to_contain_text("连接已中断")
        await page.get_by_label("主题").select_option("dark")
        assert await page.evaluate("document.documentElement.dataset.theme") == "dark"
        await page.get_by_label("语言").select_option("en")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Market")
        assert await page.evaluate("document.documentElement.dataset.theme") == "dark"


async def test_the_menu_opens_on_a_phone(browse: Browsing) -> None:
    async with browse(look="phone") as browser:
        page = await browser.open("/")
        await expect(page.get_by_role("link", name="Chat", exact=True)).to_be_hidden()
        await page.get_by_role("button", name="Menu").click()
        await page.get_by_role("link", name="Chat", exact=True).click()
        await page.wait_for_url("**/chat")


async def test_the_sandbox_is_another_purse(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/")
        await page.get_by_text("Sandbox", exact=True).click()
        await expect(page.locator(".sandbox-strip")).to_be_visible()
        await expect(page.locator("#purse")).to_contain_text("1,000,000")


async def test_an_address_without_a_page_says_so(browse: Browsing) -> None:
    async with browse() as browser:
        browser.expected = ("404",)
        page = await browser.open("/nothing-here")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Nothing here")
        await page.get_by_role("link", name="To the market").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Market")
