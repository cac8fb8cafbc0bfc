"""The writer of lyrics: rhymed and sectioned lines about the words of a prompt, in its language.

English and eight more languages; a prompt in any other gets English lines around its own words.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import resources
from itertools import cycle
from typing import TYPE_CHECKING, Any

from genmux.engines.sketch import seeds
from genmux.engines.sketch.music.style import table
from genmux.engines.sketch.music.syllables import unspaced
from genmux.engines.sketch.speech import languages

if TYPE_CHECKING:
    import numpy as np

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_NOT_THINGS = ("ing", "ed", "ly", "ful", "ous", "ive", "less", "able", "ible")
_THINGS = ("the moment", "the summer", "the city", "the music")
_MAX_TOPIC = 24
_SHORT = 3  # letters of words that are mostly prepositions, whatever the language


def lyrics(prompt: str, seed: int, number: int = 0, *, short: bool = False) -> tuple[str, str]:
    """Title and text of variant `number`, about the prompt; verses, chorus and bridge are marked.

    `short` leaves out the bridge and the last chorus.
    """
    dice = seeds.generator(seed, 51, number)
    about = topics(prompt)
    words = _words_of(prompt)
    rhymes = _lines(words, dice)
    chorus = _chorus(about, words, rhymes, dice)
    turn = cycle(about)
    blocks = [
        ("[Verse]", _couplets(turn, rhymes, 2)),
        ("[Chorus]", chorus),
        ("[Verse 2]", _couplets(turn, rhymes, 2)),
        ("[Chorus]", chorus),
        ("[Bridge]", _couplets(turn, rhymes, 1)),
        ("[Chorus]", chorus),
    ]
    blocks = blocks[:4] if short else blocks
    text = "\n\n".join("\n".join([mark, *lines]) for mark, lines in blocks)
    return title(prompt, seed, number), text


def title(prompt: str, seed: int, number: int = 0) -> str:
    """A title for a song about the prompt; other numbers give others."""
    about = topics(prompt)
    dice = seeds.generator(seed, 52)
    forms = [str(form) for form in dice.permutation(_words_of(prompt)["titles"])]
    topic = about[number % len(about)].removeprefix("the ")
    words = topic.split()
    big = " ".join(word[:1].upper() + word[1:] for word in words)
    made = forms[number % len(forms)].replace("{T}", big)
    return made[:1].upper() + made[1:]


def topics(prompt: str) -> list[str]:
    """What the prompt is about, as things that a line can name; at least one."""
    own = _words_of(prompt)
    found = _unspaced_topics(prompt, own.get("joints", "").split())
    english = languages.detect(prompt) == "en"
    words = [word for word in _WORD.findall(prompt) if not any(map(unspaced, word))]
    small = frozenset(f"{_data()['small_words']} {own['small_words']}".split())
    styles = _style_words()
    kept = [w for w in words if w.lower() not in small and w.lower() not in styles and len(w) > 1]
    kept = kept or [w for w in words if w.lower() not in small and len(w) > 1]
    least = _SHORT if own is _data() else _SHORT - 1
    things = [word for word in kept if (_is_thing(word) if english else len(word) > least)]
    for word in things or kept:
        plain = word[:_MAX_TOPIC]
        name = word[:1].isupper() and word != words[0]
        known = plain if name or not english else f"the {plain.lower()}"
        known = known if english else _with_article(plain, words, own)
        if known not in found:
            found.append(known)
    return found[:8] or list(_THINGS)


def _with_article(word: str, words: Sequence[str], own: Mapping[str, Any]) -> str:
    """The word with its article, where the prompt has one and its language keeps it."""
    at = words.index(word) if word in words else 0
    before = words[at - 1].lower() if at else ""
    return f"{before} {word}" if before in own.get("articles", "").split() else word


def _is_thing(word: str) -> bool:
    plain = word.lower()
    return plain not in _data()["qualities"].split() and not (
        len(plain) > 5 and plain.endswith(_NOT_THINGS)
    )


def _unspaced_topics(prompt: str, joints: Sequence[str]) -> list[str]:
    """Short pieces of text that is written without spaces, cut at its joints."""
    pieces: list[str] = []
    cut = re.sub("|".join(joints), " ", prompt) if joints else prompt
    for run in re.findall(r"[^\W\d_]+", cut if cut.strip() else prompt):
        signs = "".join(sign for sign in run if unspaced(sign))
        pieces += [signs[at : at + 4] for at in range(0, len(signs), 4)]
    return list(dict.fromkeys(piece for piece in pieces if piece))


@cache
def _style_words() -> frozenset[str]:
    phrases = [
        phrase
        for name in ("genres", "instruments", "moods")
        for facts in table(name).values()
        for phrase in facts["words"].split("|")
    ]
    # places, seasons and such are moods too, but worth a line
    worth = {"summer", "night", "love", "running", "party", "battle", "christmas", "bell", "bells"}
    worth |= {"holiday", "sleep", "baby", "game", "pirate", "winter", "victory", "movie"}
    return frozenset(word for phrase in phrases for word in phrase.split()) - worth


class _Lines:
    """Families of rhyming lines in a drawn order; each line is used once while others are left."""

    def __init__(self, families: Sequence[list[str]]) -> None:
        self._families = [list(family) for family in families]
        self._turn = 0

    def couplet(self) -> list[str]:
        """Two lines that rhyme; at least one names a topic."""
        for _ in range(len(self._families)):
            family = self._families[self._turn % len(self._families)]
            self._turn += 1
            named = next((line for line in family if "{t}" in line), None)
            if named is None or len(family) < 2:
                continue
            family.remove(named)
            other = next((line for line in family if "{t}" not in line), family[0])
            family.remove(other)
            return [named, other]
        return ["I sing of {t} all day long", "and {t} is living in my song"]


def _lines(words: Mapping[str, Any], dice: np.random.Generator) -> _Lines:
    families = list(words["families"].values())
    order = [families[index] for index in dice.permutation(len(families))]
    return _Lines([[str(line) for line in dice.permutation(family)] for family in order])


def _couplets(turn: Iterator[str], rhymes: _Lines, number: int) -> list[str]:
    """Couplets whose lines name one topic after another."""
    return [_with_topic(line, turn) for _ in range(number) for line in rhymes.couplet()]


def _chorus(
    about: Sequence[str], words: Mapping[str, Any], rhymes: _Lines, dice: np.random.Generator
) -> list[str]:
    openers = [str(line) for line in dice.permutation(words["chorus_openers"])[:2]]
    turn = cycle(about[:1])
    return [_with_topic(line, turn) for line in [*openers, *rhymes.couplet()]]


def _with_topic(line: str, turn: Iterator[str]) -> str:
    if "{t}" in line:
        line = line.replace("{t}", next(turn))
    return line[:1].upper() + line[1:]


def _words_of(prompt: str) -> Mapping[str, Any]:
    """The lines of the prompt's language, else the English ones."""
    words: Mapping[str, Any] = _abroad().get(languages.detect(prompt), _data())
    return words


@cache
def _data() -> dict[str, Any]:
    return _file("rhymes.toml")


@cache
def _abroad() -> dict[str, dict[str, Any]]:
    return _file("rhymes_abroad.toml")


def _file(name: str) -> dict[str, Any]:
    return tomllib.loads(resources.files(__package__).joinpath(name).read_text("utf-8"))
