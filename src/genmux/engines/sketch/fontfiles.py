"""Which typefaces there are, and which signs each one has.

The drawing library brings one, with the letters of English. For everything else there are those of
an installed package that holds nothing but faces, the same on every machine, and after them those
of the machine itself, looked for by name in the usual folders; which are there is part of the
platform, like the version of a library.
"""

from __future__ import annotations

import sys
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from pathlib import Path

from PIL import ImageFont, features
from PIL.ImageFont import FreeTypeFont

_PACKAGES = ("manimgx_fonts", "manimgx_fonts_cjk")
"""packages of Noto faces; none of their code is run but a docstring"""
_FOLDERS = {
    "linux": ("/usr/share/fonts", "/usr/local/share/fonts", "~/.local/share/fonts", "~/.fonts"),
    "darwin": ("/System/Library/Fonts", "/Library/Fonts", "~/Library/Fonts"),
    "win32": (r"C:\Windows\Fonts",),
}
_NAMES = """
NotoSans-Bold NotoSans-Regular DejaVuSans-Bold DejaVuSans Helvetica arialbd
NotoSansCJK-Bold NotoSansCJK-Regular NotoSansCJKsc-Regular SourceHanSans-Regular
NotoSansSC-Regular NotoSansJP-Regular NotoSansKR-Regular NanumGothicBold
wqy-microhei wqy-zenhei DroidSansFallbackFull PingFang Hiragino@Sans@GB AppleSDGothicNeo
msyh msgothic malgun NotoSansArabic-Bold NotoSansArabic-Regular
NotoSansHebrew-Bold NotoSansHebrew-Regular NotoSansDevanagari-Bold
NotoSansDevanagari-Regular Lohit-Devanagari Kohinoor nirmala mangal
NotoSansThai-Bold NotoSansThai-Regular Garuda-Bold Garuda Loma Thonburi leelawui
FreeSans FreeSerif unifont Arial@Unicode arialuni
"""
"""better ones before those that have everything; @ is a space"""
_ENDINGS = (".ttf", ".otf", ".ttc")
_JOINED = frozenset({"ARABIC", "HEBREW", "DEVANAGARI", "BENGALI", "GUJARATI", "GURMUKHI"})
_STACKED = frozenset({"KANNADA", "KHMER", "MALAYALAM", "MYANMAR", "ORIYA", "SINHALA", "TAMIL"})
_SHAPED = _JOINED | _STACKED | {"TELUGU"}
"""scripts whose letters join or run to the left, which the library's own layout cannot do"""
_REGIONS = ("JP", "KR", "SC", "TC")
"""the order of the faces in a collection for Chinese, Japanese and Korean"""
_BOLD = 700
_PROBE = 24
_OPEN = 64
"""faces at one size that are kept open"""
_ABSENT = "\ufffe"


@dataclass(frozen=True, slots=True)
class FontFile:
    """One face: its file, and its number in there. An empty path is the library's own."""

    path: str
    number: int = 0


OWN = FontFile("")


@cache
def found() -> tuple[str, ...]:
    """The files of the faces at hand beside the library's own, best first."""
    return (*_packaged(), *_of_the_machine())


def for_region(path: str, text: str) -> FontFile:
    """The file's face for the text: of one for all of East Asia, that of the text's country.

    The countries write many of the same signs in other shapes.
    """
    if not path.lower().endswith(".ttc") or "CJK" not in Path(path).name:
        return FontFile(path)
    return FontFile(path, _REGIONS.index(_region(text)))


def opened(file: FontFile, size: int) -> FreeTypeFont:
    """The face at `size` pixels, bold where its weight is to be chosen."""
    return _opened(file, max(6, size))


@cache
def has(file: FontFile, sign: str) -> bool:
    """Whether the face can set that sign."""
    if sign.isspace():
        return True
    if script_word(sign) in _SHAPED and not shaping():
        return False
    mask = _opened(file, _PROBE).getmask(sign)
    return (mask.size, bytes(mask)) != _absent(file)


def shaping() -> bool:
    """Whether letters can be joined, stacked and run to the left here."""
    return bool(features.check("raqm"))


def script_word(sign: str) -> str:
    """The first word of the sign's name, which for letters is their script."""
    return unicodedata.name(sign, "").partition(" ")[0]


def _packaged() -> list[str]:
    lying: list[Path] = []
    for name in _PACKAGES:
        with suppress(ModuleNotFoundError):
            folder = Path(str(files(name)))
            lying += [one for one in folder.iterdir() if one.suffix in _ENDINGS]
    upright = [one for one in lying if "Italic" not in one.name]
    return [str(one) for one in sorted(upright, key=_order)]


def _order(path: Path) -> tuple[int, str]:
    """The general face first, those of pictograms last."""
    late = ("CJK", "Symbols", "Emoji")
    rank = next((2 + n for n, word in enumerate(late) if word in path.name), 1)
    return (0 if path.name.startswith("NotoSans[") else rank), path.name


def _of_the_machine() -> list[str]:
    lying: dict[str, str] = {}
    for folder in _FOLDERS.get(sys.platform, _FOLDERS["linux"]):
        for path in sorted(Path(folder).expanduser().rglob("*")):
            if path.suffix.lower() in _ENDINGS:
                lying.setdefault(path.stem, str(path))
    names = (name.replace("@", " ") for name in _NAMES.split())
    return [lying[name] for name in names if name in lying]


def _region(text: str) -> str:
    words = {script_word(sign) for sign in text}
    if words & {"HIRAGANA", "KATAKANA"}:
        return "JP"
    if "HANGUL" in words:
        return "KR"
    han = "".join(sign for sign in text if script_word(sign) == "CJK")
    return "TC" if not _encodes(han, "gb2312") and _encodes(han, "big5") else "SC"


def _encodes(text: str, code: str) -> bool:
    try:
        text.encode(code)
    except UnicodeEncodeError:
        return False
    return True


@lru_cache(_OPEN)
def _opened(file: FontFile, size: int) -> FreeTypeFont:
    if not file.path:
        return ImageFont.load_default(size)  # type: ignore[return-value]  # with FreeType it is
    face = ImageFont.truetype(file.path, size, index=file.number)
    with suppress(OSError):  # said of a face that has no axes
        axes = face.get_variation_axes()
        face.set_variation_by_axes([_along(axis) for axis in axes])
    return face


def _along(axis: ImageFont.Axis) -> float:
    if axis["name"] == b"Weight":
        return min(_BOLD, axis["maximum"] or _BOLD)
    return axis["default"] or 0


@cache
def _absent(file: FontFile) -> tuple[tuple[int, int], bytes]:
    mask = _opened(file, _PROBE).getmask(_ABSENT)
    return mask.size, bytes(mask)
