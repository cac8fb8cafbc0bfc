"""How a function becomes a page: sign-in, frame, and an honest state when something fails."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from nicegui import ui
from starlette.requests import Request
from starlette.responses import RedirectResponse

from genmux.client import ClientError
from genmux.console.house import House
from genmux.console.parts import shell
from genmux.console.parts.controls import button, link_button
from genmux.console.parts.places import empty, failed
from genmux.console.parts.tag import Tag
from genmux.console.visit import Visit

log = logging.getLogger(__name__)

_PATIENCE = 20.0
# What the framework says of a lost connection has one language for all who open a page.
_SPOKEN = """<script>
document.documentElement.lang = "%s";
addEventListener("DOMContentLoaded", () => {
  const lost = %s;
  document.querySelectorAll("#popup > span").forEach((one, n) => { one.textContent = lost[n]; });
});
</script>"""


@dataclass(frozen=True, slots=True)
class Page:
    """`show(visit)` fills the page. `name` is its text, its icon and its file of words.

    A path may have parameters (`/tasks/{task_id}`); they are in `visit.request.path_params`.
    """

    path: str
    name: str
    show: Callable[[Visit], Awaitable[None]]
    in_navigation: bool = True
    wide: bool = False


def register(house: House, pages: Sequence[Page]) -> None:
    """Makes NiceGUI serve them."""
    items = [(page.path, page.name) for page in pages if page.in_navigation]
    for page in pages:
        _serve(house, page, items)


def _serve(house: House, page: Page, items: Sequence[shell.NavItem]) -> None:
    ui.page(page.path, response_timeout=_PATIENCE)(_opener(house, page, items))


def _opener(
    house: House, page: Page, items: Sequence[shell.NavItem], *, status: int = 200
) -> Callable[[Request], Awaitable[Any]]:
    async def opened(request: Request) -> Any:
        visit = house.visit(request)
        if visit is None:
            return RedirectResponse(house.sign_in_path(request), 303)
        try:
            await visit.meet()
        except ClientError as error:
            if error.code == 401:
                return RedirectResponse(house.sign_in_path(request), 303)
            return _broken(visit, page, error, items)
        ui.context.client.status_code = status
        _set_language(visit, page)
        shell.draw(visit, page.name, items)
        with Tag("div", "page", id="content", tabindex="-1"):
            await _fill(visit, page)
        return None

    return opened


def nowhere(house: House, pages: Sequence[Page]) -> Callable[[Request], Awaitable[Any]]:
    """What an address shows that no page has."""
    items = [(page.path, page.name) for page in pages if page.in_navigation]

    async def show(visit: Visit) -> None:
        words = visit.words
        with empty(words("shell.not_found"), words("shell.not_found_text"), level=1):
            link_button(words("shell.back_to_market"), "/", kind="primary", icon="market")

    return _opener(house, Page("", "not_found", show), items, status=404)


async def _fill(visit: Visit, page: Page) -> None:
    try:
        await page.show(visit)
    except ClientError as error:
        failed(visit.words, error, retry=ui.navigate.reload)
    except asyncio.CancelledError:
        raise
    except Exception as error:  # the edge: a person sees a state, the log the reason
        log.exception("the page %s broke", page.path)
        failed(visit.words, error, retry=ui.navigate.reload)


def _broken(visit: Visit, page: Page, error: ClientError, items: Sequence[shell.NavItem]) -> None:
    _set_language(visit, page)
    shell.draw(visit, page.name, items)
    with Tag("div", "page", id="content", tabindex="-1"):
        if error.code == 0:
            words = visit.words
            text = words("shell.api_away_text", url=visit.api.url)
            with empty(words("shell.api_away"), text, icon="away", level=1):
                button(words("shell.retry"), ui.navigate.reload, icon="repeat")
        else:
            failed(visit.words, error, retry=ui.navigate.reload)


def _set_language(visit: Visit, page: Page) -> None:
    words = visit.words
    ui.page_title(f"{words(f'shell.{page.name}')} · {words('shell.name')}")
    lost = json.dumps([words("shell.lost"), words("shell.lost_text")])
    ui.add_head_html(_SPOKEN % (words.language, lost))
