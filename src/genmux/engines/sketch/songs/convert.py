"""A song as uncompressed sound."""

from __future__ import annotations

from pathlib import Path

from genmux.engines.base import EngineFailure, Rendered, RenderedFile, Report, Work
from genmux.engines.sketch.songs.track import track_of
from genmux.engines.sketch.sound.codec import AudioWriter, extension, mime_type, read_blocks
from genmux.engines.sketch.sound.master import comment

RATE = 44_100
_FORMAT = "wav"


def render_conversion(work: Work, report: Report) -> Rendered:
    """One 16-bit stereo WAV at 44.1 kHz, as many samples as the song decodes to."""
    track = track_of(work)
    name = f"track.{extension(_FORMAT)}"
    path = str(Path(work.out_dir) / name)
    written = 0
    with AudioWriter(path, RATE, _FORMAT, channels=2, comment=comment(work)) as writer:
        for block in read_blocks(track.path, RATE, 2):
            writer.write(block)
            written += len(block)
            report(min(0.99, written / RATE / max(track.seconds, 0.1)))
    if not written:
        raise EngineFailure("the song has no sound that can be decoded")
    report(1.0)
    file = RenderedFile(path, name, mime_type(_FORMAT), detail={"seconds": written / RATE})
    return Rendered((file,))
