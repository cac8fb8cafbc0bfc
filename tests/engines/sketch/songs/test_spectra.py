"""Sound as spectra and back, window by window."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from genmux.engines.sketch.songs.spectra import RATE, Mask, Spectrum, backward, forward, split
from tests.engines.sketch.sound.files import write_audio


@pytest.mark.parametrize("length", [1, 1023, 4096, 50_001])
def test_there_and_back_again(length: int) -> None:
    noise = np.random.default_rng(1).uniform(-1, 1, (length, 2)).astype(np.float32)
    assert np.abs(backward(forward(noise), length) - noise).max() < 1e-6


@pytest.mark.parametrize(("seconds", "windows"), [(0.01, 1), (11.5, 1), (18.0, 2), (37.5, 4)])
def test_parts_of_a_long_sound_sum_to_it(tmp_path: Path, seconds: float, windows: int) -> None:
    noise = np.random.default_rng(2).uniform(-0.5, 0.5, (round(seconds * RATE), 2))
    path = tmp_path / "noise.wav"
    write_audio(str(path), noise.astype(np.float32), RATE, "wav", channels=2)
    begun: list[float] = []

    def masks(spectrum: Spectrum, start: float) -> dict[str, Mask]:
        begun.append(start)
        share = np.full(spectrum.shape[1:], 0.25 + 0.1 * (len(begun) % 2), np.float32)
        return {"one": share, "other": 1 - share}

    blocks = list(split(str(path), masks))
    one, other = (np.concatenate([block[name] for block in blocks]) for name in ("one", "other"))
    assert one.shape == noise.shape
    assert np.abs(one + other - noise).max() < 1e-4
    assert begun == sorted(begun)
    assert len(begun) == windows
    # where windows meet, masks change over a tenth of a second, not at once
    loud = np.flatnonzero(np.abs(noise[:, 0]) > 0.1)[::50]
    shares = one[loud, 0] / noise[loud, 0]
    if len(shares) > 1:
        assert np.abs(np.diff(shares)).max() < 0.01
