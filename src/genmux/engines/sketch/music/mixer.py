"""The mixing desk: a score becomes stereo blocks, some seconds at a time; memory stays flat."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import signal

from genmux.engines.sketch import seeds
from genmux.engines.sketch.music import kit
from genmux.engines.sketch.music.score import Clip, Note, Part, Score
from genmux.engines.sketch.music.tones import RATE, Orchestra, Wave
from genmux.engines.sketch.sound.codec import Samples

_WINDOW = 12.0
_MAX_NOTE = 9.0
_DUCK_SECONDS = 0.28
_KNEE = 0.62
_MASTER = np.float32(0.7)  # a full chorus then stays mostly below the knee


def mix(score: Score) -> Iterator[Samples]:
    """Stereo blocks of the whole score, in order, `score.seconds` long in all.

    Without steps at the ends of blocks; free of DC; rounded off softly near full scale.
    """
    desk = _Desk(score)
    total = round(score.seconds * RATE)
    for start in range(0, total, desk.window):
        block = desk.block(start, min(desk.window, total - start))
        yield _faded(block, start, total, score.fade)


class _Desk:
    """What the mix carries from one window to the next."""

    def __init__(self, score: Score) -> None:
        self.window = round(_WINDOW * RATE)
        self._score = score
        self._orchestra = Orchestra(score.bright)
        self._hall = _hall(score.reverb, score.seed)
        self._tail = round((_MAX_NOTE + 2.5) * RATE) + len(self._hall)
        self._carry: Samples = np.zeros((0, 2), np.float32)
        self._placed = [
            sorted(
                ((score.clock.seconds(n.start), n) for n in part.notes), key=lambda pair: pair[0]
            )
            for part in score.parts
        ]
        self._kicks = np.array(
            [
                moment
                for part, placed in zip(score.parts, self._placed, strict=True)
                if part.drum and part.instrument == "kick"
                for moment, _ in placed
            ]
        )
        self._high_pass = signal.butter(2, 26, "highpass", fs=RATE, output="sos")
        self._state = np.zeros((1, 2, 2))

    def block(self, start: int, length: int) -> Samples:
        """The mix from sample `start`; called in order."""
        size = length + self._tail
        out = np.zeros((size, 2), np.float32)
        send = np.zeros(size - len(self._hall), np.float32)
        for part, placed in zip(self._score.parts, self._placed, strict=True):
            self._play(part, placed, start, length, out, send)
        for clip in self._score.clips:
            _add_clip(clip, start, length, out, send, self._echo())
        if send.any():
            wet = signal.oaconvolve(send[:, None], self._hall, axes=0)
            out[: len(wet)] += wet[:size].astype(np.float32)
        carried = min(len(self._carry), size)
        out[:carried] += self._carry[:carried]
        self._carry = out[length:].copy()
        block, self._state = signal.sosfilt(self._high_pass, out[:length], axis=0, zi=self._state)
        return _rounded(block.astype(np.float32) * _MASTER)

    def _echo(self) -> int:
        clock = self._score.clock
        return round(0.75 * (clock.seconds(1) - clock.seconds(0)) * RATE)

    def _play(
        self,
        part: Part,
        placed: list[tuple[float, Note]],
        start: int,
        length: int,
        out: Samples,
        send: Wave,
    ) -> None:
        first = bisect_left(placed, start / RATE, key=lambda pair: pair[0])
        last = bisect_left(placed, (start + length) / RATE, key=lambda pair: pair[0])
        if first == last:
            return
        own = np.zeros((len(send), 2), np.float32) if part.duck or part.echo else out
        for number, (moment, note) in enumerate(placed[first:last], first):
            wave = self._sound(part, note)
            at = max(0, round(moment * RATE) - start)
            wave = wave[: len(send) - at]
            side = part.pan + part.width * (1 if number % 2 else -1)
            left, right = _sides(side)
            span = slice(at, at + len(wave))
            own[span, 0] += wave * np.float32(part.gain * left)
            own[span, 1] += wave * np.float32(part.gain * right)
            if own is out and part.room:
                send[span] += wave * np.float32(part.gain * part.room)
        if own is not out:
            self._effects(part, own, start)
            out[: len(own)] += own
            send += np.float32(part.room * 0.7) * (own[:, 0] + own[:, 1])

    def _sound(self, part: Part, note: Note) -> Wave:
        if part.drum:
            return kit.drum(part.instrument) * np.float32(note.velocity)
        clock = self._score.clock
        seconds = clock.seconds(note.start + note.beats) - clock.seconds(note.start)
        return self._orchestra.note(
            part.instrument, note.pitch, min(_MAX_NOTE, seconds), note.velocity
        )

    def _effects(self, part: Part, own: Samples, start: int) -> None:
        if part.echo:
            delay = self._echo()
            for turn in (1, 2):
                late = delay * turn
                if late < len(own):
                    own[late:] += own[: len(own) - late, ::-1] * np.float32(part.echo**turn * 0.8)
        if part.duck and len(self._kicks):
            own *= self._ducked(start, len(own), part.duck)[:, None]

    def _ducked(self, start: int, length: int, depth: float) -> Wave:
        """1, pushed down at each kick and back up before the next beat."""
        gain = np.ones(length, np.float32)
        ramp = round(_DUCK_SECONDS * RATE)
        share = np.linspace(0, 1, ramp, dtype=np.float32)
        shape = 1 - np.float32(depth) * (1 - share**1.5) * np.minimum(1, share * 24)
        for kick in self._kicks:
            at = round(kick * RATE) - start
            first, last = max(0, at), min(length, at + ramp)
            if first < last:
                gain[first:last] = np.minimum(gain[first:last], shape[first - at : last - at])
        return gain


def _add_clip(clip: Clip, start: int, length: int, out: Samples, send: Wave, delay: int) -> None:
    """The clip's samples that fall into this window, with their echoes."""
    at = round(clip.start * RATE)
    for turn in range(3 if clip.echo else 1):
        begin = at + turn * delay
        first, last = max(begin, start), min(begin + len(clip.wave), start + length)
        if first >= last:
            continue
        part = clip.wave[first - begin : last - begin]
        level = np.float32(clip.gain * (clip.echo**turn if turn else 1.0))
        stereo = part if part.ndim == 2 else part[:, None]
        out[first - start : last - start] += level * stereo
        mono = part if part.ndim == 1 else part.mean(axis=1)
        send[first - start : last - start] += level * np.float32(clip.room) * mono


