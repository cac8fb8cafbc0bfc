"""What an unknown noun probably is: somebody at work, an animal, a building, an apparatus, food."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from genmux.engines.sketch import vocabulary
from genmux.engines.sketch.nouns import ANIMALS, PEOPLE, PLACES
from genmux.engines.sketch.phrases import meaning
from genmux.engines.sketch.small_words import COMMON

_TABLES = ("SUBJECTS", "SETTINGS", "TIMES", "WEATHERS", "STYLES", "LAYOUTS", "MOVES", "SEASONS",
           "EVENTS", "IDEAS", "SHOTS", "ACTS")  # fmt: skip
_ENDINGS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("berry", "berries"), "berry"),
    (("saurus", "saur"), "dinosaur"),
    (("fish",), "fish"),
    (("bird",), "songbird"),
    (("fly",), "butterfly"),
    (("flower", "wort", "lily", "blossom"), "flower"),
    (("tree", "wood"), "tree"),
    (("house", "home"), "house"),
    (("burg", "castle"), "castle"),
    (("shop", "store", "mart"), "shop"),
    (("scraper",), "skyscraper"),
    (("phone",), "phone"),
    (("copter",), "helicopter"),
    (("plane", "jet"), "airplane"),
    (("ship", "boat"), "boat"),
    (("cycle", "bike"), "bicycle"),
    (("car", "mobile"), "car"),
    (("cake", "pie", "muffin"), "cake"),
    (("burger",), "burger"),
    (("bread", "loaf"), "bread"),
    (("soup", "stew"), "soup"),
    (("machine", "meter", "scope", "graph", "ator", "izer", "otron", "ometer"), "device"),
    (("woman", "women", "lady", "wife"), "woman"),
    (("man", "men", "ist", "ologist", "grapher", "smith", "ician", "maker", "keeper", "monger",
      "herd", "wright", "eer", "naut"), "person"),
    (("ball",), "ball"),
    (("book",), "book"),
    (("clock", "watch"), "clock"),
    (("bag", "pack"), "bag"),
    (("hat", "cap"), "hat"),
    (("chair", "stool"), "chair"),
)  # fmt: skip
"""what a word that ends so means, where it is otherwise unknown"""
_WORKING = ("er",)
_ARTICLES = frozenset({"a", "an", "the", "one", "two", "three", "four", "five", "his", "her", "my",
                       "their", "some", "many", "several"})  # fmt: skip
_TITLES = frozenset({"mr", "mrs", "ms", "dr", "sir", "lady", "captain", "saint", "st", "uncle"})
_BALLOONED = frozenset({"holding", "holds", "party", "birthday", "child", "children", "girl", "boy",
                        "little-girl", "little-boy", "string", "celebration", "cake",
                        "confetti", "greeting-card", "clown"})  # fmt: skip
_PEOPLE = {
    "couple": ["man", "and", "woman"],
    "lovers": ["man", "and", "woman"],
    "family": ["man", "and", "woman", "and", "child"],
    "crowd": ["crowd", "of", "people"],
    "band": ["woman", "holding", "microphone", "and", "man", "playing", "guitar", "and", "drums"],
    "audience": ["crowd", "of", "people"],
}
"""who is meant by a word for several"""
_TOOLS = {
    "violinist": "playing violin", "guitarist": "playing guitar", "pianist": "beside piano",
    "drummer": "beside drums", "cellist": "playing violin", "saxophonist": "playing saxophone",
    "trumpeter": "playing trumpet", "photographer": "holding camera", "cyclist": "riding bicycle",
    "skater": "riding skateboard", "skateboarder": "riding skateboard", "motorcyclist":
    "riding motorcycle", "golfer": "beside golf-ball", "biker": "riding motorcycle",
}  # fmt: skip
"""what somebody has of whom only the trade is told"""
_TWO = frozenset({"he", "she", "him", "her", "app", "reading", "launch"})
_FILLS = frozenset({"glass", "beer", "cup", "fruit", "berry", "bottle", "citrus"})
_GROWN = frozenset({"bowl", "cup", "plate", "bread"})
"""food that fields and plantations are named after"""
_INSIDES = frozenset({"corridor", "hallway", "lobby", "interior", "room", "hall"})
_VESSELS = frozenset({"bottle", "bottles", "glass", "glasses", "cup", "cups", "mug", "jar", "can",
                      "pot", "jug", "pitcher", "cans", "mugs", "wine-glass"})  # fmt: skip
_DRINKS = frozenset({"wine", "champagne", "whiskey", "cocktail", "cocktails", "toast", "toasting",
                     "water", "milk", "juice"})  # fmt: skip
_SHORT = 4
_ABOUT = re.compile(
    r"\b(?:children'?s?|kids'?|picture|story|coloring|colouring)[ -]?(?:story)?book"
    r"(?:\s+(?:illustration|style|page|art))?|\bbook\s+illustration"
    r"|\bshot\s+(?:on|with)\s+[A-Z]\w+(?:\s+[A-Z0-9]\w*){0,3}|\bshot\s+by\b"
    r"|\b(?:kids?|children'?s?)\s+(?:illustration|drawing|style|cartoon)"
    r"|\bvideo\s+game\s+(?:art|style|concept)"
    r"|\b(?:product|food|street|stock|press)\s+photo(?:graphy|graph)?",
    re.IGNORECASE,
)
_KEPT = {"product": " product ", "coloring": " coloring-book ", "colouring": " coloring-book "}


_GOES = (
    r"(?:\s+\w{3,}ly)?\s+(?:to\s+the\s+|to\s+|towards?\s+the\s+|towards?\s+)?"
    r"(?:left|right|up|down|upwards?|downwards?|in|out|back|forwards?|across|over|around)\b"
)
_CAMERA = re.compile(
    r"\b(?:hand-?held|static|shaky|steady|locked|drone|moving|fixed|following)[ -]camera\b"
    r"|\bcamera(?:\s+\w{3,}ly)?\s+(?:is|stays?|remains?|holds?|angles?|work|moves?|movement|motion|shakes?|"
    r"follows?|tracks?|rises?|glid\w+|fl(?:y|ies)\w*|rotat\w+|orbits?|circl\w+|spins?|push\w+|pull\w+|"
    r"zoom\w*|tilt\w*|pan\w*|doll\w+|cran\w+|truck\w*|descend\w*|ascend\w*|drift\w*|moving|tracking)\b"
    r"|\bcamera(?=\s+(?:in|out|up|down|left|right|pan|zoom)\b)"
    r"|\b(?:shot|taken|filmed|captured|photographed)\s+(?:on|with|by)\s+(?:an?\s+)?(?:[\w-]+\s+){0,3}camera\b"
    r"|\b(?:slow|slowly|gentle|smooth|quick|steady|slight|long|camera|horizontal|vertical|whip)\s+"
    r"(?:pan|dolly|crane|boom|truck|track|zoom|tilt|orbit)\b"
    rf"|\b(?:pan|dolly|crane|boom|truck|track)(?:s|n?ing)?{_GOES}"
    r"|(?:^|[,.;])\s*(?:pan|dolly|crane|boom)(?:s|n?ing)?\s*(?=$|[,.;])"
    r"|\b(?:crane|dolly|boom|tracking)\s+shot\b",
    re.IGNORECASE,
)
"""what a camera does, which `moves` reads: no pan in a kitchen, no bird, no lorry"""


def subject_matter(text: str) -> str:
    """The text without words about the picture itself, such as the camera or the kind of book."""
    text = _CAMERA.sub(" ", text)
    return _ABOUT.sub(lambda found: _KEPT.get(found.group().split()[0].lower(), " "), text)


def supplied(found: list[str], text: str, *, plain: bool = True) -> list[str]:
    """The tokens with a word of the vocabulary in place of each noun that it does not have.

    `plain` tells that the prompt is English, in which a noun before a noun only describes it.
    """
    found = _narrowed(found, plain=plain)
    if any(meaning(table, word) for table in ("SUBJECTS", "LAYOUTS") for word in found):
        return [_guessed(word, place, found) for place, word in enumerate(found)]
    named = [_guessed(word, place, found, eager=True) for place, word in enumerate(found)]
    return named if named != found else _person(found, text)


def _narrowed(found: list[str], *, plain: bool) -> list[str]:
    """Words that mean something else beside certain others: a child's balloon, a bowl of fruit."""
    words: list[str] = []
    kinds = {meaning("SUBJECTS", word) for word in found}
    found = [_owner(word, after) for word, after in pairwise([*found, ""])]
    for place, word in enumerate(found):
        after = found[place + 1 : place + 2]
        kin = meaning("SUBJECTS", found[place - 1]) if place else ""
        spelt = word in _PEOPLE and after != ["of"] and not kin
        words += _PEOPLE[word] if spelt else [word]
        tool = _TOOLS.get(word.removesuffix("s"), "")
        if tool and meaning("SUBJECTS", tool.split()[-1]) not in kinds:
            words += tool.split()
    words = _heads(words) if plain else words
    for place, word in enumerate(words):
        if word in {"balloon", "balloons"} and _BALLOONED & set(words):
            words[place] = "toy-balloon" + word[7:]
        elif word == "glasses" and _DRINKS & set("-".join(found).split("-")):
            words[place] = "cocktails"
        elif word == "building" and words[place + 1 : place + 2] and (
            words[place + 1] in _ARTICLES
        ):  # fmt: skip
            words[place] = "making"
        elif word == "glass" and words[place + 1 : place + 2] == ["of"]:
            words[place] = "wine-glass"
        elif word == "bowl" and _filled(words, place):
            words[place] = "wooden-bowl"
    return words


