"""From the words of a sound effect to what is heard: layers, each a recipe with its adjectives."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from genmux.engines.sketch.sound.effects.choice import named, sounds_in
from genmux.engines.sketch.sound.effects.compounds import COMPOUNDS
from genmux.engines.sketch.sound.effects.foreign import in_english
from genmux.engines.sketch.sound.effects.sounds import GENERIC, Sound
from genmux.engines.sketch.sound.effects.studio import Feel

__all__ = ["GENERIC", "Layer", "Picture", "read"]

_MAX_LAYERS, _MAX_LETTERS = 4, 2000
_CLAUSE = re.compile(
    r"[,;.!?]|\b(?:and then|followed by|then|and|with|while|plus|as|before|after)\b"
)
_THEN = frozenset({"and then", "followed by", "then", "before"})
_WORD = re.compile(r"[a-z0-9]+")
_SECONDS = re.compile(r"\b(\d{1,2}(?:\.\d+)?)[\s-]*(?:seconds?|secs?|s)\b")
_MEASURED = re.compile(
    r"\b\d[\d.,]*[\s-]*(?:bpm|k?hz|km|mph|kmh|db|m|meters?|miles?|years?|%)\b|"
    r"\b(?:every (?:\w+ )?|(?:one|two|three|four|five|six|ten) )(?:seconds?|minutes?)\b"
)
_NUMBERS = {
    word: number
    for number, names in enumerate(
        ("", "once single", "two twice double couple", "three thrice triple few", "four several",
         "five", "six", "seven", "eight", "nine", "ten")
    )
    for word in names.split()
}  # fmt: skip
_FADE_OUT = re.compile(
    r"\bfad(?:e|es|ing) (?:out|away|to silence|into silence)\b|\bfade-?out\b|\bdies? away\b|"
    r"\bdying (?:away|down)\b|\bdecrescendo\b|\bslowly (?:disappear|stop)\w*"
)
_FADE_IN = re.compile(r"\bfad(?:e|es|ing) in\b|\bfade-?in\b|\bcrescendo\b|\bgetting louder\b")
_LOOP = re.compile(r"\b(?:seamless(?:ly)?|loop(?:s|ed|ing|able)?)\b")
_MOVES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("right", re.compile(r"\bleft[\s-]*(?:to|->|→)[\s-]*(?:the )?right\b")),
    ("left", re.compile(r"\bright[\s-]*(?:to|->|→)[\s-]*(?:the )?left\b")),
    ("by", re.compile(r"\b(?:pass(?:es|ing)?(?: by| overhead)?|fl(?:y|ies|ying)[\s-]*(?:by|over\w*|"
                      r"past)|(?:driv|zoom|speed|rac|rush|whizz)\w* (?:by|past)|flyby|"
                      r"drive-?by)\b")),
    ("near", re.compile(r"\b(?:approach(?:es|ing)?|com(?:es|ing) (?:closer|nearer)|"
                        r"getting (?:closer|nearer)|draw(?:s|ing) near)\b")),
    ("away", re.compile(r"\b(?:(?:mov|driv|fl[yi]|walk|rid|sail|fad|go)\w* (?:away|off)|reced\w+|"
                        r"disappear\w* in(?:to)? the distance|into the distance)\b")),
)  # fmt: skip

_MORE = {"energy": 0.4, "speed": 0.5, "size": 0.35}
_HEAVY = """
    heavy heavily loud loudly strong intense violent powerful massive huge big epic raging pouring
    hard
"""
_LIGHT = """
    light lightly soft softly gentle gently quiet quietly faint subtle calm slight weak small mild
    distant
