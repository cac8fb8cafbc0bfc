"""The file routes behind a really running HTTP server."""

from __future__ import annotations

import json
import os
from datetime import timedelta
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from genmux.ids import new_uuid
from genmux.storage.sweep import sweep_assets

if TYPE_CHECKING:
    from tests.storage.conftest import FileServer, Shelf

CONTENT = os.urandom(700_001)  # more than two chunks


async def test_the_whole_file_with_its_headers(server: FileServer, shelf: Shelf) -> None:
    asset = await shelf.put(CONTENT, "clip.mp4", "video/mp4")
    response, body = await server.get(server.link(asset))
    assert response.status == 200
    assert body == CONTENT
    wanted = {
        "Content-Type": "video/mp4",
        "Content-Length": "700001",
        "Content-Disposition": 'inline; filename="clip.mp4"',
        "Accept-Ranges": "bytes",
        "ETag": f'"{asset.id.hex}"',
        "Last-Modified": "Sun, 01 Mar 2026 12:00:00 GMT",
        "Cache-Control": f"private, max-age={14 * 86400}, immutable",
        "Access-Control-Allow-Origin": "*",
        "X-Content-Type-Options": "nosniff",
    }
    assert {name: response.headers.get(name) for name in wanted} == wanted
    assert "Content-Range" in response.headers["Access-Control-Expose-Headers"]


async def test_head_tells_the_same_without_a_body(server: FileServer, shelf: Shelf) -> None:
    link = server.link(await shelf.put(CONTENT, "clip.mp4", "video/mp4"))
    got, _ = await server.get(link)
    head, body = await server.get(link, "HEAD")
    own = {"Date", "Server"}
    assert head.status == 200
    assert body == b""
    assert {k: v for k, v in head.headers.items() if k not in own} == {
        k: v for k, v in got.headers.items() if k not in own
    }


async def test_an_empty_file(server: FileServer, shelf: Shelf) -> None:
    response, body = await server.get(server.link(await shelf.put(b"")))
    assert (response.status, body, response.headers["Content-Length"]) == (200, b"", "0")


async def test_a_name_beyond_ascii(server: FileServer, shelf: Shelf) -> None:
    asset = await shelf.put(b"x", "写真 #1 100%?.png")
    response, body = await server.get(server.link(asset, download=True))
    assert body == b"x"
    assert response.headers["Content-Disposition"] == (
        'attachment; filename="__ #1 100_?.png"; '
        "filename*=UTF-8''%E5%86%99%E7%9C%9F%20%231%20100%25%3F.png"
    )


ONE_SERVER = [HealthCheck.function_scoped_fixture]  # all examples read from the same one


@settings(max_examples=40, suppress_health_check=ONE_SERVER, deadline=None)
@given(first=st.integers(0, 800_000), last=st.integers(0, 800_000) | st.none())
async def test_any_range_is_the_slice(
    server: FileServer, shelf: Shelf, first: int, last: int | None
) -> None:
    link = server.link(await shelf.put(CONTENT))
    text = f"bytes={first}-{'' if last is None else last}"
    response, body = await server.get(link, Range=text)
    if last is not None and last < first:
        assert (response.status, body) == (200, CONTENT)
    elif first >= len(CONTENT):
        assert response.status == 416
        assert response.headers["Content-Range"] == f"bytes */{len(CONTENT)}"
    else:
        end = len(CONTENT) if last is None else min(last + 1, len(CONTENT))
        assert (response.status, body) == (206, CONTENT[first:end])
        assert response.headers["Content-Range"] == f"bytes {first}-{end - 1}/{len(CONTENT)}"


async def test_a_suffix_range(server: FileServer, shelf: Shelf) -> None:
    link = server.link(await shelf.put(CONTENT))
    response, body = await server.get(link, Range="bytes=-10")
    assert (response.status, body) == (206, CONTENT[-10:])


async def test_several_ranges_give_the_whole_file(server: FileServer, shelf: Shelf) -> None:
    link = server.link(await shelf.put(CONTENT))
    response, body = await server.get(link, Range="bytes=0-1,5-6")
    assert (response.status, body) == (200, CONTENT)


async def test_if_range_asks_for_this_very_file(server: FileServer, shelf: Shelf) -> None:
    asset = await shelf.put(CONTENT)
    wanted = {
        f'"{asset.id.hex}"': 206,
        "Sun, 01 Mar 2026 12:00:00 GMT": 206,
        '"another"': 200,
        f'W/"{asset.id.hex}"': 200,  # a weak tag promises nothing about bytes
        "Sat, 28 Feb 2026 12:00:00 GMT": 200,
        "no date": 200,
    }
    found = {}
    for condition in wanted:
        response, body = await server.get(server.link(asset), Range="bytes=0-9", If_Range=condition)
        found[condition] = response.status
        assert body == (CONTENT[:10] if response.status == 206 else CONTENT)
    assert found == wanted


