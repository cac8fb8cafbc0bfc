"""What a newcomer does, in a real browser: make a picture, make a film of it, talk."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.console.browser import Browsing, picture

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATIENCE = 60_000


async def test_a_picture_becomes_the_first_frame_of_a_film(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/playground?model=z-image")
        await page.get_by_label("Prompt").fill("A lighthouse in a storm")
        await expect(page.locator(".price-now")).to_contain_text("0.8 credits")
        before = await page.locator("#purse").inner_text()
        await page.keyboard.press("Control+Enter")
        await expect(page.locator(".result img")).to_be_visible(timeout=PATIENCE)
        await expect(page.locator("#purse")).not_to_have_text(before)
        await picture(page, "playground-picture")
        await _use_for(page, "seedance 1.0 lite image")
        await expect(page.locator(".media-list img")).to_be_visible()
        await expect(page.get_by_label("Prompt")).to_have_value("A lighthouse in a storm")
        await page.get_by_text("480p", exact=True).click()
        await page.get_by_role("button", name="Run", exact=True).click()
        await expect(page.get_by_role("progressbar")).to_be_visible()
        await expect(page.locator(".result video")).to_be_visible(timeout=PATIENCE)
        length = await page.wait_for_function(
            "document.querySelector('.result video').duration || 0"
        )
        assert float(str(await length.json_value())) >= 5
        await picture(page, "playground-film")
        await page.reload()
        await expect(page.locator(".result video")).to_be_visible(timeout=PATIENCE)


async def _use_for(page: Page, words: str) -> None:
    await page.get_by_role("button", name="Use as input for").click()
    dialog = page.get_by_role("dialog", name="Use as input for")
    await dialog.get_by_role("searchbox").fill(words)
    await dialog.locator("li:visible a").first.click()
    await page.wait_for_url("**/playground?model=*&from=*")


async def test_the_result_can_be_saved_and_told_as_code(browse: Browsing, tmp_path: Path) -> None:
    async with browse() as browser:
        page = await browser.open("/playground?model=z-image")
        await page.get_by_label("Prompt").fill("A red kite")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator(".result img")).to_be_visible(timeout=PATIENCE)
        async with page.expect_download() as saving:
            await page.get_by_role("link", name="Download").click()
        saved = tmp_path / "saved"
        await (await saving.value).save_as(saved)
        assert saved.read_bytes()[1:4] == b"PNG"
        await page.get_by_text("This request as code").click()
        await page.get_by_role("button", name="Python").click()
        await expect(page.locator(".code pre")).to_contain_text("import json")
        code = await page.locator(".code pre").inner_text()
        compile(code, "snippet", "exec")
        assert "A red kite" in code


async def test_mistakes_are_told_before_anything_is_sent(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/playground?model=z-image")
        await expect(page.locator(".error")).to_have_count(0)
        await page.get_by_role("button", name="Run", exact=True).click()
        await expect(page.locator(".error")).to_have_text("This is needed.")
        await expect(page.get_by_label("Prompt")).to_be_focused()
        await page.get_by_label("Prompt").fill("x" * 1001)
        await expect(page.locator(".error")).to_have_text("At most 1000 characters.")
        await expect(page.get_by_role("progressbar")).to_have_count(0)


async def test_a_file_is_uploaded_by_choosing_it(browse: Browsing, tmp_path: Path) -> None:
    from PIL import Image

    file = tmp_path / "own.png"
    Image.new("RGB", (400, 400), (200, 60, 40)).save(file)
    async with browse() as browser:
        page = await browser.open("/playground?model=bytedance/v1-lite-image-to-video")
        await page.locator(".media-field input[type=file]").first.set_input_files(file)
        await expect(page.locator(".media-list img")).to_be_visible()
        wide = "img => img.decode().then(() => img.naturalWidth)"
        assert await page.locator(".media-list img").evaluate(wide) == 400
        await page.get_by_role("button", name="Remove").click()
        await expect(page.locator(".media-list img")).to_have_count(0)


async def test_nested_lines_and_shots_have_forms_of_their_own(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/playground?model=elevenlabs/text-to-dialogue-v3")
        for number, words in enumerate(("Good morning.", "Is it?")):
            if number:  # what must be there is there already, once
                await page.get_by_role("button", name="+ Dialogue").click()
            await page.locator(f'[data-field="dialogue.{number}.text"] textarea').fill(words)
        await page.keyboard.press("Control+Enter")
        audio = page.locator(".result audio")
        await expect(audio).to_be_visible(timeout=PATIENCE)
        await expect(page.locator("#content")).to_contain_text("credits")


async def test_a_chat_streams_and_tells_what_it_cost(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/chat?model=gpt-5-2")
        await page.get_by_label("Write a message").fill('Say "the harbour is calm"')
        await page.keyboard.press("Enter")
        await expect(page.locator(".said.assistant .prose")).to_contain_text("the harbour is calm")
        await expect(page.locator(".usage")).to_contain_text("credits")
        await page.get_by_label("Write a message").fill("Write 2000 words")
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Stop").click()
        await expect(page.get_by_text("stopped")).to_be_visible()
        await picture(page, "chat")


async def test_a_function_that_the_model_calls_is_answered_by_hand(browse: Browsing) -> None:
    tool = '[{"name": "weather", "parameters": {"type": "object", "required": ["city"], '
    tool += '"properties": {"city": {"type": "string"}}}}]'
    async with browse() as browser:
        page = await browser.open("/chat?model=gpt-5-2")
        await page.get_by_text("Options").click()
        await page.get_by_label("Functions it may call").fill(tool)
        await page.get_by_label("Write a message").fill("What is the weather in Paris?")
        await page.keyboard.press("Enter")
        await expect(page.locator(".tool-call")).to_contain_text('"city": "Paris"')
        await page.get_by_label("Answer in its place").fill('{"celsius": 21}')
        await page.get_by_role("button", name="Send the answer").click()
        await expect(page.locator(".said.assistant .prose")).to_contain_text("21")


async def test_files_are_dropped_pasted_and_picked(browse: Browsing) -> None:
    """A picture made of bytes in the page stands for the one under the pointer."""
    draw = """async (type) => {
        const canvas = Object.assign(document.createElement("canvas"), { width: 320, height: 320 });
        const blob = await new Promise((go) => canvas.toBlob(go));
        const data = new DataTransfer();
        data.items.add(new File([blob], "made.png", { type: "image/png" }));
        const event = type === "drop" ? new DragEvent("drop", { dataTransfer: data, bubbles: true })
            : new ClipboardEvent("paste", { clipboardData: data, bubbles: true });
        document.querySelector(".media-field").dispatchEvent(event);
    }"""
    async with browse() as browser:
        page = await browser.open("/playground?model=nano-banana-2")
        shown = page.locator(".media-list img")
        for number, way in enumerate(("drop", "paste"), start=1):
            await page.evaluate(draw, way)
            await expect(shown).to_have_count(number)
        await page.get_by_role("button", name="From earlier results").click()
        await page.locator("dialog[open] .thumb").first.click()
        await expect(shown).to_have_count(3)
        await page.get_by_label("Move before").last.click()
        await page.get_by_label("Remove").first.click()
        await expect(shown).to_have_count(2)


async def test_an_edit_is_compared_enlarged_and_run_again_elsewhere(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/playground?model=nano-banana-2")
        await page.get_by_role("button", name="From earlier results").click()
        await page.locator("dialog[open] .thumb").first.click()
        await expect(page.locator(".media-list img")).to_have_count(1)
        await page.locator('[data-field="prompt"] textarea').fill("Make it night")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator(".result img").first).to_be_visible(timeout=PATIENCE)
        await page.get_by_role("button", name="Before and after").click()
        await expect(page.locator(".compare .before")).to_be_visible()
        await page.get_by_label("Before and after").first.fill("30")
        await page.get_by_role("button", name="Before and after").click()
        await page.locator(".zoomable").click()
        await expect(page.locator("dialog.zoom")).to_be_visible()
        await page.keyboard.press("Escape")
        await expect(page.locator("dialog.zoom")).to_have_count(0)
        await page.get_by_role("button", name="Run again with").click()
        dialog = page.get_by_role("dialog", name="Run again with")
        await dialog.get_by_role("searchbox").fill("seedream 4.0 edit")
        await dialog.locator("li:visible a").first.click()
        await expect(page.locator('[data-field="prompt"] textarea')).to_have_value("Make it night")
        await expect(page.locator(".media-list img")).to_have_count(1)


async def test_what_answers_at_once_is_shown_as_data(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/playground?model=suno/style")
        await page.locator('[data-field="content"] textarea').fill("Calm sea shanties")
        await page.keyboard.press("Control+Enter")
        await expect(page.locator(".result-place pre")).to_be_visible(timeout=PATIENCE)


async def test_a_price_is_told_before_the_form_is_complete(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/playground?model=kling-3.0/video")
        price = page.locator(".price-now")
        await expect(price).to_contain_text("with these settings")
        before = await price.locator("b").inner_text()
        await page.get_by_text("4K", exact=True).click()
        await expect(price.locator("b")).not_to_have_text(before)
        await page.get_by_role("button", name="+ Shot").click()
        await expect(price).to_contain_text("credits")


async def test_lists_in_lists_are_filled_in(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/playground?model=wan/2-7-image")
        await page.get_by_role("button", name="+ Box", exact=True).click()
        await page.get_by_role("button", name="+ Box 1", exact=True).click()
        corners = page.locator(".items.exact input")
        await expect(corners).to_have_count(4)
        # In one line, above the button that adds another.
        low = "one => one.getBoundingClientRect().bottom"
        ends = [await corner.evaluate(low) for corner in await corners.all()]
        more = page.get_by_role("button", name="+ Box 1", exact=True)
        assert len(set(ends)) == 1
        assert ends[0] <= await more.evaluate("one => one.getBoundingClientRect().top")
        for number, corner in enumerate(("10", "20", "300", "400")):
            await corners.nth(number).fill(corner)
        await page.get_by_label("Prompt").fill("A red kite")
        await page.get_by_text("This request as code").click()
        code = page.locator(".code pre")
        await expect(code).to_contain_text("bbox_list")
        text = await code.inner_text()
        body = json.loads(text.partition("-d '")[2].partition("'")[0])
        assert body["input"]["bbox_list"] == [[[10, 20, 300, 400]]]


async def test_a_link_to_elsewhere_is_told_and_not_loaded(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/playground?model=bytedance/v1-lite-image-to-video")
        await page.get_by_role("button", name="By link").first.click()
        await page.keyboard.type("https://example.org/some/harbour.png")
        await page.keyboard.press("Enter")
        told = page.locator(".media-told")
        await expect(told).to_have_count(1)
        await expect(told).to_contain_text("harbour.png")
        await expect(told).to_contain_text("example.org")
        await expect(page.locator(".media-list img")).to_have_count(0)


async def test_forms_are_told_in_chinese_beside_the_names_of_the_api(browse: Browsing) -> None:
    async with browse(language="zh-CN") as browser:
        page = await browser.open("/playground?model=z-image")
        field = page.locator('[data-field="aspect_ratio"]')
        await expect(field.locator(".field-label")).to_contain_text("宽高比")
        await expect(field.locator(".spoken")).to_have_text("aspect_ratio")
        await expect(field.locator(".help")).to_have_text("结果的宽高比。")
        await expect(page.locator(".model-facts")).to_contain_text("文生图")


async def test_models_are_searched_at_once_where_they_are_chosen(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/playground?model=z-image")
        await page.get_by_role("button", name="Change model").click()
        await expect(page.get_by_role("searchbox", name="Search models")).to_be_focused()


async def test_a_message_can_be_written_at_once(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/chat?model=gpt-5-2")
        await expect(page.get_by_label("Write a message")).to_be_focused()
        await page.keyboard.type("Half a question")
        await page.reload()
        await expect(page.get_by_label("Write a message")).to_have_value("Half a question")


async def test_code_is_copied_where_scripts_have_no_clipboard(browse: Browsing) -> None:
    """As on plain HTTP from another machine."""
    async with browse() as browser:
        await browser.context.add_init_script(
            "Object.defineProperty(navigator, 'clipboard', { value: undefined });"
            "addEventListener('copy', () => { copied = document.activeElement.value; });"
        )
        page = await browser.open("/playground?model=z-image")
        await page.get_by_text("This request as code").click()
        await page.get_by_role("button", name="Copy").click()
        await expect(page.locator("#toasts")).to_contain_text("Copied")
        assert await page.evaluate("copied") == await page.locator(".code pre").inner_text()


async def test_what_was_typed_outlives_a_reload_and_is_not_found_elsewhere(
    browse: Browsing,
) -> None:
    """As when a tab was asleep for long, or the server was started anew."""
    async with browse() as browser:
        page = await browser.open("/playground?model=z-image")
        await page.get_by_label("Prompt").fill("A long thought")
        await page.get_by_text("16:9", exact=True).click()
        await page.reload()
        await expect(page.get_by_label("Prompt")).to_have_value("A long thought")
        await expect(page.get_by_role("radio", name="16:9")).to_be_checked()
        await page.goto(f"{browser.url}/playground?model=z-image")
        await expect(page.get_by_label("Prompt")).to_have_value("")


async def test_a_phone_is_led_to_the_result(browse: Browsing) -> None:
    async with browse(look="phone") as browser:
        page = await browser.open("/playground?model=z-image")
        await page.get_by_label("Prompt").fill("A red kite")
        place = page.locator(".result-place")
        await expect(place).not_to_be_in_viewport()
        await page.get_by_role("button", name="Run", exact=True).click()
        await expect(place).to_be_in_viewport()
        await expect(page.locator(".result img")).to_be_visible(timeout=PATIENCE)
