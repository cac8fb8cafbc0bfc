"""Places: each builds the layers behind and before the subject, and tells where it may stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import lighter
from genmux.engines.sketch.scene import diorama, indoors, outdoors, sky

if TYPE_CHECKING:
    from collections.abc import Callable

    from genmux.engines.sketch.palette import Palette
    from genmux.engines.sketch.scene.compose import Canvas
    from genmux.engines.sketch.scene.place import Ground
    from genmux.engines.sketch.words import Wish

_INDOORS = frozenset({"space", "underwater", "room", "studio"})
PLACES: dict[str, Callable[[Canvas, Palette], Ground]] = {
    "hills": outdoors.hills,
    "mountains": outdoors.mountains,
    "forest": outdoors.forest,
    "desert": outdoors.desert,
    "snow": outdoors.snow,
    "sea": outdoors.sea,
    "lake": outdoors.lake,
    "city": outdoors.city,
    "space": indoors.space,
    "underwater": indoors.underwater,
    "room": indoors.room,
    "studio": indoors.studio,
}


def build(setting: str, canvas: Canvas, colours: Palette, wish: Wish) -> Ground:
    if wish.layout == "isometric":
        return diorama.slab(canvas, colours, setting)
    if wish.layout == "logo":
        return diorama.badge(canvas, colours)
    ground = PLACES[setting](canvas, colours)
    if setting not in _INDOORS:
        heavy = "cloudy" in wish.weather or "rain" in wish.weather
        amount = 9 if heavy else int(canvas.rng.integers(2, 6))
        if not colours.dark or heavy:
            ground.behind.insert(1, sky.clouds(canvas, colours, amount, heavy=heavy))
    if "fog" in wish.weather:
        tone = lighter(colours.sky_low, 0.45)
        ground.behind.append(sky.veil(canvas, tone, low=0.66, strength=205))
        ground.before.append(sky.veil(canvas, tone, low=0.95, strength=150))
    return ground
