"""The page itself, and contact sheets of its pictures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path

from PIL import Image, ImageDraw

from genmux.engines.sketch import typeface

_STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 1500px; padding: 0 1rem;
  color: #22252b; background: #fafaf8 }
main { display: grid; gap: 1.2rem; grid-template-columns: repeat(auto-fill, minmax(440px, 1fr)) }
article { background: #fff; border: 1px solid #e2e2de; border-radius: 10px; padding: 1rem }
h2 { font-size: 1.02rem; margin: 0 } p { margin: .3rem 0 .7rem }
small { color: #6a6e76 } .bad { color: #b3261e; font-weight: 600 }
img, video { max-width: 100%; border-radius: 6px; margin-top: .4rem } audio { width: 100% }
pre { overflow: auto; max-height: 16rem; background: #f4f4f0; padding: .6rem; font-size: 12px }
"""


@dataclass(frozen=True, slots=True)
class Shown:
    """One file of a card: `look` is a picture of it, `path` the file itself."""

    kind: str
    path: Path | None
    look: Path | None
    told: str


@dataclass(frozen=True, slots=True)
class Card:
    model: str
    title: str
    task: str
    prompt: str
    seconds: float
    """that the rendering took"""
    shown: tuple[Shown, ...] = ()
    extra: str = ""
    failure: str = ""


def write_page(cards: Sequence[Card], folder: Path) -> Path:
    body = "\n".join(_card(card, folder) for card in cards)
    failed = sum(bool(card.failure) for card in cards)
    head = f"{len(cards)} models" + (f", {failed} failed" if failed else "")
    text = (
        "<!doctype html><meta charset=utf-8><title>Genmux: what every model makes</title>"
        f"<style>{_STYLE}</style><h1>What every model makes</h1>"
        f"<p>{head}. Drafts by the built-in engine; each says so in its metadata.</p>"
        f"<main>{body}</main>"
    )
    path = folder / "index.html"
    path.write_text(text, encoding="utf-8")
    return path


def _card(card: Card, folder: Path) -> str:
    parts = [
        f"<article><h2>{escape(card.title)}</h2>",
        f"<small>{escape(card.model)} · {escape(card.task)} · {card.seconds:.1f} s</small>",
        f"<p>{escape(card.prompt)}</p>",
    ]
    if card.failure:
        parts.append(f"<p class=bad>{escape(card.failure)}</p>")
    parts += [_shown(one, folder) for one in card.shown]
    if card.extra:
        parts.append(f"<pre>{escape(card.extra)}</pre>")
    return "".join(parts) + "</article>"


def _shown(one: Shown, folder: Path) -> str:
    link = one.path.relative_to(folder).as_posix() if one.path else ""
    look = one.look.relative_to(folder).as_posix() if one.look else ""
    told = f"<small>{escape(one.told)}</small>"
    if one.kind == "image":
        return f'<a href="{link}"><img loading=lazy src="{look}" alt=""></a><br>{told}'
    picture = f'<img loading=lazy src="{look}" alt="">' if look else ""
    if one.kind == "video":
        return f'<video controls preload=none src="{link}"></video>{picture}<br>{told}'
    if one.kind == "audio":
        return f'<audio controls preload=none src="{link}"></audio>{picture}<br>{told}'
    return f'<a href="{link}">{told}</a>'


def told_as_json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, default=str)[:4000]


def contact_sheets(cards: Sequence[Card], folder: Path, *, across: int = 5, down: int = 6) -> None:
    """`contact-1.png`, ...: the first picture of each card, many to a sheet."""
    cell = (360, 260)
    pictures = [(card, one) for card in cards for one in card.shown[:1] if one.look]
    each = across * down
    for start in range(0, len(pictures), each):
        sheet = Image.new("RGB", (across * cell[0], down * cell[1]), (250, 250, 248))
        draw = ImageDraw.Draw(sheet)
        for place, (card, one) in enumerate(pictures[start : start + each]):
            x, y = place % across * cell[0], place // across * cell[1]
            assert one.look is not None
            with Image.open(one.look) as file:
                picture = file.convert("RGB")
            picture.thumbnail((cell[0] - 10, cell[1] - 46), Image.Resampling.LANCZOS)
            sheet.paste(picture, (x + 5, y + 2))
            for line, text in enumerate((f"{card.model} ({card.task})", card.prompt)):
                short = text[:58]
                spot = (x + 6, y + cell[1] - 40 + line * 15)
                typeface.face(short, 12).write(draw, spot, short, fill=(40, 44, 52))
        sheet.save(folder / f"contact-{start // each + 1}.png")
