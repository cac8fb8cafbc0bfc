"""Things beyond the first few hundred: their drawings, proportions and homes."""

from __future__ import annotations

from functools import partial

from genmux.engines.sketch.scene import extras, figure, sites, wares
from genmux.engines.sketch.scene.figure import Dress
from genmux.engines.sketch.scene.subject import Subject

MORE: dict[str, Subject] = {
    "device": Subject(wares.device, 1.0, 0.48, "office"),
    "chest": Subject(wares.chest, 1.25, 0.36, "hills"),
    "skateboard": Subject(wares.skateboard, 3.2, 0.13, "city"),
    "plate": Subject(wares.plate, 1.8, 0.32, "room"),
    "taco": Subject(wares.taco, 1.7, 0.34, "room"),
    "basket": Subject(wares.basket, 1.3, 0.4, "room"),
    "dish": Subject(wares.dish, 1.5, 0.4, "room"),
    "toyballoon": Subject(wares.toyballoon, 0.5, 0.5, "hills", "air", rises=True),
    "vase": Subject(wares.vase, 0.7, 0.4, "room"),
    "flag": Subject(wares.flag, 0.8, 0.54, "hills"),
    "parcel": Subject(wares.parcel, 1.15, 0.36, "studio"),
    "pencil": Subject(wares.pencil, 0.42, 0.56, "studio"),
    "bench": Subject(wares.bench, 1.9, 0.3, "hills"),
    "standlamp": Subject(wares.standlamp, 0.5, 0.54, "room", glows=True),
    "shirt": Subject(wares.shirt, 1.1, 0.56, "studio"),
    "cloud": Subject(wares.cloud, 2.4, 0.3, "hills", "air"),
    "galleon": Subject(extras.galleon, 1.25, 0.52, "sea", "water"),
    "breaker": Subject(extras.breaker, 1.7, 0.5, "sea", "water"),
    "scarf": Subject(extras.scarf, 1.1, 0.4, "studio"),
    "kite": Subject(extras.kite, 0.8, 0.3, "hills", "air"),
    "fence": Subject(extras.fence, 2.2, 0.3, "hills"),
    "ladybird": Subject(extras.ladybird, 1.4, 0.3, "hills"),
    "keep": Subject(extras.keep, 0.55, 0.64, "mountains"),
    "hotdog": Subject(extras.hotdog, 1.9, 0.3, "studio"),
    "hall": Subject(sites.hall, 1.5, 0.46, "city"),
    "shop": Subject(sites.shop, 1.25, 0.48, "city"),
    "block": Subject(sites.block, 1.1, 0.5, "city"),
    "gate": Subject(sites.gate, 1.2, 0.5, "hills"),
    "mosque": Subject(sites.mosque, 1.35, 0.54, "city"),
    "volcano": Subject(sites.volcano, 1.6, 0.56, "mountains"),
    "island": Subject(sites.island, 2.2, 0.34, "sea", "water"),
    "planet": Subject(sites.planet, 1.5, 0.46, "space", "air"),
    "stall": Subject(sites.stall, 1.35, 0.46, "city"),
    **{
        name: Subject(partial(figure.dressed, dress=dress), 0.5, tall, home)
        for name, (dress, tall, home) in {
            "businesswoman": (Dress((52, 60, 78), (46, 52, 68), hair="long"), 0.54, "city"),
            "girl": (Dress(hair="long", skirt=True, small=0.76), 0.5, ""),
            "scholar": (
                Dress(
                    (176, 148, 106),
                    (120, 104, 82),
                    "brim",
                    (166, 136, 92),
                    front="belt",
                    holds="lens",
                ),
                0.54,
                "",
            ),
            "legionary": (
                Dress(
                    (168, 46, 44), None, "visor", front="armour", holds="sword", cape=(168, 46, 44)
                ),
                0.54,
                "desert",
            ),
            "worker": (Dress((84, 112, 150), (66, 74, 92), front="apron"), 0.54, ""),
            "boxer": (Dress((206, 52, 48), (40, 44, 58), front="belt"), 0.54, ""),
        }.items()
    },
}
