"""What people do with their mouths other than speak: laugh, cry, cough, snore, eat."""

from __future__ import annotations

import numpy as np

from genmux.engines.sketch.sound.effects.studio import Feel, Studio, Wave, place
from genmux.engines.sketch.sound.effects.throat import VOWELS, Call, call, calls


def _person(feel: Feel) -> tuple[float, float]:
    """Usual pitch in Hz and size of the throat of whoever the words name."""
    if feel.says("baby", "infant", "toddler", "newborn"):
        return 420.0, 1.65
    if feel.says("child", "kid", "boy"):
        return 300.0, 1.35
    if feel.says("woman", "women", "girl", "female", "lady", "witch"):
        return 225.0, 1.17
    if feel.says("evil", "monster", "demon", "villain", "giant", "ghost", "zombie"):
        return 88.0, 0.82
    return 125.0, 1.0


def laugh(studio: Studio, length: int, feel: Feel) -> Wave:
    """Ha-ha-ha; a whole room when the words say who laughs together."""
    many = feel.says("audience", "crowd", "people", "children", "kids", "sitcom", "canned")
    pitch, throat = _person(feel)
    wave = np.zeros(length)
    for number in range(14 if many else 1):
        own = pitch * (float(studio.dice.uniform(0.8, 1.9)) if many else 1.0)
        near = float(studio.dice.uniform(0.3, 1.0)) if many else 1.0
        moment = float(studio.dice.uniform(0, 0.7)) if number else 0.0
        while moment * studio.rate < length:
            moment = _bout(studio, wave, moment, (own, throat, near), feel)
            moment += float(studio.dice.uniform(0.3, 0.6))
    return studio.level(wave, 0.85)


def _bout(
    studio: Studio, wave: Wave, moment: float, who: tuple[float, float, float], feel: Feel
) -> float:
    """Five to nine syllables that fall; gives the moment after them."""
    pitch, throat, near = who
    count = int(studio.dice.integers(5, 9))
    for index in range(count):
        top = pitch * (1.7 - 0.6 * index / count)
        ha = Call(0.15, (top * 0.95, top, top * 0.8), "ea", throat, 0.3, 0.15, release=0.6)
        breath = studio.burst(0.06, 900 * throat, 4500)
        place(wave, breath, studio.samples(moment), 0.2 * near)
        fade = near * (1 - 0.5 * index / count)
        place(wave, call(studio, ha, Feel()), studio.samples(moment + 0.03), fade)
        moment += 0.2 / feel.pace
    return moment


def cry(studio: Studio, length: int, feel: Feel) -> Wave:
    pitch, throat = _person(feel)
    wail = Call(
        1.0, (pitch, pitch * 1.35, pitch * 1.3, pitch * 0.95), "eaae", throat, 0.15, 0.35,
        tremor=(7, 0.3), vibrato=(6, 0.025), attack=0.15,
    )  # fmt: skip
    sob = Call(0.3, (pitch * 1.3, pitch), "e", throat, 0.5, tremor=(11, 0.6))
    count = feel.count or max(1, int(length / studio.rate / 0.85))
    voices = [call(studio, wail, feel), call(studio, sob, feel)]
    return calls(studio, length, count, voices, 0.12)


def scream(studio: Studio, length: int, feel: Feel) -> Wave:
    pitch, throat = _person(feel)
    top = max(500.0, pitch * 4.2)
    size = min(1.8, length / studio.rate * 0.9)
    shriek = Call(
        size, (top * 0.7, top, top * 1.06, top, top * 0.85), "aaa", throat, 0.15, 0.7,
        vibrato=(8, 0.02), attack=0.06, release=0.25,
    )  # fmt: skip
    count = feel.count or max(1, int(length / studio.rate / 3.0))
    return calls(studio, length, count, [call(studio, shriek, Feel())], 0.4)


