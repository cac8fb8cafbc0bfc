"""Mixes the layers of a sound effect into stereo: places, distances, the room, the loop."""

from __future__ import annotations

from typing import cast

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from genmux.engines.sketch.sound.codec import Samples
from genmux.engines.sketch.sound.effects import creatures, texture, weather
from genmux.engines.sketch.sound.effects.motion import faded, moved
from genmux.engines.sketch.sound.effects.studio import Studio, Wave
from genmux.engines.sketch.sound.effects.words import Layer, Picture

_LAYER_LEVELS = (1.0, 0.7, 0.55, 0.45)
_TAIL_SECONDS = 1.6
_SMALL_ROOM = 0.35
_SURROUNDINGS = frozenset((
    weather.rain, weather.wind, weather.waves, weather.stream, weather.fire, creatures.birds,
    creatures.crickets, creatures.insects, creatures.frogs, creatures.crowd,
))  # fmt: skip

Stereo = NDArray[np.float64]


def natural_seconds(picture: Picture) -> float:
    """How long the sound takes when nobody says."""
    if picture.seconds:
        return picture.seconds
    return sum(_stage_seconds(picture))


def is_silent(picture: Picture) -> bool:
    """Whether the words ask for nothing but the air of a room."""
    return all(layer.sound.recipe is texture.silence for layer in picture.layers)


def _stage_seconds(picture: Picture) -> list[float]:
    """What each stage takes when nobody says."""
    longest = [0.0] * picture.stages
    for layer in picture.layers:
        seconds = layer.sound.seconds / layer.feel.pace**0.5
        if layer.feel.count and not layer.sound.bed:
            seconds = max(seconds, 0.4 * layer.feel.count)
        longest[layer.stage] = max(longest[layer.stage], seconds)
    return [seconds or 0.5 for seconds in longest]


def render_scene(
    picture: Picture, seconds: float, rate: int, seed: int, *, loop: bool, freedom: float
) -> Samples:
    """Stereo [n, 2] of exactly `seconds`; with `loop` its end runs into its start unheard.

    `freedom` from 0 to 1 says how far levels and places may stray from the plain reading.
    """
    length = max(1, round(seconds * rate))
    total = np.zeros((length, 2))
    shares = np.cumsum([0.0, *_stage_seconds(picture)])
    starts = [round(length * float(share)) for share in shares / shares[-1]]
    for index, layer in enumerate(picture.layers):
        studio = Studio(rate, seed * 131 + index * 7919)
        start, end = (0, length) if loop else (starts[layer.stage], _until(picture, layer, starts))
        wave = _layer(studio, layer, max(1, end - start), loop=loop)[: length - start]
        if end < length:
            _close(wave, rate)
        stray = float(studio.dice.uniform(1 - 0.5 * freedom, 1))
        pan = float(studio.dice.uniform(-0.7, 0.7)) * freedom if index else 0.0
        total[start : start + len(wave)] += (
            _panned(wave, pan) * _LAYER_LEVELS[index] * (stray if index else 1.0)
        )
    if not loop:
        total = moved(total, picture.move, rate)
    total = _placed(total, picture, rate, seed, loop=loop)
    if not loop:
        total = faded(total, start=picture.fade_in, end=picture.fade_out)
        _fade(total, picture, rate)
    return cast("Samples", total.astype(np.float32))


def _until(picture: Picture, layer: Layer, starts: list[int]) -> int:
    """Where a layer ends: with its stage, save for places and weather, which go on around it."""
    for other in picture.layers:
        ends = other.sound.recipe in (layer.sound.recipe, texture.silence)
        if other.stage > layer.stage and ends:
            return starts[other.stage]
    return starts[-1] if layer.sound.recipe in _SURROUNDINGS else starts[layer.stage + 1]


def _close(wave: Stereo, rate: int) -> None:
    """What a later stage cuts off leaves within a moment."""
    size = min(len(wave), round(0.15 * rate))
    wave[-size:] *= (np.linspace(1, 0, size) ** 2)[:, None]


