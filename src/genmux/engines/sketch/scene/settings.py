"""Places: each builds the layers behind and before the subject, and tells where it may stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import lighter
from genmux.engines.sketch.scene import (
    above,
    abstract,
    arena,
    diorama,
    indoors,
    outdoors,
    rooms,
    shots,
    sky,
)
from genmux.engines.sketch.scene.events import EVENTS
from genmux.engines.sketch.scene.ranks import rank_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.compose import Canvas
    from genmux.engines.sketch.scene.place import Ground
    from genmux.engines.sketch.words import Wish

INDOORS = frozenset(
    {"space", "underwater", "room", "studio", "kitchen", "bedroom", "library", "office", "stage",
     "abstract", "stadium"}
)  # fmt: skip
"""places without a sky"""
_HAMLETS = frozenset({"village", "hamlet", "town", "suburb", "houses"})
PLACES: dict[str, Callable[[Canvas, Palette], Ground]] = {
    "hills": outdoors.hills,
    "mountains": outdoors.mountains,
    "forest": outdoors.forest,
    "desert": outdoors.desert,
    "savanna": outdoors.savanna,
    "snow": outdoors.snow,
    "sea": outdoors.sea,
    "lake": outdoors.lake,
    "city": outdoors.city,
    "space": indoors.space,
    "underwater": indoors.underwater,
    "room": indoors.room,
    "studio": indoors.studio,
    "kitchen": rooms.kitchen,
    "bedroom": rooms.bedroom,
    "library": rooms.library,
    "office": rooms.office,
    "stage": rooms.stage,
    "stadium": arena.stadium,
    "abstract": lambda canvas, colours: abstract.ground(canvas, colours, "balance"),
}


def build(setting: str, canvas: Canvas, colours: Palette, wish: Wish) -> Ground:
    """The place as the camera sees it, with the table that the words put before it."""
    ground = _built(setting, canvas, colours, wish)
    shots.framed(canvas, ground, wish.shots)
    tables = [one for one in wish.relations if one.whole == "table" and one.how == "on"]
    if tables and not {"isometric", "logo"} & {wish.layout} and "aerial" not in wish.shots:
        arena.table_before(canvas, ground)
    if "bokeh" in wish.shots and "aerial" not in wish.shots:
        shots.focused(canvas, colours, ground)
    return ground


def _built(setting: str, canvas: Canvas, colours: Palette, wish: Wish) -> Ground:
    if wish.layout == "isometric":
        return diorama.slab(canvas, colours, setting)
    if wish.layout == "logo":
        return diorama.badge(canvas, colours)
    if "aerial" in wish.shots:
        small = wish.subjects and all(rank_of(key) == 0 for key in wish.subjects)
        return above.ground(canvas, colours, "room" if small and setting != "studio" else setting)
    if wish.layout == "sign" and not wish.subjects and not wish.setting:
        return arena.bricks(canvas)
    if setting == "abstract":
        return abstract.ground(canvas, colours, abstract.idea_of(wish.words, wish.idea))
    veiled = {"rain", "cloudy", "fog"} & set(wish.weather) and "fireflies" not in wish.weather
    canvas.sunless = bool(veiled or {"fullmoon", "crescent"} & set(wish.events))
    ground = PLACES[setting](canvas, colours)
    if _HAMLETS & set(wish.words) and setting not in {*INDOORS, "city"}:
        ground.behind.insert(-1, outdoors.hamlet(canvas, colours))
    if setting not in INDOORS:
        _under_the_sky(canvas, colours, wish, ground)
    if "fog" in wish.weather:
        tone = lighter(colours.sky_low, 0.45)
        ground.behind.append(sky.veil(canvas, tone, low=0.66, strength=205))
        ground.before.append(sky.veil(canvas, tone, low=0.95, strength=150))
    return ground


def _under_the_sky(canvas: Canvas, colours: Palette, wish: Wish, ground: Ground) -> None:
    """What is in the sky: clouds, and what happens there."""
    for event in wish.events:
        ground.behind.insert(1, EVENTS[event](canvas))
    bare = wish.style == "minimal"
    if bare:
        ground.before = []
    heavy = "cloudy" in wish.weather or "rain" in wish.weather
    amount = 9 if heavy else int(canvas.rng.integers(2, 6))
    if "cloudy" not in wish.without and not bare and (not colours.dark or heavy):
        ground.behind.insert(1, sky.clouds(canvas, colours, amount, heavy=heavy))