def _heads(words: list[str]) -> list[str]:
    """Without nouns that only tell more about the next one, and what bottles and cups are full of.

    A cowboy hat is a hat; a guitar player, though, has a guitar.
    """
    kept: list[str] = []
    for place, word in enumerate(words):
        key = meaning("SUBJECTS", word)
        follows = words[place + 1] if place + 1 < len(words) else ""
        after = "" if follows in _TWO or follows.endswith("ing") else meaning("SUBJECTS", follows)
        telling = key and after and key != after and after not in PEOPLE and word not in _TWO
        before = words[max(0, place - 3) : place]
        vessels = set(before[: before.index("of")]) & _VESSELS if "of" in before else set()
        inside = key in _FILLS and any(
            one.startswith("glass") or meaning("SUBJECTS", one) for one in vessels
        )
        dressed = key in PEOPLE and place and word not in _KEEPERS and _creature(words[place - 1])
        grown = key in _GROWN and bool(meaning("SETTINGS", follows)) and not after
        grown |= key in PLACES and follows in _INSIDES
        if not (telling or inside or dressed or grown):
            kept.append(word)
    return kept


def _owner(word: str, after: str) -> str:
    """The one whose something is: a pirate's shoulder shows the pirate, his house does not."""
    single = word.removesuffix("'s")
    place = meaning("SETTINGS", after) or meaning("SUBJECTS", after)
    return single if single != word and meaning("SUBJECTS", single) and not place else word


