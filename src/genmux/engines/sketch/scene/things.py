"""The things that a prompt can name: each with its drawing, its proportions and its home."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from genmux.engines.sketch.palette import mix
from genmux.engines.sketch.scene import (
    animals,
    birds,
    buildings,
    critters,
    figure,
    food,
    furniture,
    goods,
    instruments,
    landmarks,
    objects,
    people,
    plants,
    rides,
    sealife,
    vehicles,
)
from genmux.engines.sketch.scene.more import MORE
from genmux.engines.sketch.scene.subject import Subject
from genmux.engines.sketch.scene.trades import TRADES

if TYPE_CHECKING:
    from genmux.engines.sketch.palette import Colour, Palette
    from genmux.engines.sketch.scene.pen import Pen


_COATS: tuple[Colour, ...] = (
    (214, 138, 74),
    (132, 128, 134),
    (72, 66, 76),
    (226, 210, 186),
    (156, 110, 78),
)


def _coat(colours: Palette) -> Colour:
    if colours.own:
        return colours.main
    return mix(_COATS[sum(colours.main) % len(_COATS)], colours.main, 0.12)


def _bird(pen: Pen, colours: Palette) -> None:
    animals.bird(pen, colours.main if colours.own else (236, 238, 242), colours.ink)


def _leafy(colours: Palette) -> Colour:
    return colours.main if colours.own else mix((86, 150, 82), colours.near, 0.45)


_HOMES = {
    "deer": "forest", "bear": "forest", "wolf": "snow", "fox": "forest", "lion": "savanna",
    "tiger": "forest", "leopard": "savanna", "zebra": "savanna", "giraffe": "savanna",
    "elephant": "savanna", "rhino": "savanna", "camel": "desert", "panda": "forest",
    "polarbear": "snow",
}  # fmt: skip
_TALL = {"horse": 0.5, "deer": 0.5, "elephant": 0.54, "bear": 0.42, "giraffe": 0.64, "camel": 0.5,
         "unicorn": 0.5, "rhino": 0.44, "zebra": 0.46, "sheep": 0.34, "pig": 0.32}  # fmt: skip
_KIDS = {"child": 0.44}
_TRADE_HOMES = {"chef": "kitchen", "doctor": "office", "student": "library", "king": "mountains",
                "pirate": "sea", "cowboy": "desert", "viking": "sea", "santa": "snow",
                "detective": "city", "police": "city", "farmer": "hills", "knight": "mountains",
                "businessman": "city", "hero": "city", "witch": "forest"}  # fmt: skip


_ANIMALS: dict[str, Subject] = {
    **{
        name: Subject(partial(animals.shown, form=form), 1.25, _TALL.get(name, 0.4),
                      _HOMES.get(name, "hills"), head=animals.head_of(form),
                      head_wide=form.head * 1.7)
        for name, form in animals.BEASTS.items()
    },
    "cat": Subject(lambda pen, c: animals.cat(pen, _coat(c)), 0.78, 0.48, head=(0.5, 0.13),
                   head_wide=0.26),
    "rabbit": Subject(lambda pen, c: animals.rabbit(pen, _coat(c)), 0.7, 0.38, "hills"),
    "squirrel": Subject(critters.squirrel, 0.95, 0.4, "forest", head=(0.72, 0.16), head_wide=0.26),
    "monkey": Subject(critters.monkey, 0.8, 0.46, "forest", head=(0.475, 0.08), head_wide=0.3),
    "frog": Subject(critters.frog, 1.2, 0.36, "lake", head=(0.5, 0.22), head_wide=0.34),
    "snake": Subject(critters.snake, 1.3, 0.38, "desert"),
    "snail": Subject(critters.snail, 1.4, 0.32, "hills"),
    "dinosaur": Subject(critters.dinosaur, 1.5, 0.56, "forest"),
    "bee": Subject(critters.bee, 1.2, 0.28, "hills", "air"),
    "ghost": Subject(critters.ghost, 0.8, 0.44, "forest", "air"),
    "alien": Subject(critters.alien, 0.6, 0.48, "space"),
    "bird": Subject(_bird, 1.4, 0.2, "mountains", "air"),
    "songbird": Subject(birds.songbird, 1.25, 0.42, "hills"),
    "eagle": Subject(birds.eagle, 2.0, 0.34, "mountains", "air"),
    "owl": Subject(birds.owl, 0.7, 0.46, "forest", head=(0.5, 0.1), head_wide=0.34),
    "penguin": Subject(birds.penguin, 0.62, 0.44, "snow", head=(0.5, 0.06), head_wide=0.24),
    "duck": Subject(birds.duck, 1.3, 0.28, "lake", "water"),
    "rooster": Subject(birds.rooster, 1.0, 0.4, "hills"),
    "flamingo": Subject(birds.flamingo, 0.75, 0.5, "lake"),
    "fish": Subject(animals.fish, 1.5, 0.28, "underwater", "air"),
    "shark": Subject(sealife.shark, 2.0, 0.34, "underwater", "air"),
    "whale": Subject(sealife.whale, 1.7, 0.42, "underwater", "air"),
    "octopus": Subject(sealife.octopus, 1.1, 0.5, "underwater", "air"),
    "jellyfish": Subject(sealife.jellyfish, 0.75, 0.46, "underwater", "air"),
    "turtle": Subject(sealife.turtle, 1.4, 0.32, "sea"),
    "crab": Subject(sealife.crab, 1.5, 0.3, "sea"),
    "shell": Subject(sealife.shell, 1.1, 0.3, "sea"),
    "butterfly": Subject(animals.butterfly, 1.25, 0.3, "hills", "air"),
    "dragon": Subject(animals.dragon, 1.4, 0.5, "mountains"),
}  # fmt: skip

_PEOPLE: dict[str, Subject] = {
    "person": Subject(partial(figure.dressed, dress=figure.Dress()), 0.5, 0.54),
    "woman": Subject(
        partial(figure.dressed, dress=figure.Dress(hair="long", skirt=True)), 0.5, 0.54
    ),
    "sailor": Subject(people.sailor, 0.42, 0.52, "sea"),
    **{
        name: Subject(partial(figure.dressed, dress=dress), 0.5, _KIDS.get(name, 0.54),
                      _TRADE_HOMES.get(name, ""))
        for name, dress in TRADES.items()
    },
    "astronaut": Subject(people.astronaut, 0.56, 0.5, "space"),
    "robot": Subject(people.robot, 0.62, 0.5),
    "mermaid": Subject(figure.mermaid, 0.6, 0.54, "underwater", "air"),
    "snowman": Subject(people.snowman, 0.75, 0.48, "snow"),
}  # fmt: skip

_RIDES: dict[str, Subject] = {
    "car": Subject(vehicles.car, 2.2, 0.24, "city"),
    "truck": Subject(vehicles.truck, 2.2, 0.28, "city"),
    "lorry": Subject(rides.bus, 2.2, 0.28, "city"),
    "train": Subject(rides.train, 3.0, 0.25, "hills"),
    "bicycle": Subject(vehicles.bicycle, 1.6, 0.32, "hills"),
    "motorcycle": Subject(rides.motorcycle, 1.7, 0.32, "city"),
    "boat": Subject(vehicles.boat, 1.1, 0.46, "sea", "water"),
    "ship": Subject(rides.ship, 2.0, 0.34, "sea", "water"),
    "submarine": Subject(rides.submarine, 1.9, 0.34, "underwater", "air"),
    "plane": Subject(vehicles.plane, 2.0, 0.26, "mountains", "air"),
    "helicopter": Subject(rides.helicopter, 2.0, 0.26, "city", "air"),
    "saucer": Subject(rides.saucer, 1.5, 0.34, "hills", "air"),
    "rocket": Subject(vehicles.rocket, 0.5, 0.62, "space", rises=True),
    "balloon": Subject(vehicles.balloon, 0.72, 0.44, "hills", "air", rises=True),
    "tractor": Subject(rides.tractor, 1.4, 0.36, "hills"),
}

_BUILDINGS: dict[str, Subject] = {
    "house": Subject(buildings.house, 1.15, 0.44, "hills"),
    "castle": Subject(buildings.castle, 1.2, 0.52, "mountains"),
    "church": Subject(landmarks.church, 1.15, 0.5, "hills"),
    "pagoda": Subject(landmarks.pagoda, 0.95, 0.58, "mountains"),
    "tower": Subject(landmarks.tower, 0.6, 0.7, "city"),
    "skyscraper": Subject(landmarks.skyscraper, 0.62, 0.74, "city"),
    "lighthouse": Subject(buildings.lighthouse, 0.5, 0.56, "sea"),
    "windmill": Subject(buildings.windmill, 0.9, 0.5, "hills"),
    "turbine": Subject(landmarks.turbine, 0.9, 0.62, "hills"),
    "tent": Subject(landmarks.tent, 1.5, 0.3, "forest"),
    "bridge": Subject(landmarks.bridge, 2.6, 0.34, "lake"),
    "pyramid": Subject(landmarks.pyramid, 1.8, 0.44, "desert"),
    "igloo": Subject(landmarks.igloo, 1.5, 0.34, "snow"),
    "fountain": Subject(landmarks.fountain, 1.2, 0.42, "city"),
    "statue": Subject(landmarks.statue, 0.62, 0.54, "city"),
}

_PLANTS: dict[str, Subject] = {
    "tree": Subject(lambda pen, c: buildings.tree(pen, _leafy(c)), 0.85, 0.6, "hills"),
    "blossom": Subject(plants.blossom, 1.05, 0.6, "hills"),
    "palm": Subject(plants.palm, 0.85, 0.62, "sea"),
    "firtree": Subject(plants.firtree, 0.75, 0.6, "room"),
    "cactus": Subject(plants.cactus, 0.75, 0.46, "desert"),
    "flower": Subject(buildings.flower, 0.62, 0.46, "hills"),
    "sunflower": Subject(plants.sunflower, 0.7, 0.54, "hills"),
    "tulip": Subject(plants.tulip, 0.6, 0.46, "hills"),
    "rose": Subject(plants.rose, 0.62, 0.48, "studio"),
    "bouquet": Subject(plants.bouquet, 0.8, 0.5, "room"),
    "wheat": Subject(plants.wheat, 0.8, 0.46, "hills"),
    "houseplant": Subject(furniture.houseplant, 0.8, 0.46, "room"),
    "mushroom": Subject(buildings.mushroom, 0.9, 0.36, "forest"),
}

_FOOD: dict[str, Subject] = {
    "cup": Subject(objects.cup, 1.25, 0.34, "room"),
    "bottle": Subject(objects.bottle, 0.46, 0.56, "studio"),
    "glass": Subject(food.glass, 0.6, 0.46, "room"),
    "beer": Subject(food.beer, 0.85, 0.4, "room"),
    "pizza": Subject(food.pizza, 1.7, 0.36, "kitchen"),
    "bowl": Subject(food.bowl, 1.4, 0.42, "room"),
    "sushi": Subject(food.sushi, 1.7, 0.3, "room"),
    "icecream": Subject(food.icecream, 0.6, 0.56, "studio"),
    "bread": Subject(food.bread, 1.6, 0.34, "kitchen"),
    "donut": Subject(food.donut, 1.1, 0.38, "studio"),
    "cake": Subject(objects.cake, 1.1, 0.4, "room"),
    "burger": Subject(objects.burger, 1.2, 0.38, "room"),
    "breakfast": Subject(food.breakfast, 1.7, 0.32, "kitchen"),
    "fruit": Subject(objects.fruit, 0.95, 0.4, "studio"),
    "banana": Subject(food.banana, 1.2, 0.4, "studio"),
    "berry": Subject(food.berry, 0.85, 0.42, "studio"),
    "citrus": Subject(food.citrus, 1.4, 0.36, "studio"),
    "melon": Subject(food.melon, 1.6, 0.38, "studio"),
    "pumpkin": Subject(food.pumpkin, 1.15, 0.4, "hills"),
}

_GOODS: dict[str, Subject] = {
    "phone": Subject(objects.phone, 0.52, 0.58, "studio"),
    "laptop": Subject(objects.laptop, 1.5, 0.36, "office"),
    "screen": Subject(goods.screen, 1.5, 0.4, "room"),
    "camera": Subject(goods.camera, 1.35, 0.38, "studio"),
    "headphones": Subject(goods.headphones, 1.05, 0.46, "studio"),
    "gamepad": Subject(goods.gamepad, 1.55, 0.36, "studio"),
    "watch": Subject(goods.watch, 0.66, 0.58, "studio"),
    "clock": Subject(goods.clock, 1.0, 0.46, "studio"),
    "hourglass": Subject(goods.hourglass, 0.62, 0.56, "studio"),
    "bulb": Subject(goods.bulb, 0.72, 0.54, "studio", glows=True),
    "lamp": Subject(objects.lamp, 0.62, 0.46, "room", glows=True),
    "book": Subject(objects.book, 1.5, 0.3, "library"),
    "letter": Subject(goods.letter, 1.45, 0.38, "studio"),
    "gift": Subject(goods.gift, 1.0, 0.44, "studio"),
    "key": Subject(goods.key, 1.9, 0.24, "studio"),
    "coin": Subject(goods.coin, 1.3, 0.4, "studio"),
    "trophy": Subject(goods.trophy, 0.9, 0.5, "studio"),
    "guitar": Subject(objects.guitar, 0.5, 0.6, "stage"),
    "piano": Subject(instruments.piano, 1.45, 0.46, "stage"),
    "violin": Subject(instruments.violin, 0.5, 0.6, "stage"),
    "drums": Subject(instruments.drums, 1.5, 0.46, "stage"),
    "trumpet": Subject(instruments.trumpet, 1.9, 0.32, "stage"),
    "sax": Subject(instruments.sax, 0.75, 0.58, "stage"),
    "microphone": Subject(goods.microphone, 0.62, 0.6, "stage"),
    "note": Subject(instruments.note, 0.95, 0.44, "studio"),
    "ball": Subject(objects.ball, 1.0, 0.34, "studio"),
    "gem": Subject(objects.gem, 1.15, 0.36, "studio"),
    "heart": Subject(objects.heart, 1.1, 0.42, "studio"),
    "star": Subject(objects.star, 1.05, 0.42, "studio"),
    "crown": Subject(objects.crown, 1.3, 0.34, "studio"),
    "shoe": Subject(objects.shoe, 1.7, 0.3, "studio"),
    "hat": Subject(goods.hat, 1.6, 0.32, "studio"),
    "bag": Subject(goods.bag, 1.05, 0.46, "studio"),
    "spectacles": Subject(goods.spectacles, 2.2, 0.24, "studio"),
    "umbrella": Subject(goods.umbrella, 1.1, 0.4, "city"),
    "sword": Subject(goods.sword, 0.5, 0.6, "studio"),
    "chair": Subject(furniture.chair, 0.75, 0.48, "room"),
    "sofa": Subject(furniture.sofa, 2.0, 0.34, "room"),
    "bed": Subject(furniture.bed, 1.9, 0.38, "bedroom"),
    "table": Subject(furniture.table, 1.8, 0.36, "room"),
    "shelves": Subject(furniture.shelves, 0.9, 0.6, "library"),
    "fireplace": Subject(furniture.fireplace, 1.1, 0.4, "forest", glows=True),
}

SUBJECTS: dict[str, Subject] = {
    **_ANIMALS, **_PEOPLE, **_RIDES, **_BUILDINGS, **_PLANTS, **_FOOD, **_GOODS,
    **MORE,
}  # fmt: skip
