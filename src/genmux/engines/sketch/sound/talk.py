"""Speech and dialogue tasks: a script in, one sound file out, word times beside it when asked."""

from __future__ import annotations

from typing import Any

from genmux.engines.base import Progress, Rendered, Report, Work
from genmux.engines.sketch.sound.loudness import loudness
from genmux.engines.sketch.sound.master import SPEECH_LUFS, Tape, finish
from genmux.engines.sketch.sound.script import Script, read_script
from genmux.engines.sketch.speech.espeak import Session
from genmux.engines.sketch.speech.voice import Piece, utter

_EVEN_LUFS = -21.0
_MAX_EVENING_DB = 9.0
_SPEAKING = 0.8  # the share of the work before encoding, for progress
_AFTER = 0.2


def render_speech(work: Work, report: Report) -> Rendered:
    """One file with the script's turns in order.

    With `timestamps` the extra result is `{"resultObject": {"words": [...]}}`, words as
    speech-to-text returns them (the provider documents no place for them).
    """
    script = read_script(work)
    with Tape(work.out_dir, _library_rate(), 1) as tape:
        words = _record(script, tape, report)
        tape.silence(_AFTER)
        file = finish(
            work,
            tape,
            "speech",
            lambda done: report(_SPEAKING + (1 - _SPEAKING) * done),
            lufs=SPEECH_LUFS,
        )
    extra = {"resultObject": {"words": words}} if work.input.get("timestamps") else {}
    return Rendered((file,), extra)


def _record(script: Script, tape: Tape, report: Progress) -> list[dict[str, Any]]:
    words: list[dict[str, Any]] = []
    speakers: dict[str, int] = {}
    gains: dict[str, float] = {}
    spoken = 0
    for turn in script.turns:
        speaker = speakers.setdefault(turn.voice.name, len(speakers))
        tape.silence(turn.pause)
        heard = 0
        for piece in utter(turn.text, turn.voice, turn.manner, language=script.language):
            start = tape.seconds
            if piece.words and len(script.turns) > 1:
                gain = gains.setdefault(turn.voice.name, _evening_gain(piece))
                tape.append(piece.samples * gain)
            else:
                tape.append(piece.samples)
            words.extend(_described(piece, start, speaker))
            heard += sum(len(word.text) + 1 for word in piece.words)
            report(_SPEAKING * min(1.0, (spoken + heard) / max(1, script.length)))
        spoken += len(turn.text)
    return words


def _described(piece: Piece, start: float, speaker: int) -> list[dict[str, Any]]:
    return [
        {
            "text": word.text,
            "start": round(start + word.start, 3),
            "end": round(start + word.end, 3),
            "type": "word",
            "speaker_id": f"speaker_{speaker}",
        }
        for word in piece.words
    ]


def _evening_gain(piece: Piece) -> float:
    """Brings a speaker's first words to a common level, so that no voice drowns another."""
    measured = loudness(piece.samples, piece.sample_rate)
    change = min(_MAX_EVENING_DB, max(-_MAX_EVENING_DB, _EVEN_LUFS - measured))
    return float(10 ** (change / 20))


def _library_rate() -> int:
    with Session() as session:
        return session.sample_rate