def _sides(pan: float) -> tuple[float, float]:
    angle = (min(1.0, max(-1.0, pan)) + 1) * np.pi / 4
    return float(np.cos(angle) * 1.19), float(np.sin(angle) * 1.19)


def _hall(seconds: float, seed: int) -> NDArray[np.float32]:
    """A room's answer to a clap: noise that fades, its top sooner, different on both sides."""
    length = round(seconds * RATE)
    time = np.arange(length) / RATE
    dice = seeds.generator(seed, 3)
    noise = dice.standard_normal((length, 2))
    dull = signal.sosfilt(signal.butter(1, 1800, "lowpass", fs=RATE, output="sos"), noise, axis=0)
    fade = np.exp(-6.9 * time / seconds)[:, None]
    hall = (0.35 * noise * fade**2.2 + 1.6 * dull * fade) * np.minimum(1, time / 0.012)[:, None]
    hall = signal.sosfilt(signal.butter(1, 180, "highpass", fs=RATE, output="sos"), hall, axis=0)
    hall[-2000:] *= np.linspace(1, 0, 2000)[:, None]
    return np.asarray(hall / np.sqrt((hall**2).sum(axis=0)) * 1.3, dtype=np.float32)


def _rounded(block: Samples) -> Samples:
    """Straight up to the knee, then ever flatter towards full scale."""
    size = np.abs(block)
    over = size > _KNEE
    if over.any():
        span = np.float32(1 - _KNEE)
        bent = np.float32(_KNEE) + span * np.tanh((size[over] - np.float32(_KNEE)) / span)
        block[over] = np.sign(block[over]) * bent
    return block


def _faded(block: Samples, start: int, total: int, seconds: float) -> Samples:
    size = round(seconds * RATE)
    left = total - (start + len(block))
    if not size or left >= size:
        return block
    at = np.arange(total - start, left, -1, dtype=np.float32)
    gain = np.clip((at - 1) / np.float32(size), 0, 1)
    return np.asarray(block * (np.sin(gain * np.float32(np.pi / 2)) ** 2)[:, None])
