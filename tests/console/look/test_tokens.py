"""The colours of both themes have the contrast that WCAG AA asks for, whatever page uses them."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

TEXT, EDGE = 4.5, 3.0
GROUNDS = ("ground", "surface", "raised", "sunken")
PAIRS = [
    *((ink, ground, TEXT) for ink in ("ink", "soft") for ground in GROUNDS),
    *(("accent-ink", ground, TEXT) for ground in (*GROUNDS, "accent-soft")),
    ("ink", "accent-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    *((tone, f"{tone}-soft", TEXT) for tone in ("warm", "bad", "good", "info")),
    *(("bad", ground, TEXT) for ground in ("ground", "surface", "raised")),
    *(("edge", ground, EDGE) for ground in ("ground", "surface", "raised")),
    *(("accent", ground, EDGE) for ground in GROUNDS),
]


def themes() -> dict[str, dict[str, str]]:
    css = (files("genmux.console.look") / "tokens.css").read_text()
    blocks = re.findall(r"(:root[^{]*)\{([^}]*)\}", css)
    light = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[0][1]))
    dark = light | dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", blocks[1][1]))
    return {"light": light, "dark": dark}


def light_of(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    high, low = sorted((light_of(one), light_of(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground", "least"), PAIRS)
def test_contrast(theme: str, ink: str, ground: str, least: float) -> None:
    colours = themes()[theme]
    assert contrast(colours[ink], colours[ground]) >= least


def test_contrast_is_counted_as_the_standard_counts_it() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_styles_take_their_colours_from_the_tokens() -> None:
    for name in ("base", "parts", "market", "playground", "chat"):
        css = (files("genmux.console.look") / f"{name}.css").read_text()
        found = re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^;]*\burl)", re.sub(r'url\("[^"]*"\)', "", css))
        # The ground of an enlarged picture and the line on a compared one are the same in both.
        assert set(found) <= {"#0b0b0a", "#fff", "#toasts"}, name
