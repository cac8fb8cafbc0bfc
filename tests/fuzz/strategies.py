"""Requests that are almost right: valid inputs of the catalogue with one to three things broken."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import strategies as st

from genmux.catalogue.field import Field

LINKS = {
    "image": "https://example.com/picture.png",
    "video": "https://example.com/film.mp4",
    "audio": "https://example.com/voice.mp3",
    "task": "0" * 32,
}

ODD_TEXTS = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "\ud800",
    "ok \udfff",
    "\u202egnp.exe",
    "\ufeff",
    "مرحبا",
    "👩‍👩‍👧‍👦" * 3,
    "𝕏" * 2000,
    "'; drop table task; --",
    "${jndi:ldap://x}",
    "{{7*7}}",
    "%s%n%00",
    "<script>alert(1)</script>",
    "\r\nSet-Cookie: a=b",
    "x" * 5001,
    "é" * 10_001,
    "あ" * 20_000,
    "null",
    "NaN",
    "true",
    "-0",
    "1e309",
    "0x10",
    "١٢",
    "1" * 400,
]
ODD_NUMBERS: list[Any] = [
    0,
    -1,
    -0.0,
    1.5,
    0.1 + 0.2,
    5e-324,
    1.7976931348623157e308,
    2**31,
    2**53 + 1,
    2**63 - 1,
    2**63,
    2**64 - 1,
    2**64,
    -(2**63) - 1,
    10**30,
    10**400,
    float("inf"),
    float("nan"),
    True,
    False,
]
ODD_LINKS = [
    "http://",
    "https://",
    "https:///x",
    "//example.com/a.png",
    "ftp://example.com/a.png",
    "file:///etc/passwd",
    "data:image/png;base64,AAAA",
    "javascript:alert(1)",
    "gopher://example.com",
    "asset://",
    "asset://nothing",
    "http://127.0.0.1/",
    "http://[::1]/",
    "http://[::1",
    "http://[fe80::1%25eth0]/",
    "http://0x7f.1/",
    "http://2130706433/",
    "http://169.254.169.254/latest",
    "http://a:b@example.com/",
    "http://example.com:99999/",
    "http://example.com:/",
    "http://example.com:-1/",
    "http://exa mple.com/",
    "http://ex\\ample.com/",
    "http://" + "a" * 300 + ".com/",
    "http://" + ".".join("a" * 60 for _ in range(6)) + "/",
    "http://xn--/",
    "http://.../",
    "http://例え.テスト/",
    "http://example.com/\r\nX: y",
    "http://example.com/%00",
    "http://example.com/" + "x" * 9000,
    "HTTP://EXAMPLE.COM/A.PNG",
    " https://example.com/a.png ",
    "/files/" + "0" * 32 + ".1900000000.AAAAAAAAAAAAAAAAAAAAAA/a.png",
    "http://127.0.0.1/files/x/y",
]


class Pairs(list[tuple[str, Any]]):
    """An object with the same key more than once, which no dict can hold."""


def text_of(value: Any) -> bytes:
    """JSON, or nearly: lone surrogates, NaN, endless numbers and double keys stay as they are."""
    return _json(value).encode()


def _json(value: Any) -> str:
    if isinstance(value, dict):
        value = Pairs(value.items())
    if isinstance(value, Pairs):
        return "{" + ",".join(f"{json.dumps(key)}:{_json(item)}" for key, item in value) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(_json, value)) + "]"
    if isinstance(value, int) and abs(value) > 10**300:
        return "1" + "0" * 400
    return json.dumps(value)


def deep(levels: int, inner: Any = 1) -> Any:
    for level in range(levels):
        inner = {"a": inner} if level % 2 else [inner]
    return inner


scalars = st.one_of(
    st.none(),
    st.sampled_from(ODD_TEXTS),
    st.sampled_from(ODD_NUMBERS),
    st.sampled_from(ODD_LINKS),
    st.text(max_size=20),
    st.text(alphabet=st.characters(), max_size=8),
    st.integers(),
    st.floats(),
    st.booleans(),
)
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.text(max_size=6) | st.sampled_from(ODD_TEXTS), inner, max_size=3),
    ),
    max_leaves=6,
) | st.sampled_from([deep(28), deep(31), deep(100), [{}] * 300, [[]] * 50, {"": {}}])


@st.composite
def changed(draw: st.DrawFn, value: Any) -> Any:
    """Something that stands where `value` stood, often close to it."""
    close: list[st.SearchStrategy[Any]] = [values, scalars, st.just([value]), st.just({"a": value})]
    if isinstance(value, bool):
        close.append(st.just(str(value)))
        close.append(st.just(int(value)))
    elif isinstance(value, int | float) and abs(value) < 10**15:
        close.append(st.just(str(value)))
        close.append(st.just(f" {value} "))
        close.append(st.sampled_from([value + 0.001, -value, value * 10**6, value + 1]))
    elif isinstance(value, str):
        long = (value * 3000)[:20_000]
        close.append(st.sampled_from([value.upper(), f" {value}\t", long, value + "\x00"]))
        if "://" in value:
            close += [st.sampled_from(ODD_LINKS)] * 3
    elif isinstance(value, list):
        many = (value * 60)[:200]
        close.append(st.sampled_from([[], value * 2, many, [value], [None], [*value, None]]))
        close.append(st.just(value[0] if value else None))
        if value:
            close.append(changed(value[0]).map(lambda one: [one, *value[1:]]))
    elif isinstance(value, dict):
        close.append(broken(value))
    return draw(st.one_of(close))


MOVES = ["drop", "change", "change", "change", "double", "add", "name"]


@st.composite
def broken(draw: st.DrawFn, good: dict[str, Any]) -> Any:
    """The object with one to three fields dropped, changed, renamed, doubled or added."""
    pairs = list(good.items())
    for _ in range(draw(st.integers(1, 3))):
        move = draw(st.sampled_from(MOVES))
        if move == "add" or not pairs:
            pairs.append((draw(st.text(max_size=8)), draw(values)))
            continue
        at = draw(st.integers(0, len(pairs) - 1))
        name, value = pairs[at]
        if move == "drop":
            del pairs[at]
        elif move == "change":
            pairs[at] = (name, draw(changed(value)))
        elif move == "double":
            again = draw(st.sampled_from([name, f" {name}", f"{name} "]))
            pairs.append((again, draw(changed(value))))
        else:
            pairs[at] = (draw(st.sampled_from([f" {name} ", name.upper(), name + "s", ""])), value)
    return Pairs(pairs)


@st.composite
def filled(draw: st.DrawFn, fields: tuple[Field, ...], good: dict[str, Any]) -> dict[str, Any]:
    """The example with some of the optional fields too, in values that may well be right."""
    found = dict(good)
    for field in draw(st.lists(st.sampled_from(fields), max_size=4)):
        found.setdefault(field.name, draw(likely(field)))
    return found


def likely(field: Field) -> st.SearchStrategy[Any]:
    if field.choices:
        return st.sampled_from(field.choices)
    if field.is_list:
        inner = likely(field.items) if field.items is not None else scalars
        return st.lists(inner, max_size=(field.max_items or 4) + 1)
    if field.media is not None:
        return st.sampled_from([*LINKS.values(), *ODD_LINKS])
    if field.fields:
        return st.fixed_dictionaries({one.name: likely(one) for one in field.fields})
    kind = field.types[0]
    if kind == "boolean":
        return st.booleans()
    if kind in ("integer", "number"):
        low, high = field.low or 0, field.high if field.high is not None else 10**6
        numbers: st.SearchStrategy[Any] = st.integers(int(low) - 1, int(high) + 1)
        return numbers if kind == "integer" else numbers | st.floats(float(low), float(high))
    return st.text(max_size=30) | st.sampled_from(ODD_TEXTS)