"""
_ADJECTIVES: tuple[tuple[str, int, str], ...] = (
    ("energy", 1, _HEAVY),
    ("energy", -1, _LIGHT),
    ("speed", 1, "fast rapid rapidly quick quickly frantic hurried racing running galloping"),
    ("speed", -1, "slow slowly lazy sluggish calm steady leisurely relaxed"),
    ("size", 1, "big large deep low giant huge massive heavy enormous bass"),
    ("size", -1, "small tiny little high thin mini puppy kitten young squeaky piglet"),
)
_REVERB = {
    "cave": 2.6,
    "cathedral": 3.6,
    "church": 2.8,
    "hall": 1.8,
    "tunnel": 2.2,
    "canyon": 2.4,
    "echo": 1.8,
    "echoes": 1.8,
    "echoing": 1.8,
    "reverb": 2.0,
    "reverberant": 2.0,
    "cinematic": 1.6,
    "dungeon": 1.8,
    "warehouse": 1.8,
    "hallway": 1.2,
    "bathroom": 0.8,
    "stadium": 1.4,
    "gym": 1.4,
    "distant": 1.2,
    "distance": 1.2,
    "room": 0.5,
    "indoor": 0.6,
    "indoors": 0.6,
    "corridor": 1.0,
    "dry": 0.0,
}
_AWAY = frozenset({"distant", "distance", "far", "faraway", "afar", "background", "muffled"})


@dataclass(frozen=True, slots=True)
class Layer:
    sound: Sound
    feel: Feel
    stage: int
    """layers of a later stage start later (`then`)"""
    distant: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """Everything that the words ask for. `seconds` is 0 when they name no length."""

    layers: tuple[Layer, ...]
    seconds: float
    reverb: float | None
    muffled: bool
    thin: bool
    move: str = ""
    """how the sound moves: right, left, by, near, away; empty = it stays"""
    fade_in: bool = False
    fade_out: bool = False
    loop: bool = False

    @property
    def stages(self) -> int:
        return 1 + max(layer.stage for layer in self.layers)


def read(text: str) -> Picture:
    """What a prompt asks to hear; words that are not known give what they sound like."""
    plain = in_english(text[:_MAX_LETTERS].lower())
    length = _SECONDS.search(plain)
    plain = _MEASURED.sub(" ", _SECONDS.sub(" ", plain))
    for phrase, meaning in COMPOUNDS:
        plain = phrase.sub(meaning, plain)
    words = _WORD.findall(plain)
    everything = frozenset(words)
    layers = _layers(plain)
    if not layers:
        layers = [Layer(GENERIC, _feel(words), 0, distant=bool(everything & _AWAY))]
    rooms = [seconds for word, seconds in _REVERB.items() if word in everything]
    return Picture(
        layers=tuple(layers[:_MAX_LAYERS]),
        seconds=float(length[1]) if length else 0.0,
        reverb=max(rooms) if rooms else None,
        muffled=bool(everything & {"underwater", "muffled", "submerged"}),
        thin=bool(everything & {"radio", "walkie", "megaphone", "intercom"}),
        move=next((name for name, pattern in _MOVES if pattern.search(plain)), ""),
        fade_in=bool(_FADE_IN.search(plain)),
        fade_out=bool(_FADE_OUT.search(plain)),
        loop=bool(_LOOP.search(plain)),
    )


def _layers(plain: str) -> list[Layer]:
    found: list[Layer] = []
    stage = position = 0
    cuts = [*_CLAUSE.finditer(plain), None]
    for cut in cuts:
        clause = plain[position : cut.start() if cut else len(plain)]
        position = cut.end() if cut else len(plain)
        words = _WORD.findall(clause)
        feel = _feel(words)
        for _, sound in sounds_in(words):
            _add(found, Layer(sound, feel, stage, distant=bool(_AWAY & set(words))))
        if cut and cut[0] in _THEN and found:
            stage = found[-1].stage + 1
    return found


def _add(found: list[Layer], new: Layer) -> None:
    """One more layer; what is named again in its stage only tells more about it."""
    for index, old in enumerate(found):
        if (old.sound.recipe, old.stage) == (new.sound.recipe, new.stage):
            words = old.feel.words | new.feel.words
            feel = replace(old.feel, words=words, count=old.feel.count or new.feel.count)
            found[index] = replace(old, feel=feel)
            return
    found.append(new)


def _feel(words: list[str]) -> Feel:
    everything = frozenset(words)
    values = {"energy": 0.5, "speed": 0.5, "size": 0.5}
    for quality, sign, names in _ADJECTIVES:
        if everything & set(names.split()):
            values[quality] = min(1.0, max(0.0, values[quality] + sign * _MORE[quality]))
    return Feel(**values, count=_count(words), words=everything)


def _count(words: list[str]) -> int:
    """How often the clause wants its sound; 0 when it does not say."""
    for word, after in zip(words, [*words[1:], ""], strict=False):
        if word in _NUMBERS:
            return _NUMBERS[word]
        if word == "one" and named(after):
            return 1
        if word.isdigit() and len(word) < 3 and 0 < int(word) <= 30:
            return int(word)
    return 0