def moan(studio: Studio, length: int, feel: Feel) -> Wave:
    """A ghost, a groan, a yawn, a sigh of relief."""
    pitch, throat = _person(feel)
    if feel.says("ghost", "haunt", "spirit"):
        pitch, throat = 210.0, 1.0
    yawn = feel.says("yawn")
    line = (pitch, pitch * 1.7, pitch * 1.5, pitch * 0.8) if yawn else (
        pitch, pitch * 1.25, pitch * 1.1, pitch * 0.85)  # fmt: skip
    sound = Call(
        1.9, line, "eao" if yawn else "uou", throat, 0.35 if yawn else 0.2,
        vibrato=(5, 0.02), attack=0.3, release=0.5,
    )  # fmt: skip
    count = feel.count or max(1, int(length / studio.rate / 2.4))
    return calls(studio, length, count, [call(studio, sound, feel)], 0.3)


def cough(studio: Studio, length: int, feel: Feel) -> Wave:
    """Coughs, hiccups and the clearing of a throat."""
    pitch, throat = _person(feel)
    hack = call(studio, Call(0.22, (pitch * 1.5, pitch * 0.8), "ao", throat, 0.75, 0.4,
                             attack=0.03, release=0.75), Feel())  # fmt: skip
    if feel.says("hiccup"):
        hack = call(studio, Call(0.14, (pitch * 1.6, pitch * 3.2), "i", throat, 0.1, 0.1), Feel())
        return calls(studio, length, feel.count or int(length / studio.rate), [hack], 0.6)
    if feel.says("throat", "ahem", "clear"):
        scrape = Call(0.45, (pitch, pitch * 1.1, pitch * 0.9), "em", throat, 0.5, 0.5, (30, 0.8))
        hack = call(studio, scrape, Feel())
    count = feel.count or max(2, int(length / studio.rate * 1.5))
    return calls(studio, length, count, [hack], 0.12)


def sneeze(studio: Studio, length: int, feel: Feel) -> Wave:
    """A breath drawn in steps, then all of it at once."""
    pitch, throat = _person(feel)
    inward = studio.samples(0.7)
    rise = np.linspace(0, 1, inward) ** 1.6
    wave = np.zeros(studio.samples(1.5))
    place(wave, studio.band(studio.noise(inward), 1200 * throat, 4500) * rise * 0.12, 0)
    ah = Call(0.3, (pitch * 1.2, pitch * 1.7), "a", throat, 0.5, attack=0.5)
    place(wave, call(studio, ah, Feel()), studio.samples(0.4), 0.25)
    place(wave, studio.burst(0.4, 1500, 9500), studio.samples(0.74), 1.0)
    choo = Call(0.4, (pitch * 2.2, pitch * 1.1), "iu", throat, 0.4, 0.3, attack=0.02, release=0.7)
    place(wave, call(studio, choo, Feel()), studio.samples(0.76), 0.7)
    count = feel.count or max(1, int(length / studio.rate / 3))
    return calls(studio, length, count, [wave], 0.4)


def snore(studio: Studio, length: int, feel: Feel) -> Wave:
    turn = studio.time(length) * 0.28 * feel.pace % 1
    inward = np.sin(np.pi * np.clip(turn / 0.45, 0, 1)) ** 0.7
    outward = np.sin(np.pi * np.clip((turn - 0.55) / 0.4, 0, 1))
    flap = np.cumsum((32 + 10 * studio.curve(length, 0.4)) * feel.pitch) / studio.rate % 1
    rasp = studio.formants(
        studio.noise(length, 3.0) * np.exp(-4 * flap), [(220, 140, 1.0), (620, 260, 0.6)]
    )
    sigh = studio.band(studio.noise(length, 2.0), 500, 2200)
    return studio.level(studio.level(rasp) * inward + 0.06 * sigh * outward, 0.8)


def belch(studio: Studio, length: int, feel: Feel) -> Wave:
    """A burp; lower and without a mouth it is the other thing."""
    low = feel.says("fart", "flatul")
    pitch = (72.0 if low else 95.0) * feel.pitch
    seconds = min(0.9, length / studio.rate)
    sound = Call(
        seconds, (pitch, pitch * 1.2, pitch * 0.8), "u" if low else "oa", 0.9, 0.25, 0.9,
        tremor=(21, 0.6), attack=0.08, release=0.3,
    )  # fmt: skip
    return calls(studio, length, feel.count or 1, [call(studio, sound, Feel())], 0.4)


