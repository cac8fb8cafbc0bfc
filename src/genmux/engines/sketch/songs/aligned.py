"""When each word of a song is sung, and the outline of its loudness."""

from __future__ import annotations

import numpy as np

from genmux.engines.base import Rendered, Report, Work
from genmux.engines.sketch.songs.track import Track, track_of
from genmux.engines.sketch.sound.codec import read_blocks

_POINTS = 100
_RATE = 8000


def render_alignment(work: Work, report: Report) -> Rendered:
    """No file; words with their times (none for an instrumental) and a waveform of 0 to 1."""
    track = track_of(work)
    words = [
        {"word": word.text, "start": round(word.start, 3), "end": round(word.end, 3)}
        for word in track.words
    ]
    waveform = list(track.waveform) or outline(track)
    report(1.0)
    return Rendered(extra={"words": words, "waveform": waveform})


def outline(track: Track) -> list[float]:
    """RMS of a hundred equal parts of the song, the loudest being 1."""
    levels = [
        np.sqrt(np.add.reduceat(mono**2, np.arange(0, len(mono), _RATE // 50)) / (_RATE // 50))
        for mono in (block[:, 0].astype(np.float64) for block in read_blocks(track.path, _RATE, 1))
    ]
    fine = np.concatenate(levels) if levels else np.zeros(1)
    parts = np.array_split(fine, min(_POINTS, len(fine)))
    coarse = np.sqrt(np.array([np.mean(part**2) for part in parts]))
    return [round(float(level), 4) for level in coarse / max(float(coarse.max()), 1e-6)]