def _creature(word: str) -> bool:
    """Whether the word before a trade tells that no human has it: a robot chef, a fox detective."""
    key = meaning("SUBJECTS", word)
    return key in ANIMALS or key == "robot"


_KEEPERS = frozenset({"walker", "owner", "rider", "lady", "tamer", "trainer", "lover", "man", "boy",
                      "girl", "breeder", "farmer", "hunter", "herder", "vet"})  # fmt: skip


def _filled(words: list[str], place: int) -> bool:
    """Whether something other than soup is in this bowl."""
    before, after = words[max(0, place - 3) : place], words[place + 1 : place + 4]
    return "in" in before or bool(
        after[:1] == ["of"] and {meaning("SUBJECTS", word) for word in after} - {"bowl", ""}
    )


@cache
def _known(word: str) -> bool:
    return (
        word in COMMON or word in vocabulary.COLOURS or word in vocabulary.NUMBERS
        or word in vocabulary.SIZES or word in vocabulary.GARMENTS
        or any(meaning(table, word) for table in _TABLES)
    )  # fmt: skip


def _guessed(word: str, place: int, found: list[str], *, eager: bool = False) -> str:
    """The word for the kind of thing; the same word where nothing tells what it is."""
    if len(word) < _SHORT or not word.isascii() or not word[0].isalpha() or _known(word):
        return word
    last = word.rsplit("-", 1)[-1]
    if last != word and meaning("SUBJECTS", last):
        return last
    plural = "s" if word.endswith("s") and not word.endswith(("ss", "us", "is")) else ""
    stem = last.removesuffix("s") if plural else last
    for endings, kind in _ENDINGS:
        if stem.endswith(endings) and len(stem) > 1 + min(map(len, endings)):
            return kind + plural
    before = found[max(0, place - 3) : place]
    nouny = bool(_ARTICLES & set(before)) and not _before_noun(found, place)
    if nouny and stem.endswith(_WORKING) and (eager or _acts(found, place)):
        return "person" + plural
    return word


def _before_noun(found: list[str], place: int) -> bool:
    """Whether a known thing follows at once, which this word then only describes."""
    after = found[place + 1 : place + 2]
    return bool(after) and bool(meaning("SUBJECTS", after[0]))


def _acts(found: list[str], place: int) -> bool:
    """Whether the word is told to do something."""
    after = found[place + 1 : place + 2]
    return bool(after) and (after[0].endswith("ing") or after[0] in {"is", "with", "who", "in"})


def _person(found: list[str], text: str) -> list[str]:
    """A name in the middle of a sentence, or after a title, is somebody."""
    titled = _TITLES & set(found[:-1])
    named = re.search(r"(?:^|[a-z,]\s+)(?:[A-Z][a-z]{2,}\s+[A-Z][a-z]{2,})(?=\s+[a-z]+(?:ing|s)\b)",
                      text)  # fmt: skip
    return ["person", *found] if titled or named else found
