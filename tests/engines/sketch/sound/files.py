"""Sound files for tests, written in one go."""

from __future__ import annotations

from genmux.engines.sketch.sound.codec import AudioWriter, Samples


def write_audio(
    path: str,
    samples: Samples,
    sample_rate: int,
    fmt: str,
    bitrate: int = 0,
    channels: int = 1,
    comment: str = "",
) -> None:
    """Writes [n] or [n, channels] samples as one file of `fmt`."""
    with AudioWriter(
        path, sample_rate, fmt, bitrate=bitrate, channels=channels, comment=comment
    ) as out:
        out.write(samples)
