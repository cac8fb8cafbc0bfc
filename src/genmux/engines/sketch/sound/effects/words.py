"""From the words of a sound effect to what is heard: layers, each a recipe with its adjectives."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from genmux.engines.sketch.sound.effects import creatures, impacts, machines, texture, weather
from genmux.engines.sketch.sound.effects.studio import Feel, Studio, Wave

Recipe = Callable[[Studio, int, Feel], Wave]

_MAX_LAYERS = 4
_CLAUSE = re.compile(
    r"[,;.!?]|\b(?:and then|followed by|then|and|with|while|over|against|as|before|after)\b"
)
_THEN = frozenset({"and then", "followed by", "then"})
_WORD = re.compile(r"[a-z]+|\d+")
_SECONDS = re.compile(r"\b(\d{1,2}(?:\.\d+)?)[\s-]*(?:seconds?|secs?|s)\b")
_NUMBERS = {
    word: number
    for number, names in enumerate(
        ("", "once single", "two twice double couple", "three thrice triple", "four", "five", "six")
    )
    for word in names.split()
}


@dataclass(frozen=True, slots=True)
class Sound:
    """Something that can be heard: `seconds` it takes by itself; a bed goes on without end."""

    recipe: Recipe
    seconds: float
    bed: bool
    stems: tuple[str, ...]


def _sound(recipe: Recipe, seconds: float, stems: str, *, bed: bool = False) -> Sound:
    return Sound(recipe, seconds, bed, tuple(stems.split()))


def _bed(recipe: Recipe, stems: str) -> Sound:
    return _sound(recipe, 6.0, stems, bed=True)


# The first entry with a stem that begins a word of the prompt answers it. A stem that ends in a
# full stop must be the whole word.
SOUNDS: tuple[Sound, ...] = (
    _sound(weather.thunder, 6.0, "thunder lightning"),
    _sound(impacts.gunshot, 1.5, "gun. gunshot gunfire pistol rifle shotgun bullet. machinegun"),
    _sound(impacts.glass, 2.0, "glass shatter window. bottle. crash."),
    _sound(impacts.explosion, 4.5, "explo blast bomb boom. grenade detonat firework cannon"),
    _sound(machines.laser, 1.0, "laser blaster phaser zap pew raygun lightsaber"),
    _sound(impacts.footsteps, 4.0, "footstep step. steps. walk jog running runs. sprint stairs"),
    _sound(impacts.knock, 1.2, "knock"),
    _sound(machines.phone, 4.0, "phone telephone ringtone smartphone"),
    _sound(impacts.bell, 5.0, "bell bells. church tower. doorbell jingle"),
    _sound(impacts.gong, 7.0, "gong tamtam"),
    _sound(impacts.door, 2.4, "door gate. hinge creak"),
    _sound(impacts.clap, 5.0, "applau clap. clapping claps. ovation audience"),
    _sound(impacts.whoosh, 1.2, "whoosh swoosh swish woosh arrow swing throw flyby transition"),
    _sound(machines.alarm, 3.0, "alarm alert. buzzer warning"),
    _sound(machines.siren, 5.0, "siren ambulance police firetruck"),
    _sound(machines.horn, 2.5, "horn. honk foghorn horns."),
    _sound(machines.beep, 1.0, "beep bleep blip sonar"),
    _sound(machines.coin, 0.9, "coin pickup collect arcade retro. 8bit jump powerup"),
    _sound(
        machines.chime, 2.0, "chime notif magic sparkl fairy spell ding. success win. level error"
    ),
    _bed(machines.clock, "clock tick ticking watch. metronome"),
    _bed(machines.typing, "typ keyboard typewriter"),
    _sound(machines.click, 0.6, "click button switch. shutter camera snap."),
    _bed(machines.helicopter, "helicopter chopper drone. rotor"),
    _sound(machines.jet, 6.0, "jet. jets. plane airplane aircraft rocket spaceship launch"),
    _bed(machines.train, "train railway subway locomotive tram"),
    _bed(
        machines.engine, "engine motor car. cars. truck bus. tractor vehicle racing lawn chainsaw"
    ),
    _bed(machines.static, "static radio. glitch interference vinyl television"),
    _sound(machines.robot, 3.0, "robot android computer sci. futuristic droid modem"),
    _bed(machines.hum, "hum. humming drone. server fridge refrigerator machine factory generator"),
    _sound(
        impacts.metal, 1.8, "sword clash metal clang chain anvil hammer. pan. pots. blade knife"
    ),
    _sound(impacts.drum, 4.0, "drum timpani kick. snare percussion"),
    _sound(impacts.paper, 2.0, "paper page crumpl tear. tearing rustl leaves."),
    _bed(weather.waves, "wave. waves. ocean sea. beach surf shore seaside"),
    _sound(weather.splash, 2.0, "splash dive. plunge"),
    _sound(weather.drips, 4.0, "drip drop. droplet drops. dripping faucet"),
    _bed(weather.rain, "rain drizzle downpour storm shower monsoon"),
    _bed(weather.wind, "wind. windy breeze gust gale blizzard hurricane tornado howling"),
    _bed(weather.stream, "water stream river brook creek waterfall fountain pour bubbl flow boil"),
    _bed(weather.fire, "fire. fireplace campfire flame crackl burn bonfire"),
    _sound(creatures.dog, 2.5, "dog bark puppy hound wolf woof"),
    _sound(creatures.cat, 1.6, "cat. cats. meow kitten purr"),
    _sound(creatures.owl, 4.0, "owl hoot"),
    _sound(creatures.gulls, 4.0, "gull seagull eagle hawk"),
    _bed(creatures.birds, "bird chirp songbird tweet dawn. forest jungle garden sparrow robin"),
    _bed(creatures.crickets, "cricket cicada night. insects. meadow"),
    _bed(creatures.insects, "bee. bees. fly. flies. mosquito buzz wasp"),
    _bed(creatures.frogs, "frog toad swamp"),
    _sound(creatures.roar, 3.0, "roar growl lion tiger bear. monster dragon dinosaur beast zombie"),
    _bed(creatures.horse, "horse gallop hoof hooves"),
    _bed(creatures.wings, "wing flap flutter bat. bats."),
    _bed(creatures.heart, "heart heartbeat pulse."),
    _bed(creatures.breath, "breath sigh gasp panting"),
    _bed(
        creatures.crowd,
        "crowd people cheer chatter restaurant cafe market stadium party street city",
    ),
)
GENERIC = Sound(texture.generic, 4.0, bed=False, stems=())

_MORE = {"energy": 0.4, "speed": 0.5, "size": 0.35}
_ADJECTIVES: tuple[tuple[str, int, str], ...] = (
    (
        "energy",
        1,
        "heavy loud strong intense violent powerful massive huge big epic raging pouring",
    ),
    ("energy", -1, "light soft gentle quiet faint subtle calm slight weak small mild distant"),
    ("speed", 1, "fast rapid quick frantic hurried hasty racing galloping running furious"),
    ("speed", -1, "slow lazy sluggish calm steady leisurely relaxed"),
    ("size", 1, "big large deep low giant huge massive heavy enormous bass"),
    ("size", -1, "small tiny little high thin mini baby puppy kitten young squeaky"),
)
_REVERB = {
    "cave": 2.6,
    "cathedral": 3.6,
    "church": 2.8,
    "hall": 1.8,
    "tunnel": 2.2,
    "canyon": 2.4,
    "echo": 1.8,
    "echoing": 1.8,
    "reverb": 2.0,
    "reverberant": 2.0,
    "cinematic": 1.6,
    "dungeon": 1.8,
    "warehouse": 1.8,
    "distant": 1.2,
    "room": 0.5,
    "indoor": 0.6,
    "indoors": 0.6,
    "corridor": 1.0,
    "dry": 0.0,
}


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

    @property
    def stages(self) -> int:
        return 1 + max(layer.stage for layer in self.layers)


def read(text: str) -> Picture:
    """What a prompt asks to hear; words that are not known give a generic texture."""
    plain = text.lower()
    length = _SECONDS.search(plain)
    plain = _SECONDS.sub(" ", plain)
    everything = frozenset(_WORD.findall(plain))
    layers = _layers(plain)
    if not layers:
        feel = _feel(_WORD.findall(plain), everything)
        layers = [Layer(GENERIC, feel, 0, distant=bool(everything & {"distant", "far"}))]
    rooms = [seconds for word, seconds in _REVERB.items() if word in everything]
    return Picture(
        layers=tuple(layers[:_MAX_LAYERS]),
        seconds=float(length[1]) if length else 0.0,
        reverb=max(rooms) if rooms else None,
        muffled=bool(everything & {"underwater", "muffled", "submerged"}),
        thin=bool(everything & {"radio", "telephone", "walkie", "megaphone", "intercom"}),
    )


def _layers(plain: str) -> list[Layer]:
    found: list[Layer] = []
    stage = position = 0
    cuts = [*_CLAUSE.finditer(plain), None]
    for cut in cuts:
        clause = plain[position : cut.start() if cut else len(plain)]
        position = cut.end() if cut else len(plain)
        words = _WORD.findall(clause)
        known = {layer.sound.recipe for layer in found}
        feel = _feel(words, frozenset(words))
        for sound in _sounds(words):
            if sound.recipe not in known:
                known.add(sound.recipe)
                away = bool({"distant", "distance", "far", "background"} & set(words))
                found.append(Layer(sound, feel, stage, distant=away))
        if cut and cut[0] in _THEN and found:
            stage += 1
    return found


def _sounds(words: list[str]) -> list[Sound]:
    hits: list[tuple[int, int, Sound]] = []
    for order, sound in enumerate(SOUNDS):
        for index, word in enumerate(words):
            if _answers(sound, word):
                hits.append((index, order, sound))
                break
    taken: dict[int, tuple[int, Sound]] = {}
    for index, order, sound in hits:
        if index not in taken or order < taken[index][0]:
            taken[index] = (order, sound)
    return [sound for _, (_, sound) in sorted(taken.items())]


def _answers(sound: Sound, word: str) -> bool:
    return any(
        word == stem[:-1] if stem.endswith(".") else word.startswith(stem) for stem in sound.stems
    )


def _feel(words: list[str], everything: frozenset[str]) -> Feel:
    values = {"energy": 0.5, "speed": 0.5, "size": 0.5}
    for quality, sign, names in _ADJECTIVES:
        if everything & set(names.split()):
            values[quality] = min(1.0, max(0.0, values[quality] + sign * _MORE[quality]))
    counts = [_NUMBERS[word] for word in words if word in _NUMBERS]
    counts += [int(word) for word in words if word.isdigit() and 0 < int(word) <= 30]
    return Feel(**values, count=counts[0] if counts else 0, words=everything)
