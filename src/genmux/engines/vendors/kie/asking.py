"""The body of a request: what the client sent, with files and earlier tasks as the vendor knows
them.

Files that the vendor cannot fetch are uploaded first, each under a name that is the same for the
same file of the same task: sent again, the request is the same to the letter.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from genmux.engines.base import MediaInput, Parent, Work
from genmux.engines.remote import FilePart, Refused, Request, Response, Steps
from genmux.engines.vendors.kie import codes
from genmux.engines.vendors.kie.made import VENDOR_ID
from genmux.media.sniff import suffix_of_type

UPLOAD_SECONDS = 600.0
_TRACK = "audioId"
"""names a file of an earlier task, alone or beside the task's id"""
_ITEM = re.compile(r"(\w+)\[(\d+)\]")
_CALLBACKS = frozenset({"callBackUrl", "calBackUrl", "progressCallBackUrl"})


@dataclass(frozen=True, slots=True)
class Uploads:
    """Where files are uploaded, with which headers."""

    url: str
    headers: Mapping[str, str] = field(repr=False)


@dataclass(slots=True)
class _Links:
    """Links that the vendor can fetch, by field and place."""

    found: dict[tuple[str, int], str] = field(default_factory=dict)
    uploaded: dict[str, str] = field(default_factory=dict)
    """by path"""


def unknown_to(work: Work, account: str) -> str:
    """The first field that names an earlier task which that account did not make; empty: none."""
    for name, parent in work.parents.items():
        if parent.engine != account or not _id_of(parent):
            return name
    return ""


def notes_of(work: Work) -> tuple[str, ...]:
    """What the client sent that the catalogue does not know, and so is not handed on."""
    known = {_plain(name) for name in work.input} | {_plain(name) for name in _CALLBACKS}
    return tuple(
        f"{name} was not sent: this model has no such parameter"
        for name in _sent(work)
        if _plain(name) not in known
    )


def body_of(work: Work, account: str, uploads: Uploads) -> Steps[dict[str, Any]]:
    """The checked values of what the client sent; defaults are left to the vendor.

    Yields the uploads. Raises Refused `unsupported` where an earlier task is not the account's.
    """
    named = unknown_to(work, account)
    if named:
        raise Refused(
            f"{named}: the earlier task was made by another engine, so this route does not know it",
            "unsupported",
        )
    sent = {_plain(name) for name in _sent(work)}
    of_media = {one.field.partition("[")[0].partition(".")[0] for one in work.media}
    body: dict[str, Any] = copy.deepcopy(
        {
            name: value
            for name, value in work.input.items()
            if _plain(name) in sent or name in of_media
        }
    )
    links = yield from _reachable(work, uploads)
    for (path, index), link in links.found.items():
        _replace(body, path, index, link)
    for name, parent in work.parents.items():
        _translate(body, work, name, parent)
    return body


def _sent(work: Work) -> Mapping[str, Any]:
    """The input as it came; in the Market it stands inside the request, perhaps as JSON text."""
    inner = work.request.get("input")
    if isinstance(inner, str) and work.request.get("model"):
        inner = orjson.loads(inner)
    if isinstance(inner, Mapping):
        return inner
    return work.request


def _plain(name: str) -> str:
    """One spelling of a name: families differ in case and underscores."""
    return name.strip().replace("_", "").lower()


def _reachable(work: Work, uploads: Uploads) -> Steps[_Links]:
    links = _Links()
    for media in work.media:
        if media.field in work.parents:
            continue
        link = media.url or links.uploaded.get(media.path)
        if not link:
            link = links.uploaded[media.path] = yield from _upload(work, media, uploads)
        links.found[media.field, media.index] = link
    return links


def _upload(work: Work, media: MediaInput, uploads: Uploads) -> Steps[str]:
    name = f"{media.sha256[:32]}{suffix_of_type(media.facts.mime)}"
    reply = yield Request(
        "POST",
        uploads.url,
        uploads.headers,
        form=(
            ("uploadPath", f"genmux/{work.task_id}"),
            ("fileName", name),
            ("file", FilePart(media.path, name, media.facts.mime)),
        ),
        timeout=UPLOAD_SECONDS,
    )
    return _link(reply, media)


def _link(reply: Response, media: MediaInput) -> str:
    try:
        return _link_in(codes.envelope(reply), reply)
    except Refused as error:
        if error.why == "input":
            raise Refused(f"{media.field}: {error.message}", "input") from error
        # No job was handed over yet, whatever went wrong.
        why = "busy" if error.why in ("unknown", "failed") else error.why
        raise Refused(error.message, why, retry_after=error.retry_after) from error


def _link_in(told: Mapping[str, Any], reply: Response) -> str:
    if told["code"] != codes.OK:
        raise codes.refusal(reply)
    data = told.get("data")
    link = isinstance(data, Mapping) and (data.get("downloadUrl") or data.get("fileUrl"))
    if not isinstance(link, str):
        raise Refused("The vendor took a file and named no link to it.", "busy")
    return link


def _replace(body: dict[str, Any], path: str, index: int, link: str) -> None:
    """Puts a link in the place of the `index`-th one of a path such as `shots[].image_urls`."""
    places = list(_places(body, path.split(".")))
    if index < len(places):
        holder, key = places[index]
        holder[key] = link


def _places(value: Any, path: list[str]) -> Iterator[tuple[Any, Any]]:
    name, rest = path[0].removesuffix("[]"), path[1:]
    if not isinstance(value, dict) or name not in value:
        return
    inner = value[name]
    if rest:
        for one in inner if isinstance(inner, list) else [inner]:
            yield from _places(one, rest)
    elif isinstance(inner, list):
        yield from ((inner, number) for number in range(len(inner)))
    else:
        yield value, name


def _translate(body: dict[str, Any], work: Work, name: str, parent: Parent) -> None:
    """The vendor's ids of an earlier task and of the file of it that is meant."""
    files = [one for one in work.media if one.field == name]
    item = _ITEM.fullmatch(name)
    if item:
        body[item[1]][int(item[2])] = _id_of(parent)
    elif name == _TRACK:
        body[name] = _file_id(files, name)
    else:
        body[name] = _id_of(parent)
        if body.get(_TRACK):
            body[_TRACK] = _file_id(files, _TRACK)


def _id_of(parent: Parent) -> str:
    return str(parent.extra.get(VENDOR_ID) or parent.vendor_id)


def _file_id(files: list[MediaInput], name: str) -> str:
    found = files[0].detail.get(VENDOR_ID) if files else None
    if not found:
        raise Refused(f"{name}: the vendor gave no id for that file", "unsupported")
    return str(found)
