"""What the checks of several families share."""

from __future__ import annotations

from collections.abc import Mapping
from types import UnionType
from typing import Any

from tests.conformance.client import Client

Shape = Mapping[str, type | UnionType]


def fits(data: Mapping[str, Any], shape: Shape) -> None:
    """The keys of the shape are there, with values of its types; others may be beside them."""
    wrong = [
        f"{name}: {data.get(name, 'missing')!r} is not {kind}"
        for name, kind in shape.items()
        if name not in data or not isinstance(data[name], kind)
    ]
    assert not wrong, "\n".join(wrong)


def is_file(client: Client, url: Any, kind: str) -> None:
    """The link leads to a file of that kind: image, video or audio."""
    assert isinstance(url, str)
    file = client.download(url)
    assert file.status == 200, url
    assert file.raw
    assert file.headers["content-type"].split("/")[0] in (kind, "application"), url


def refused(client: Client, path: str, body: Mapping[str, Any], *codes: int) -> None:
    """A request with something wrong in it makes no task."""
    reply = client.post(path, body)
    assert reply.code in (codes or (400, 422)), f"{reply.code}: {reply.msg}"
    assert reply.msg
    assert not reply.json.get("data")


def without(body: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in body.items() if name not in names}
