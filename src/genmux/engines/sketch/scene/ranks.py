"""How large things are to each other, roughly: a cup is smaller than a cat, a cat than a house."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.nouns import ANIMALS, GOODS, PEOPLE, PLACES, RIDES

if TYPE_CHECKING:
    from collections.abc import Iterable

_BY_GROUP = ((GOODS, 0), (ANIMALS, 2), (PEOPLE, 2), (RIDES, 3), (PLACES, 4))
_OTHERS = {
    0: "bee butterfly snail ladybird shell flower sunflower tulip rose bouquet wheat mushroom",
    1: "cat rabbit squirrel raccoon otter hedgehog koala frog snake bird songbird owl penguin duck "
       "rooster fish turtle crab umbrella guitar violin sax screen fireplace standlamp flag cactus "
       "houseplant bag basket chest device",
    2: "chair table drums bicycle motorcycle skateboard bench fence",
    3: "sofa bed piano shelves tent igloo fountain statue horse unicorn camel elephant giraffe "
       "rhino hippo cow octopus shark car stall truck lorry",
    4: "cloud galleon breaker keep dinosaur dragon whale train plane ship rocket tower "
       "skyscraper volcano",
}  # fmt: skip
_RANKS = {key: rank for group, rank in _BY_GROUP for key in group} | {
    key: rank for rank, keys in _OTHERS.items() for key in keys.split()
}
_SHRUNK = (1.0, 0.88, 0.72, 0.56, 0.46)
_GROWN = 1.12
_HIGHEST = 4


def rank_of(key: str) -> int:
    """0 for what is held in a hand, to 4 for a building; people are 2."""
    return _RANKS.get(key, 1)


def factors(keys: Iterable[str]) -> dict[str, float]:
    """What the usual height of each thing is multiplied by where these are seen together."""
    ranks = {key: rank_of(key) for key in keys}
    top = max(ranks.values(), default=0)
    mixed = len(set(ranks.values())) > 1
    return {
        key: _SHRUNK[top - rank] * (_GROWN if mixed and rank == top == _HIGHEST else 1.0)
        for key, rank in ranks.items()
    }