async def test_a_copy_that_the_client_has_is_not_sent_again(
    server: FileServer, shelf: Shelf
) -> None:
    asset = await shelf.put(b"x")
    tag = f'"{asset.id.hex}"'
    wanted = {tag: 304, f'"x", W/{tag}': 304, "*": 304, '"x"': 200, "": 200}
    found = {}
    for tags in wanted:
        response, body = await server.get(server.link(asset), If_None_Match=tags)
        found[tags] = response.status
        assert body == (b"" if response.status == 304 else b"x")
        assert response.headers["ETag"] == tag
    assert found == wanted


async def test_if_modified_since(server: FileServer, shelf: Shelf) -> None:
    link = server.link(await shelf.put(b"x"))
    wanted = {
        "Sun, 01 Mar 2026 12:00:00 GMT": 304,
        "Sun, 01 Mar 2026 11:59:59 GMT": 200,
        "no date": 200,
    }
    found = {since: (await server.get(link, If_Modified_Since=since))[0].status for since in wanted}
    assert found == wanted


async def test_what_could_run_script_is_never_shown(server: FileServer, shelf: Shelf) -> None:
    raw = "application/octet-stream"
    wanted = {
        "image/webp": ("image/webp", "inline"),
        "audio/mpeg": ("audio/mpeg", "inline"),
        "text/plain": ("text/plain; charset=utf-8", "inline"),
        "application/json": ("application/json", "inline"),
        "application/zip": ("application/zip", "attachment"),
        "text/html": (raw, "attachment"),
        "TEXT/HTML; charset=x": (raw, "attachment"),
        "application/xhtml+xml": (raw, "attachment"),
        "image/svg+xml": (raw, "attachment"),
        "text/xml": (raw, "attachment"),
        "text/javascript": (raw, "attachment"),
    }
    found = {}
    for mime in wanted:
        response, _ = await server.get(server.link(await shelf.put(b"x", "f.bin", mime)))
        disposition = response.headers["Content-Disposition"].partition(";")[0]
        found[mime] = (response.headers["Content-Type"], disposition)
        assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert found == wanted


def problem(body: bytes) -> tuple[int, str]:
    answer = json.loads(body)
    return answer["code"], answer["msg"]


async def test_a_forged_link_is_forbidden(server: FileServer, shelf: Shelf) -> None:
    link = server.link(await shelf.put(b"x"))
    response, body = await server.get(link.replace("out.png", "other.png"))
    assert response.status == 403
    assert problem(body) == (403, "This link is not valid.")


async def test_an_expired_link_says_when(server: FileServer, shelf: Shelf) -> None:
    link = server.link(await shelf.put(b"x", days=1))
    shelf.clock.pass_days(1)
    response, body = await server.get(link)
    assert response.status == 410
    assert problem(body) == (410, "This link expired at 2026-03-02T12:00:00Z.")
    assert response.headers["Cache-Control"] == "no-store"


async def test_a_link_longer_than_its_file_says_when_the_file_went(
    server: FileServer, shelf: Shelf
) -> None:
    asset = await shelf.put(b"x", days=1)
    link = server.links.sign(asset.id, asset.name, asset.expires_at + timedelta(days=9))
    shelf.clock.pass_days(2)
    before, _ = await server.get(link)
    await sweep_assets(shelf.pool, shelf.store, shelf.clock, limit=10)
    after, body = await server.get(link)
    assert (before.status, after.status) == (410, 410)
    assert problem(body) == (410, "This file expired at 2026-03-02T12:00:00Z.")


async def test_a_genuine_link_to_nothing_is_not_found(server: FileServer, shelf: Shelf) -> None:
    link = server.links.sign(new_uuid(), "x.png", shelf.clock.now() + timedelta(days=1))
    response, _ = await server.get(link)
    assert response.status == 404


async def test_a_file_that_the_store_lost_is_not_found(server: FileServer, shelf: Shelf) -> None:
    asset = await shelf.put(b"x")
    await shelf.store.delete([asset.key])
    response, _ = await server.get(server.link(asset))
    assert response.status == 404


async def test_a_browser_may_ask_before_it_plays(server: FileServer, shelf: Shelf) -> None:
    link = server.link(await shelf.put(b"x"))
    response, body = await server.get(link, "OPTIONS", Origin="https://player.example")
    assert (response.status, body) == (204, b"")
    assert "Range" in response.headers["Access-Control-Allow-Headers"]
    assert response.headers["Access-Control-Allow-Origin"] == "*"


async def test_other_methods_are_refused(server: FileServer, shelf: Shelf) -> None:
    response, _ = await server.get(server.link(await shelf.put(b"x")), "DELETE")
    assert response.status == 405
