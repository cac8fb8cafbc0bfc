"""Typefaces: the one that the drawing library brings, and for other scripts those of this machine.

The library's own has the letters of English and nothing else, so a text is set in the first face
that has all its signs. Faces of the machine are looked for by name in the usual folders; which
are there is part of the platform, like the version of a library.
"""

from __future__ import annotations

import sys
import unicodedata
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import ImageFont, features

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont

_FOLDERS = {
    "linux": ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "win32": (r"C:\Windows\Fonts",),
}
_NAMES = (
    *("NotoSans-Bold", "NotoSans-Regular", "DejaVuSans-Bold", "DejaVuSans", "Helvetica", "arialbd"),
    *("NotoSansCJK-Bold", "NotoSansCJK-Regular", "NotoSansCJKsc-Regular", "SourceHanSans-Regular"),
    *("NotoSansSC-Regular", "NotoSansJP-Regular", "NotoSansKR-Regular", "NanumGothicBold"),
    *(
        "wqy-microhei",
        "wqy-zenhei",
        "DroidSansFallbackFull",
        "PingFang",
        "Hiragino Sans GB",
        "AppleSDGothicNeo",
    ),
    *("msyh", "msgothic", "malgun", "NotoSansArabic-Bold", "NotoSansArabic-Regular"),
    *("NotoSansHebrew-Bold", "NotoSansHebrew-Regular", "NotoSansDevanagari-Bold"),
    *("NotoSansDevanagari-Regular", "Lohit-Devanagari", "Kohinoor", "nirmala", "mangal"),
    *(
        "NotoSansThai-Bold",
        "NotoSansThai-Regular",
        "Garuda-Bold",
        "Garuda",
        "Loma",
        "Thonburi",
        "leelawui",
    ),
    *("FreeSans", "FreeSerif", "unifont", "Arial Unicode", "arialuni"),
)
"""better ones before those that have everything"""
_ENDINGS = (".ttf", ".otf", ".ttc")
_SHAPED = frozenset({"ARABIC", "HEBREW", "DEVANAGARI"})
"""scripts whose letters join or run to the left, which the library's own layout cannot do"""
_SCRIPTS = {
    "CJK": "Chinese",
    "HIRAGANA": "Japanese",
    "KATAKANA": "Japanese",
    "HANGUL": "Korean",
}
_OWN = ""
_PROBE = 24
_ABSENT = "\ufffe"


def face(text: str, size: int) -> FreeTypeFont:
    """The typeface, `size` pixels tall, that has most signs of the text: the first of equals."""
    return _opened(_best(frozenset(text)), max(6, size))


def settable(text: str) -> str:
    """The text without the signs that its face lacks, its spaces made plain.

    Where no face has an accented letter, the plain one stands for it.
    """
    return _settable(_best(frozenset(text)), text)


def _settable(path: str, text: str) -> str:
    signs: list[str] = []
    kept = False
    for sign in text:
        if unicodedata.category(sign).startswith("M"):  # belongs to the letter before it
            signs += [sign] * (kept and _draws(path, sign))
            continue
        plain = sign if _draws(path, sign) else unicodedata.normalize("NFKD", sign)
        drawn = [one for one in plain if _draws(path, one)]
        kept = bool(drawn)
        signs += drawn
    return " ".join("".join(signs).split())


def settable_in_own(text: str) -> str:
    """The same for the library's own face, whatever else is at hand."""
    return _settable(_OWN, text)


def unsettable(text: str) -> tuple[str, ...]:
    """The scripts of the text for which no face is at hand, by name, e.g. `Thai`."""
    path = _best(frozenset(text))
    names = (
        script_of(sign)
        for sign in text
        if unicodedata.category(sign).startswith("L")
        and not any(_draws(path, one) for one in unicodedata.normalize("NFKD", sign))
    )
    return tuple(dict.fromkeys(names))


def script_of(sign: str) -> str:
    """The name of the script that a letter belongs to."""
    word = unicodedata.name(sign, "").partition(" ")[0]
    return _SCRIPTS.get(word, word.title())


@cache
def _best(signs: frozenset[str]) -> str:
    """The path of the face; empty for the library's own."""
    best, most = _OWN, -1
    wanted = sorted(sign for sign in signs if not sign.isspace())
    for path in (_OWN, *_found()):
        count = sum(_draws(path, sign) for sign in wanted)
        if count > most:
            best, most = path, count
        if most == len(wanted):
            break
    return best


@cache
def _found() -> tuple[str, ...]:
    """The files of the known faces that this machine has, best first."""
    lying: dict[str, str] = {}
    for folder in _FOLDERS.get(sys.platform, _FOLDERS["linux"]):
        for path in sorted(Path(folder).expanduser().rglob("*")):
            if path.suffix.lower() in _ENDINGS:
                lying.setdefault(path.stem, str(path))
    return tuple(lying[name] for name in _NAMES if name in lying)


@cache
def _opened(path: str, size: int) -> FreeTypeFont:
    if not path:
        return ImageFont.load_default(size)  # type: ignore[return-value]  # with FreeType it is
    return ImageFont.truetype(path, size)


@cache
def _absent(path: str) -> tuple[tuple[int, int], bytes]:
    mask = _opened(path, _PROBE).getmask(_ABSENT)
    return mask.size, bytes(mask)


@cache
def _draws(path: str, sign: str) -> bool:
    if sign.isspace():
        return True
    word = unicodedata.name(sign, "").partition(" ")[0]
    if word in _SHAPED and not features.check("raqm"):
        return False
    mask = _opened(path, _PROBE).getmask(sign)
    return (mask.size, bytes(mask)) != _absent(path)
