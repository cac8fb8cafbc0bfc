"""What is written on a finished still: the text that the request wants to see, and the mark."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch import lettering

if TYPE_CHECKING:
    from PIL import Image

    from genmux.engines.base import Work


def signature_of(work: Work) -> str:
    """The text of the field that the option `signature` names; empty where there is none."""
    text = work.input.get(str(work.options.get("signature", "")))
    return text.strip() if isinstance(text, str) else ""


def signed(work: Work, picture: Image.Image) -> Image.Image:
    """The RGB picture, written on in place where there is something to write."""
    if text := signature_of(work):
        picture = lettering.signature(picture, text)
    return lettering.mark(picture) if work.options.get("mark", True) else picture
