"""What somebody does who looks after it: stories, keys, members, money, settings, in a browser."""

from __future__ import annotations

import json
import secrets
import time
import urllib.request
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.console.browser import SIZES, Browsing, barriers, picture
from tests.console.conftest import Desk, Visitor
from tests.console.receiver import Receiver, receiving

pytestmark = pytest.mark.asyncio(loop_scope="module")

PATIENCE = 60_000
PAGES = {
    "tasks": "/tasks",
    "keys": "/keys",
    "members": "/keys?tab=members",
    "callbacks": "/keys?tab=callbacks",
    "audit": "/keys?tab=audit",
    "project": "/keys?tab=project",
    "people": "/keys?tab=people",
    "spend": "/money",
    "ledger": "/money?tab=ledger",
    "health": "/money?tab=health",
    "account": "/settings",
    "server": "/settings?tab=server",
}

AUDITED_IN_ALL = ("tasks", "story", "keys", "spend")


def call(desk: Desk, path: str, body: Any, key: str, **headers: str) -> Any:
    """The envelope of a POST that a program makes."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    request = urllib.request.Request(
        desk.api + path,
        json.dumps(body).encode(),
        {"Authorization": f"Bearer {key}", "Content-Type": "application/json", **named},
    )
    with urllib.request.urlopen(request) as reply:
        return json.load(reply)


def create(desk: Desk, prompt: str, key: str, callback: str = "", **headers: str) -> str:
    body = {"model": "z-image", "input": {"prompt": prompt, "aspect_ratio": "1:1"}}
    if callback:
        body["callBackUrl"] = callback
    made = call(desk, "/api/v1/jobs/createTask", body, key, **headers)
    assert made["code"] == 200, made
    return str(made["data"]["taskId"])


def ended(desk: Desk, task_id: str) -> dict[str, Any]:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        task: dict[str, Any] = desk.ask("GET", f"/tasks/{task_id}")
        if task["status"] in ("succeeded", "failed", "cancelled"):
            return task
        time.sleep(0.2)
    raise TimeoutError(task_id)


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as one:
        yield one


@pytest.fixture(scope="module")
def told(desk: Desk, receiver: Receiver) -> str:
    """A task that has ended and whose callback was taken."""
    task_id = create(desk, "A lighthouse in a storm", desk.key, receiver.url)
    ended(desk, task_id)
    receiver.wait(1)
    return task_id


@pytest.fixture(scope="module")
def play(desk: Desk) -> str:
    """A sandbox key with sixty tasks that failed at once."""
    key = str(desk.ask("POST", "/keys", {"name": "Play", "sandbox": True})["secret"])
    for number in range(60):
        create(desk, f"number {number}", key, X_Genmux_Fault="fail=400")
    return key


@pytest.fixture
def person(desk: Desk) -> Callable[[str, str], dict[str, str]]:
    """Cookies of somebody new with a role in a project."""

    def made(project: str, role: str) -> dict[str, str]:
        email = f"{secrets.token_hex(6)}@example.org"
        body = {"email": email, "name": "Grace", "role": role}
        link = desk.ask("POST", f"/projects/{project}/members", body)["link"]["link"]
        visitor = Visitor(desk.url)
        visitor.enter(f"{desk.url}/sign-in?link={link}")
        return visitor.cookies

    return made


async def sandbox(page: Page) -> None:
    await page.get_by_text("Sandbox", exact=True).first.click()
    await expect(page.locator(".sandbox-strip")).to_be_visible()
    await page.wait_for_function("window.did_handshake === true")


def card(page: Page, title: str) -> Locator:
    heading = page.get_by_role("heading", name=title, exact=True)
    return page.locator(".card").filter(has=heading)


async def test_pages_are_accessible_and_fit(browse: Browsing, told: str) -> None:
    """Each page is opened once and then looked at in all three ways. That colours can be read in
    both themes is proved by their values; on a phone tables become lists."""
    async with browse() as browser:
        page = await browser.open("/tasks")
        for name, path in {**PAGES, "story": f"/tasks/{told}"}.items():
            await page.goto(browser.url + path)
            await page.wait_for_function("window.did_handshake === true")
            await page.wait_for_timeout(200)
            for look in ("light", "phone", "dark"):
                width, height = SIZES[look]
                await page.set_viewport_size({"width": width, "height": height})
                theme = "dark" if look == "dark" else "light"
                await page.evaluate(
                    "(theme) => document.documentElement.dataset.theme = theme", theme
                )
                await page.wait_for_timeout(100)  # colours move to their new values
                if look == "light" or name in AUDITED_IN_ALL:
                    assert await barriers(page) == [], (name, look)
                wide = await page.evaluate("document.documentElement.scrollWidth - innerWidth")
                assert wide <= 0, (name, look)
                await picture(page, f"{name}-{look}")


async def test_a_task_tells_its_whole_story(
    browse: Browsing, told: str, receiver: Receiver
) -> None:
    async with browse() as browser:
        page = await browser.open("/tasks?text=lighthouse")
        await page.locator(f'a[href="/tasks/{told}"]').click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Z-Image")
        await expect(page.locator(".result img")).to_be_visible()
        steps = page.locator(".timeline li")
        await expect(steps.first).to_contain_text("Waiting its turn")
        await expect(steps.last).to_contain_text("Done")
        await expect(card(page, "Input")).to_contain_text("A lighthouse in a storm")
        await expect(card(page, "Route")).to_contain_text("Built-in")
        await expect(card(page, "Credits").locator("dd").nth(1)).to_have_text("0.8")
        calls = card(page, "Callbacks")
        await expect(calls.locator(".chip")).to_have_text("Delivered")
        had = len(receiver.bodies)
        await calls.get_by_role("button", name="Send again").click()
        await expect(calls.locator("tbody tr")).to_have_count(2, timeout=PATIENCE)
        receiver.wait(had + 1)
        assert json.loads(receiver.bodies[-1])["data"]["taskId"] == told


async def test_a_task_is_run_again_and_changed(browse: Browsing, told: str) -> None:
    async with browse() as browser:
        page = await browser.open(f"/tasks/{told}")
        await page.get_by_role("button", name="Run again", exact=True).click()
        await page.wait_for_url(lambda url: "/tasks/" in url and told not in url)
        await expect(page.locator(".result img")).to_be_visible(timeout=PATIENCE)
        await page.get_by_role("link", name=told).click()
        await page.get_by_role("link", name="Change and run").click()
        await expect(page.get_by_label("Prompt")).to_have_value("A lighthouse in a storm")


async def test_tasks_are_filtered_by_the_server(browse: Browsing, told: str, play: str) -> None:
    async with browse() as browser:
        page = await browser.open("/tasks")
        await page.get_by_label("Search in requests").fill("no such words anywhere")
        await expect(page.get_by_text("No task fits")).to_be_visible()
        await expect(page.get_by_role("link", name="Clear filters").first).to_be_visible()
        await page.get_by_label("Search in requests").fill("lighthouse")
        await expect(page.locator(f'a[href="/tasks/{told}"]')).to_be_visible()
        await page.get_by_label("Any state").select_option("failed")
        await expect(page.get_by_text("No task fits")).to_be_visible()
        await page.get_by_label("Any state").select_option("succeeded")
        await expect(page.locator(f'a[href="/tasks/{told}"]')).to_be_visible()
        assert "state=succeeded" in page.url
        await page.reload()
        await expect(page.get_by_label("Search in requests")).to_have_value("lighthouse")
        await expect(page.locator(f'a[href="/tasks/{told}"]')).to_be_visible()


async def test_a_long_list_has_pages(browse: Browsing, play: str) -> None:
    async with browse() as browser:
        page = await browser.open("/tasks")
        await sandbox(page)
        rows = page.locator(".table.tasks tbody tr")
        await expect(rows).to_have_count(50)
        await expect(rows.first).to_contain_text("number 59")
        await page.get_by_role("button", name="Older").click()
        await expect(rows.first).to_contain_text("number 9")
        await expect(page.locator(".pager")).to_contain_text("51–60 of 60")
        await page.get_by_role("button", name="Newer").click()
        await expect(rows.first).to_contain_text("number 59")
        await rows.first.get_by_role("link").click()
        await expect(page.get_by_text("It failed")).to_be_visible()
        await expect(page.locator("#content")).to_contain_text("content policy")
        await expect(page.locator("#content")).to_contain_text("fail=400")


async def test_a_running_task_is_cancelled_and_the_hold_comes_back(
    browse: Browsing, desk: Desk, play: str
) -> None:
    task_id = create(desk, "a slow one", play, X_Genmux_Fault="delay=600")
    async with browse() as browser:
        page = await browser.open("/tasks")
        await sandbox(page)
        await page.locator(f'a[href="/tasks/{task_id}"]').click()
        await page.get_by_role("button", name="Cancel task").click()
        dialog = page.get_by_role("dialog", name="Cancel this task?")
        await dialog.get_by_role("button", name="Cancel task").click()
        await expect(page.get_by_text("It was cancelled")).to_be_visible(timeout=PATIENCE)
        await expect(card(page, "Credits").locator("dd").nth(2)).to_have_text("0.8")


async def test_a_key_is_made_used_and_revoked(browse: Browsing, desk: Desk) -> None:
    async with browse() as browser:
        page = await browser.open("/keys")
        await page.get_by_role("button", name="Create key").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="Create key").click()
        await expect(dialog.locator(".error")).to_have_text("A name is needed.")
        await dialog.get_by_label("Name").fill("Shop")
        await dialog.get_by_label("Per day").fill("-1")
        await dialog.get_by_role("button", name="Create key").click()
        per_day = dialog.locator(".field", has=page.get_by_label("Per day")).last
        await expect(per_day.locator(".error")).to_contain_text("more than 0")
        await dialog.get_by_label("Per day").fill("25")
        await dialog.get_by_label("Allowed addresses").fill("nonsense")
        await dialog.get_by_role("button", name="Create key").click()
        await expect(dialog.locator(".error")).to_contain_text("nonsense")
        await dialog.get_by_label("Allowed addresses").fill("127.0.0.0/8\n10.0.0.0/8")
        await dialog.get_by_role("button", name="Create key").click()
        secret = await dialog.locator("pre").inner_text()
        assert secret.startswith("sk-gmx-live-")
        await expect(dialog.get_by_role("button", name="I have kept it")).to_be_focused()
        await picture(page, "key-made")
        await dialog.get_by_role("button", name="I have kept it").click()
        row = page.locator("tr").filter(has_text="Shop")
        await expect(row).to_contain_text("0 of 25 today")
        await expect(row).to_contain_text("10.0.0.0/8")
        assert secret not in await page.content()
        ended(desk, create(desk, "a shop", secret))
        await page.reload()
        await expect(row).to_contain_text("0.8 of 25 today")
        await row.get_by_role("button", name="Change Shop").click()
        await dialog.get_by_label("Name").fill("Old shop")
        await page.keyboard.press("Enter")
        await page.get_by_role("button", name="Revoke Old shop").click()
        await dialog.get_by_role("button", name="Revoke").click()
        await expect(page.locator("tr").filter(has_text="Old shop")).to_have_count(0)
        assert call(desk, "/api/v1/jobs/createTask", {}, secret)["code"] == 401


async def test_the_charge_is_in_the_money(browse: Browsing, told: str) -> None:
    async with browse() as browser:
        page = await browser.open("/money")
        spent = page.locator(".tile").filter(has_text="Spent in this time").locator("b")
        assert float(await spent.inner_text()) >= 0.8
        by_model = page.get_by_role("region", name="By model")
        await expect(by_model).to_contain_text("Z-Image")
        name = await page.locator(".chart svg").get_attribute("aria-label")
        assert name is not None
        assert "Credits spent from" in name
        async with page.expect_download() as saving:
            await page.get_by_role("link", name="Export CSV").first.click()
        saved = await (await saving.value).path()
        assert saved.read_bytes().startswith(b"\xef\xbb\xbfday,label,credits")
        await page.get_by_role("link", name="Ledger").click()
        link = page.locator(f'a[href="/tasks/{told}"]')
        await expect(link).to_have_count(2)
        await expect(page.locator("tr").filter(has=link).first).to_contain_text("−0.8")


async def test_health_tells_success_and_times(browse: Browsing, told: str) -> None:
    async with browse() as browser:
        page = await browser.open("/money?tab=health")
        models = page.get_by_role("region", name="Models")
        await expect(models.locator("tr").filter(has_text="Z-Image")).to_contain_text("100 %")
        await expect(page.locator(".tile").filter(has_text="Storage used")).to_contain_text("B")
        async with page.expect_download() as saving:
            await page.get_by_role("link", name="Export CSV").first.click()
        saved = await (await saving.value).path()
        assert b"\r\nz-image," in saved.read_bytes()
        await page.get_by_role("link", name="Whole server").click()
        await expect(page.locator(".tile").filter(has_text="Workers").locator("b")).to_have_text(
            "1"
        )


async def test_a_second_user_sees_nothing_of_the_first(
    browse: Browsing, desk: Desk, told: str, person: Callable[[str, str], dict[str, str]]
) -> None:
    other = desk.ask("POST", "/projects", {"name": "Other"})["project"]["id"]
    async with browse(cookies=person(other, "owner")) as browser:
        page = await browser.open("/tasks")
        await expect(page.get_by_text("No tasks yet")).to_be_visible()
        await page.goto(f"{browser.url}/tasks/{told}")
        await expect(page.get_by_text("There is no such task")).to_be_visible()
        await page.goto(f"{browser.url}/keys")
        await expect(page.get_by_text("No keys yet")).to_be_visible()
        await page.goto(f"{browser.url}/money?tab=ledger")
        await expect(page.locator("tr").filter(has_text="Charged")).to_have_count(0)
        await page.goto(f"{browser.url}/keys?tab=audit")
        log = page.get_by_role("region", name="Audit log")
        await expect(log).to_contain_text("Project created")
        await expect(log).not_to_contain_text("Key created")
        assert await page.get_by_role("link", name="All people").count() == 0


async def test_a_reader_reads_and_the_api_refuses_the_rest(
    browse: Browsing, desk: Desk, told: str, person: Callable[[str, str], dict[str, str]]
) -> None:
    project = desk.project
    email = f"{secrets.token_hex(6)}@example.org"
    made = desk.ask("POST", f"/projects/{project}/members", {"email": email, "role": "reader"})
    opened = call(desk, "/genmux/v1/session", {"link": made["link"]["link"]}, "")["data"]
    refused = call(desk, f"/genmux/v1/tasks/{told}/retry", {}, opened["token"])
    assert refused["code"] == 403
    assert call(desk, "/genmux/v1/keys", {"name": "x"}, opened["token"])["code"] == 403
    async with browse(cookies=person(project, "reader")) as browser:
        page = await browser.open(f"/tasks/{told}")
        await expect(page.locator(".timeline li").last).to_contain_text("Done")
        for name in ("Run again", "Send again", "Cancel task"):
            assert await page.get_by_role("button", name=name).count() == 0, name
        await page.goto(f"{browser.url}/keys")
        await expect(page.locator("tbody tr").first).to_be_visible()
        for name in ("Create key", "Change", "Revoke"):
            assert await page.get_by_role("button", name=name).count() == 0, name
        assert await page.get_by_role("link", name="Audit log").count() == 0
        await page.goto(f"{browser.url}/chat")
        await expect(page.get_by_text("Writing takes the role of a member.")).to_be_visible()
        await page.goto(f"{browser.url}/keys?tab=members")
        await expect(page.locator("tbody tr").first).to_be_visible()
        assert await page.get_by_role("button", name="Invite").count() == 0
        assert await page.locator("tbody select").count() == 0


async def test_somebody_is_invited_and_gets_another_role(browse: Browsing, desk: Desk) -> None:
    email = f"{secrets.token_hex(6)}@example.org"
    async with browse() as browser:
        page = await browser.open("/keys?tab=members")
        await page.get_by_role("button", name="Invite").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_label("E-mail").fill("nobody")
        await page.keyboard.press("Enter")
        await expect(dialog.locator(".field .error")).to_contain_text("must be an address")
        await expect(dialog.get_by_label("E-mail")).to_be_focused()
        await dialog.get_by_label("E-mail").fill(email)
        await dialog.get_by_label("Name").fill("Ada")
        await dialog.get_by_role("button", name="Invite").click()
        link = await dialog.locator("pre").inner_text()
        await dialog.get_by_role("button", name="I have kept it").click()
        row = page.locator("tr").filter(has_text=email)
        await expect(row).to_contain_text("Not yet")
        visitor = Visitor(desk.url)
        visitor.enter(link)
        await row.get_by_label("Role of Ada").select_option("admin")
        await expect(page.locator("#toasts")).to_contain_text("Ada has another role now.")
        await page.goto(f"{browser.url}/keys?tab=audit")
        log = page.get_by_role("region", name="Audit log")
        await expect(log.locator("tbody tr").filter(has_text=email).first).to_contain_text("admin")
        await page.get_by_label("Action").select_option("member.add")
        await expect(log.locator("tbody tr").filter(has_text=email)).to_have_count(1)


async def test_signing_out_leaves_nothing_in_the_tab(
    browse: Browsing, desk: Desk, person: Callable[[str, str], dict[str, str]]
) -> None:
    async with browse(cookies=person(desk.project, "member")) as browser:
        page = await browser.open("/playground?model=z-image")
        await page.get_by_label("Prompt").fill("A secret")
        kept = "JSON.stringify({ ...sessionStorage })"
        await page.wait_for_function(f"{kept}.includes('A secret')")
        await page.get_by_role("button", name="Sign out").click()
        await page.wait_for_url("**/sign-in")
        assert "A secret" not in await page.evaluate(kept)


async def test_the_callback_secret_is_replaced_and_tried(
    browse: Browsing, receiver: Receiver, told: str
) -> None:
    async with browse() as browser:
        page = await browser.open("/keys?tab=callbacks")
        await page.get_by_role("button", name="Replace the secret").click()
        dialog = page.get_by_role("dialog")
        await dialog.get_by_role("button", name="Replace the secret").click()
        secret = await dialog.locator("pre").inner_text()
        assert secret.startswith("whsec_")
        await dialog.get_by_role("button", name="I have kept it").click()
        await expect(page.get_by_text("Old one valid until")).to_be_visible()
        await expect(page.locator("#content")).to_contain_text(f"••••{secret[-4:]}")
        had = len(receiver.bodies)
        await page.get_by_label("Address of the receiver").fill(receiver.url)
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(page.get_by_text("The receiver took it.")).to_be_visible()
        receiver.wait(had + 1)
        await page.get_by_label("Address of the receiver").fill("http://10.1.2.3/hook")
        await page.get_by_role("button", name="Send", exact=True).click()
        await expect(page.locator(".error, .note.bad").first).to_be_visible()


async def test_a_person_sets_a_password_and_signs_in_with_it(browse: Browsing, desk: Desk) -> None:
    email, password = f"{secrets.token_hex(6)}@example.org", "four plain words are fine"
    link = desk.ask("POST", "/people", {"email": email, "name": "Lin"})["link"]["link"]
    visitor = Visitor(desk.url)
    visitor.enter(f"{desk.url}/sign-in?link={link}")
    async with browse(cookies=visitor.cookies) as browser:
        page = await browser.open("/settings")
        await page.get_by_label("New password", exact=True).fill(password)
        await page.get_by_label("New password once more").fill("something else")
        await page.get_by_role("button", name="Set password").click()
        await expect(page.locator(".error")).to_have_text("This is not the same.")
        await page.get_by_label("New password once more").fill(password)
        await page.get_by_role("button", name="Set password").click()
        await expect(page.get_by_label("Current password")).to_be_visible()
    late = Visitor(desk.url)
    _, _, text = late.get("/sign-in")
    fields = {"form": late.form_token(text), "email": email, "password": password}
    assert late.post("/sign-in", fields)[1] == desk.url + "/"


async def test_settings_say_where_they_come_from(browse: Browsing) -> None:
    async with browse() as browser:
        page = await browser.open("/settings?tab=server")
        await page.get_by_label("Search settings").fill("creates")
        row = page.locator("[data-text]:visible").filter(has_text="creates").first
        await expect(row).to_contain_text("GENMUX_LIMITS_CREATES")
        await page.get_by_label("Search settings").fill("")
        every = await page.locator("[data-text]:visible").count()
        await page.get_by_text("Only what is set").click()
        assert 0 < await page.locator("[data-text]:visible").count() < every


async def test_the_pages_speak_chinese(browse: Browsing, told: str) -> None:
    async with browse(language="zh-CN") as browser:
        page = await browser.open(f"/tasks/{told}")
        await expect(page.locator(".timeline li").last).to_contain_text("完成")
        await page.goto(f"{browser.url}/money")
        await expect(page.get_by_role("heading", level=1)).to_have_text("费用与健康")


async def test_a_file_of_money_needs_a_session(desk: Desk, visitor: Visitor) -> None:
    assert visitor.get("/export/ledger.csv")[0] == 401
    cookie = "; ".join(f"{name}={value}" for name, value in desk.cookies.items())
    assert visitor.get("/export/secrets.csv", Cookie=cookie)[0] == 404
    status, _, text = visitor.get("/export/ledger.csv?kind=grant", Cookie=cookie)
    assert status == 200
    assert text.lstrip("\ufeff").startswith("time,kind")