def _layer(studio: Studio, layer: Layer, length: int, *, loop: bool) -> Stereo:
    """One layer in stereo: beds differ between the sides, events stand in one place."""
    if layer.sound.bed:
        first = _looped_bed(studio, layer, length, loop=loop)
        # a loop turned by a third is as good as another one, for half the work
        other = (
            np.roll(first, length // 3) if loop else layer.sound.recipe(studio, length, layer.feel)
        )
        sides = (first, other)
        left = sides[0] + 0.45 * sides[1]
        right = sides[1] + 0.45 * sides[0]
        wave = np.stack((left, right), axis=1) / 1.1
    else:
        wave = np.repeat(_looped_event(studio, layer, length, loop=loop)[:, None], 2, axis=1)
    if layer.distant:
        wave = 0.55 * _filtered(wave, _filter(1, 0, 1500, studio.rate), loop=loop)
    return wave


def _looped_bed(studio: Studio, layer: Layer, length: int, *, loop: bool) -> Wave:
    if not loop:
        return layer.sound.recipe(studio, length, layer.feel)
    fade = min(length // 2, studio.samples(_TAIL_SECONDS))
    wave = layer.sound.recipe(studio, length + fade, layer.feel)
    ramp = np.linspace(0, np.pi / 2, fade)
    wave[:fade] = wave[:fade] * np.sin(ramp) + wave[length:] * np.cos(ramp)
    return wave[:length]


def _looped_event(studio: Studio, layer: Layer, length: int, *, loop: bool) -> Wave:
    """In a loop the last 30 ms fade, so that a cut-off ring does not click into the next round."""
    wave = layer.sound.recipe(studio, length, layer.feel)
    if loop:
        start, end = min(length, studio.samples(0.002)), min(length, studio.samples(0.03))
        wave[:start] *= np.linspace(0, 1, start)
        wave[-end:] *= np.linspace(1, 0, end) ** 0.5
    return wave


def _panned(wave: Stereo, pan: float) -> Stereo:
    angle = (pan + 1) * np.pi / 4
    sides = np.array([np.cos(angle), np.sin(angle)]) * np.sqrt(2)
    return cast("Stereo", wave * sides)


def _placed(wave: Stereo, picture: Picture, rate: int, seed: int, *, loop: bool) -> Stereo:
    """The room around the sound, and the wall, water or loudspeaker in front of it."""
    seconds = _SMALL_ROOM if picture.reverb is None else picture.reverb
    if seconds:
        wave = wave + _room(wave, seconds, rate, seed, loop=loop) * (0.1 + 0.12 * seconds**0.5)
    if picture.muffled:
        wave = _filtered(wave, _filter(3, 0, 520, rate), loop=loop)
    if picture.thin:
        wave = _filtered(wave, _filter(2, 420, 3200, rate), loop=loop)
    return wave


def _room(wave: Stereo, seconds: float, rate: int, seed: int, *, loop: bool) -> Stereo:
    size = round(seconds * rate)
    dice = np.random.default_rng(seed + 17)
    answer = dice.standard_normal((size, 2)) * np.exp(-6.9 * np.arange(size) / size)[:, None]
    answer = _filtered(answer, _filter(1, 180, 5200, rate), loop=False)
    answer /= np.sqrt((answer**2).sum(axis=0))
    wet = signal.oaconvolve(wave, answer, axes=0)
    heard = wet[: len(wave)].copy()
    if loop:
        for start in range(len(wave), len(wet), len(wave)):
            rest = wet[start : start + len(wave)]
            heard[: len(rest)] += rest
    return heard


def _fade(wave: Stereo, picture: Picture, rate: int) -> None:
    """No click at either end; a bed comes and goes a little more slowly than an event."""
    bed = all(layer.sound.bed for layer in picture.layers)
    start = min(len(wave) // 4, round((0.08 if bed else 0.002) * rate))
    end = min(len(wave) // 4, round((0.5 if bed else 0.12) * rate))
    if start:
        wave[:start] *= np.linspace(0, 1, start)[:, None]
    if end:
        wave[-end:] *= (np.cos(np.linspace(0, np.pi, end)) * 0.5 + 0.5)[:, None]


def _filter(order: int, low: float, high: float, rate: int) -> NDArray[np.float64]:
    high = min(high, rate * 0.45)
    if not low:
        return signal.butter(order, high, "lowpass", fs=rate, output="sos")
    return signal.butter(order, (low, high), "bandpass", fs=rate, output="sos")


def _filtered(wave: Stereo, sos: NDArray[np.float64], *, loop: bool) -> Stereo:
    """In a loop the filter has already heard one round, so that its start fits its end."""
    if not loop:
        return signal.sosfilt(sos, wave, axis=0)
    return signal.sosfilt(sos, np.concatenate((wave, wave)), axis=0)[len(wave) :]
