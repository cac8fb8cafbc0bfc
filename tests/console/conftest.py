"""One `genmux serve` with its console for all tests here, and somebody who is signed in."""

from __future__ import annotations

import http.cookiejar
import json
import re
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import pytest
import pytest_asyncio

from genmux.console.seal import Seal
from genmux.console.sessions import COOKIE
from tests.console.browser import Browsing, browsing, launched
from tests.console.issuing import SETTINGS, issuing
from tests.projects.issuer import Issuer
from tests.serve import serving


@dataclass(frozen=True, slots=True)
class Desk:
    """The console at `url` of the API at `api`; cookies and the API's session of the operator."""

    url: str
    api: str
    key: str
    cookies: dict[str, str]
    token: str
    form_token: str
    """what the forms of the operator's pages carry"""
    project: str
    """id of the one that everybody works in; other tests may make more"""

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """`data` of a call that the operator makes below `/genmux/v1`."""
        request = urllib.request.Request(
            f"{self.api}/genmux/v1{path}",
            None if body is None else json.dumps(body).encode(),
            {
                "Authorization": f"Bearer {self.token}",
                "Content-Type": "application/json",
                "X-Genmux-Project": self.project,
            },
            method=method,
        )
        with urllib.request.urlopen(request) as reply:
            answer = json.load(reply)
        assert answer["code"] == 200, answer
        return answer["data"]


class Visitor:
    """A browser without a screen: cookies, forms, redirects followed."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.jar = http.cookiejar.CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.jar))

    def get(self, path: str, **headers: str) -> tuple[int, str, str]:
        """Status, address where it ended, and text."""
        return self._send(urllib.request.Request(self.url + path, headers=headers))

    def post(self, path: str, fields: dict[str, str], **headers: str) -> tuple[int, str, str]:
        data = urllib.parse.urlencode(fields).encode()
        return self._send(urllib.request.Request(self.url + path, data, headers))

    def _send(self, request: urllib.request.Request) -> tuple[int, str, str]:
        try:
            with self._opener.open(request) as reply:
                return reply.status, reply.url, reply.read().decode("utf-8", "replace")
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.url or "", error.read().decode("utf-8", "replace")

    def form_token(self, text: str) -> str:
        found = re.search(r'name="form" value="([0-9a-f]+)"', text)
        assert found is not None
        return found[1]

    def enter(self, link: str) -> None:
        """Signs in with a one-time link."""
        path = link.removeprefix(self.url)
        _, _, text = self.get(path)
        token = urllib.parse.parse_qs(urllib.parse.urlsplit(link).query)["link"][0]
        status, url, _ = self.post("/sign-in", {"form": self.form_token(text), "link": token})
        assert status == 200
        assert url == self.url + "/"

    @property
    def cookies(self) -> dict[str, str]:
        return {cookie.name: cookie.value or "" for cookie in self.jar}


@pytest.fixture(scope="session")
def issuer() -> Iterator[Issuer]:
    """Where people of the console may have accounts too."""
    with issuing() as one:
        yield one


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory, issuer: Issuer) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("console")
    more = {**SETTINGS, "GENMUX_ACCESS_OIDC_ISSUER": issuer.url}
    with serving(folder, console=True, more=more) as served:
        url = served.console.partition("/sign-in")[0]
        visitor = Visitor(url)
        visitor.enter(served.console)
        seal = Seal.of(folder / "data")
        session = seal.open(visitor.cookies[COOKIE])
        form = seal.form_token(session["form"])
        desk = Desk(url, served.url, served.key, visitor.cookies, session["token"], form, "")
        (project,) = desk.ask("GET", "/me")["projects"]
        yield replace(desk, project=project["id"])


@pytest.fixture
def visitor(desk: Desk) -> Visitor:
    """A stranger at the console."""
    return Visitor(desk.url)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browse(desk: Desk) -> AsyncIterator[Browsing]:
    """Opens browsers on the console, signed in unless `cookies` says otherwise: `browse()`."""
    async with launched() as browser:
        yield partial(browsing, browser, desk.url, desk.cookies)
