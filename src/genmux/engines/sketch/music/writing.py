"""Answers in words: lyrics, and descriptions of a style."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.base import Rendered
from genmux.engines.sketch import seeds
from genmux.engines.sketch.music import lyricist, request
from genmux.engines.sketch.music import style as styles

if TYPE_CHECKING:
    from genmux.engines.base import Report, Work

_FEELS = {
    "strings": "sweeping", "choir": "airy", "warm_pad": "soft", "saw_pad": "wide analog",
    "piano": "expressive", "acoustic_guitar": "warm", "sub_bass": "deep", "finger_bass": "round",
    "electric_piano": "mellow", "metal_guitar": "crushing", "rock_guitar": "driving",
    "upright_bass": "woody", "synth_bass": "pulsing", "synth_lead": "singing",
}  # fmt: skip
_ENERGY = ((0.8, "intimate and restrained"), (1.08, "steady and balanced"), (9.0, "full of energy"))


def lyrics(work: Work, report: Report) -> Rendered:
    """Two or three sets of lyrics about the prompt, each with a title."""
    prompt = request.text(work.input, "prompt")
    count = min(3, max(2, work.shape.count))
    made = []
    for number in range(count):
        title, text = lyricist.lyrics(prompt, work.seed, number)
        made.append({"text": text, "title": title})
        report((number + 1) / count)
    return Rendered(extra={"lyrics": made})


def describe_style(work: Work, report: Report) -> Rendered:
    """The style that a few words mean, in many."""
    content = request.text(work.input, "content") or request.text(work.input, "prompt")
    style = styles.of_words(content, "", seeds.generator(work.seed, 30))
    players = [
        f"{_FEELS.get(name, 'clear')} {name.replace('_', ' ')}"
        for name in dict.fromkeys(style.players.values())
    ]
    energy = next(words for limit, words in _ENERGY if style.energy < limit)
    parts = [
        content.strip(" .,;"),
        style.genre,
        *style.moods,
        f"{style.bpm:.0f} BPM",
        style.key.label,
        *players,
        f"{style.drums} drums" if style.drums else "no drums",
        "swung rhythm" if style.swing else "straight rhythm",
        energy,
        "verses that build into a wide chorus",
    ]
    report(1.0)
    return Rendered(extra={"style": ", ".join(dict.fromkeys(part for part in parts if part))})
