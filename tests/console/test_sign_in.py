"""The door: links, passwords, forged forms, and what is to be had without coming in."""

from __future__ import annotations

import secrets

import pytest

from tests.console.conftest import Desk, Visitor


@pytest.fixture
def person(desk: Desk) -> tuple[str, str]:
    """Somebody new: email, and the link that signs them in."""
    email = f"{secrets.token_hex(6)}@example.org"
    made = desk.ask("POST", "/people", {"email": email, "name": "Ada"})
    return email, f"{desk.url}/sign-in?link={made['link']['link']}"


def test_a_stranger_is_led_to_the_door_and_then_to_where_they_wanted(visitor: Visitor) -> None:
    _, url, text = visitor.get("/playground?model=z-image")
    assert "/sign-in?next=/playground%3Fmodel%3Dz-image" in url
    assert 'name="next" value="/playground?model=z-image"' in text


def test_a_stranger_gets_no_file_no_sample_and_no_upload(visitor: Visitor) -> None:
    assert visitor.get("/files/anything")[0] == 401
    assert visitor.get("/samples/anything.webp")[0] == 401
    assert visitor.post("/upload", {})[0] == 403


def test_a_link_works_once(desk: Desk, visitor: Visitor, person: tuple[str, str]) -> None:
    _, link = person
    visitor.enter(link)
    assert visitor.get("/")[1] == desk.url + "/"
    late = Visitor(desk.url)
    _, _, text = late.get(link.removeprefix(desk.url))
    fields = {"form": late.form_token(text), "link": link.partition("link=")[2]}
    _, url, text = late.post("/sign-in", fields)
    assert "used already or has expired" in text
    assert url == desk.url + "/sign-in"


def test_opening_a_link_does_not_use_it_up(
    desk: Desk, visitor: Visitor, person: tuple[str, str]
) -> None:
    """Programs that look at mails open every link in them."""
    _, link = person
    Visitor(desk.url).get(link.removeprefix(desk.url))
    visitor.enter(link)


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(
    visitor: Visitor, person: tuple[str, str]
) -> None:
    visitor.enter(person[1])
    cookie = next(one for one in visitor.jar if one.name == "genmux_session")
    assert cookie.has_nonstandard_attr("HttpOnly")
    assert cookie.get_nonstandard_attr("SameSite") == "lax"
    assert "gmxs_" not in (cookie.value or "")


def test_a_wrong_password_is_refused_in_the_same_words_for_all(visitor: Visitor) -> None:
    _, _, text = visitor.get("/sign-in")
    fields = {"form": visitor.form_token(text), "email": "no@example.org", "password": "x" * 20}
    _, _, text = visitor.post("/sign-in", fields)
    assert "E-mail or password is wrong." in text


def test_what_was_typed_and_wanted_is_kept_after_a_wrong_password(visitor: Visitor) -> None:
    _, _, text = visitor.get("/money?tab=ledger")
    fields = {"email": "<ada>@example.org", "password": "x" * 20, "next": "/money?tab=ledger"}
    _, _, text = visitor.post("/sign-in", {"form": visitor.form_token(text), **fields})
    assert 'value="&lt;ada&gt;@example.org"' in text
    assert 'name="next" value="/money?tab=ledger"' in text
    assert "x" * 20 not in text


def test_a_forged_form_changes_nothing(
    desk: Desk, visitor: Visitor, person: tuple[str, str]
) -> None:
    visitor.enter(person[1])
    visitor.post("/sign-out", {"form": "0" * 64})
    visitor.post("/switch", {"form": "", "mode": "sandbox", "project": ""})
    status, url, text = visitor.get("/")
    assert (status, url) == (200, desk.url + "/")
    assert "sandbox-strip" not in text


def test_a_form_of_another_site_is_refused(visitor: Visitor) -> None:
    assert visitor.post("/sign-in", {}, Origin="https://evil.example")[0] == 403
    assert visitor.get("/sign-in", Host="rebound.example")[0] == 403


def test_signing_out_ends_the_session_at_the_api(
    desk: Desk, visitor: Visitor, person: tuple[str, str]
) -> None:
    visitor.enter(person[1])
    kept = visitor.cookies["genmux_session"]
    _, _, text = visitor.get("/")
    visitor.post("/sign-out", {"form": _form_in_page(text)})
    assert "genmux_session" not in visitor.cookies
    assert "/sign-in" in Visitor(desk.url).get("/", Cookie=f"genmux_session={kept}")[1]


def _form_in_page(text: str) -> str:
    """The token inside a page's elements, which NiceGUI sends as escaped JSON."""
    start = text.index("/sign-out")
    digits = text[start:].partition("value=")[2].lstrip('\\"')[:64]
    assert len(digits) == 64
    return digits
