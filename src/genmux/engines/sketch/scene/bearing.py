"""What can be worn, held, sat on, ridden or filled, and where on a drawing that is. Data only."""

from __future__ import annotations

from genmux.engines.sketch.nouns import ANIMALS, PEOPLE

BEARERS = frozenset({*PEOPLE, *ANIMALS})
WORN = {
    "crown": (1.0, 0.1),
    "hat": (1.6, 0.13),
    "spectacles": (1.25, 0.62),
    "headphones": (1.5, 0.62),
    "scarf": (1.25, 1.75),
}
"""width by that of the head, and how much of the thing lies below the top of the head"""
HELD = {"child": 0.42, "dog": 0.26, "hotdog": 0.1, "taco": 0.12, "plate": 0.12, "parcel": 0.22,
         "chest": 0.2, "umbrella": 0.74, "book": 0.2, "guitar": 0.52, "sword": 0.42,
         "microphone": 0.3,
         "cup": 0.15, "camera": 0.16, "gift": 0.2, "bag": 0.2, "ball": 0.2, "bouquet": 0.26,
         "flower": 0.28, "rose": 0.3, "phone": 0.16, "heart": 0.2, "lamp": 0.22, "glass": 0.18,
         "balloon": 0.5, "violin": 0.36, "trumpet": 0.16, "sax": 0.36, "letter": 0.16, "key": 0.1,
         "trophy": 0.24, "icecream": 0.2, "tulip": 0.28, "sunflower": 0.34, "toyballoon": 0.5,
         "fish": 0.2, "cat": 0.26, "rabbit": 0.24, "bread": 0.13, "pizza": 0.16, "laptop": 0.2,
         "burger": 0.13, "fruit": 0.11, "flag": 0.5, "beer": 0.16, "cake": 0.2, "basket": 0.2,
         "bottle": 0.24, "clock": 0.16, "gem": 0.12, "star": 0.14, "donut": 0.12,
         "hourglass": 0.2, "pencil": 0.24, "songbird": 0.14, "owl": 0.2}  # fmt: skip
"""height by that of who holds it"""
SEATS = {
    "sofa": 0.58,
    "chair": 0.6,
    "bed": 0.5,
    "table": 0.34,
    "bridge": 0.68,
    "boat": 0.8,
    "mushroom": 0.14,
    "houseplant": 0.2,
    "bench": 0.55,
    "carpet": 0.6,
    "plate": 0.55,
    "cloud": 0.42,
    "fence": 0.12,
    "house": 0.16,
    "book": 0.3,
}
"""where on it others stand, as share of its height from its top"""
HOLLOW = {
    "vase": 0.1,
    "bowl": 0.42,
    "dish": 0.44,
    "basket": 0.5,
    "cup": 0.4,
    "glass": 0.3,
    "bag": 0.25,
    "boat": 0.82,
    "gift": 0.2,
    "chest": 0.45,
    "car": 0.52,
    "balloon": 0.93,
    "bed": 0.55,
}
"""what others are in, and how far down its rim in front is"""
ABREAST, BUNCH = 3, 5
"""how many things, or flowers, are side by side in something hollow"""
FLOWERS = frozenset({"flower", "rose", "tulip", "sunflower", "wheat"})
STEMS = 1.05
"""height of flowers in a vase, by that of the vase"""
MOUNTS = frozenset({"breaker", "horse", "unicorn", "camel",
                     "elephant", "tractor", "motorcycle", "bicycle",
                     "skateboard", "cow", "zebra", "deer", "dragon", "whale", "turtle", "dinosaur",
                     "lion", "tiger", "wolf", "bear", "pig", "giraffe", "snail", "shark", "sheep",
                     "goat", "rhino", "polarbear", "fox", "dog", "carpet"})  # fmt: skip
_ROOFS = (
    "tree blossom palm umbrella mushroom bridge table tower bed firtree lamp flower sunflower gate "
    "tent cloud balloon houseplant turbine"
)
ROOFS = frozenset(_ROOFS.split())
"""what others may be under"""
WINGED = frozenset({"bird", "bee", "butterfly", "eagle", "helicopter", "saucer", "toyballoon"})
PLAYED = frozenset({"phone", "guitar", "drums", "laptop", "screen", "letter", "flag", "shirt",
                     "microphone", "violin", "sax", "trumpet", "clock", "umbrella",
                     "bottle"})  # fmt: skip
"""what somebody is "on" without standing there"""
STANDS_BY = frozenset({"behind", "before", "left", "right", "above"})


RIDGE = 0.06
"""how far below its top others stand on something that is no seat"""
FOOT = {
    "child": 0.66,
    "dog": 0.6,
    "parcel": 0.6,
    "umbrella": 0.5,
    "guitar": 0.72,
    "sax": 0.72,
    "balloon": 0.4,
    "bag": 0.72,
    "toyballoon": 0.56,
    "book": 0.55,
    "laptop": 0.58,
    "cat": 0.58,
    "rabbit": 0.58,
    "pizza": 0.5,
    "flag": 0.55,
    "basket": 0.72,
}
"""how far down the bearer's height a held thing reaches, where it is not the hand"""
ACROSS = {
    "child": 0.55,
    "dog": 0.55,
    "parcel": 0.5,
    "umbrella": 0.66,
    "book": 0.5,
    "laptop": 0.5,
    "guitar": 0.6,
    "cat": 0.56,
    "rabbit": 0.56,
    "letter": 0.6,
}


BACKS = {
    "breaker": (0.62, 0.5, 0.3),
    "skateboard": (3.2, 0.4, 0.5),
    "bicycle": (1.35, 0.72, 0.42),
    "carpet": (1.6, 0.6, 0.5),
    "motorcycle": (1.2, 0.62, 0.42),
    "snail": (0.7, 0.2, 0.5),
    "turtle": (0.9, 0.3, 0.5),
    "whale": (0.4, 0.3, 0.45),
    "shark": (0.6, 0.42, 0.5),
    "dragon": (0.55, 0.5, 0.42),
}
"""for each mount the rider's height, where the feet are and how far along, by the mount's size"""