def kiss(studio: Studio, length: int, feel: Feel) -> Wave:
    size = studio.samples(0.12)
    smack = studio.tone(np.geomspace(1300, 3600, size), [1, 0.3]) * studio.swell(size, 0.7, 0.1)
    smack = 0.5 * smack + 0.5 * studio.band(studio.noise(size), 1800, 7000) * np.linspace(
        0, 1, size
    )
    wave = np.concatenate((smack, np.zeros(studio.samples(0.01)), studio.burst(0.03, 900, 6000)))
    return calls(studio, length, feel.count or 1, [wave], 0.5)


def eat(studio: Studio, length: int, feel: Feel) -> Wave:
    """Bites and chewing, crisp or wet."""
    wave = np.zeros(length)
    crisp = feel.says("crunch", "chip", "crisp", "apple", "carrot", "cereal", "toast", "bite")
    moment, count = 0.05, 0
    while moment * studio.rate < length:
        size = studio.samples(0.16)
        grains = studio.impulses(size, (1500 if crisp else 500) * studio.swell(size, 0.2, 0.6))
        bite = studio.band(grains, 1200 if crisp else 300, 8000 if crisp else 2600)
        place(wave, studio.level(bite), studio.samples(moment), 1.0 if count % 6 == 0 else 0.55)
        moment += (0.55 if count % 6 == 5 else 0.34) / feel.pace
        count += 1
    return studio.level(wave, 0.8)


def drink(studio: Studio, length: int, feel: Feel) -> Wave:
    """Slurps through a straw, or gulps."""
    wave = np.zeros(length)
    moment = 0.0
    slurping = feel.says("straw", "slurp", "sip", "soup", "gargl")
    while moment * studio.rate < length:
        if slurping:
            size = studio.samples(0.8)
            gurgle = studio.curve(size, 0.035) ** 2
            sound = studio.band(studio.noise(size), 500, 4200) * gurgle
            sound = sound * studio.swell(size, 0.15, 0.15)
        else:
            size = studio.samples(0.2)
            sound = studio.tone(np.geomspace(160, 520, size), [1, 0.4]) * studio.swell(
                size, 0.3, 0.4
            )
        place(wave, studio.level(sound), studio.samples(moment), 0.9)
        moment += (1.0 if slurping else 0.6) / feel.pace
    return studio.level(wave, 0.8)


def whisper(studio: Studio, length: int, feel: Feel) -> Wave:
    return _talk(studio, length, feel, voiced=False)


def babble(studio: Studio, length: int, feel: Feel) -> Wave:
    """Somebody talks, nobody knows what: an announcement, an alien, a neighbour."""
    wave = _talk(studio, length, feel, voiced=True)
    if feel.says("alien", "robot", "extraterrestrial"):
        wave = wave * np.sin(2 * np.pi * 63 * studio.time(length)) + 0.3 * wave
    if feel.says("announc", "speaker", "intercom", "station", "airport"):
        wave = studio.band(wave, 400, 3200)
    return studio.level(wave, 0.85)


def _talk(studio: Studio, length: int, feel: Feel, *, voiced: bool) -> Wave:
    """Syllables of random vowels, in phrases that fall, with consonants before them."""
    pitch, throat = _person(feel)
    wave = np.zeros(length)
    moment, left = 0.0, 0
    names = sorted(VOWELS)
    while moment * studio.rate < length:
        if left <= 0:
            left = int(studio.dice.integers(4, 10))
            moment += 0.25 if moment else 0.0
        seconds = float(studio.dice.uniform(0.1, 0.22))
        top = pitch * (0.95 + 0.06 * left) * float(studio.dice.uniform(0.92, 1.1))
        vowels = "".join(studio.dice.choice(names, 2))
        sound = Call(seconds, (top, top * 0.95), vowels, throat, 0.08 if voiced else 1.0)
        low = float(studio.dice.uniform(1500, 4000))
        place(wave, studio.burst(0.05, low, low * 2), studio.samples(moment), 0.15)
        place(wave, call(studio, sound, Feel()), studio.samples(moment + 0.03), 0.8)
        moment += seconds + 0.03 / feel.pace
        left -= 1
    return studio.level(wave, 0.8)
