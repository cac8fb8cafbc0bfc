"""espeak-ng's C library through ctypes, from the separately installed `espeakng-loader` wheel.

The library keeps oscillator phases and flutter between calls and has no way to reset them, so the
same text would sound slightly different the second time. Each `Session` therefore loads it fresh
and unloads it at the end (about 4 ms); one lock keeps sessions apart, since its state is global.
Facts: espeak-ng 1.52, `speak_lib.h` and `espeak_ng.h`.
"""

from __future__ import annotations

import ctypes
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from genmux.engines.base import EngineFailure

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: samples to the callback, before espeak_Synth returns
_DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT
_UTF8 = 1  # espeakCHARS_UTF8
_POS_CHARACTER = 1
_EVENT_END_OF_LIST, _EVENT_WORD = 0, 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_SEED = 1

_lock = threading.Lock()


class _EventId(ctypes.Union):
    _fields_ = (
        ("number", ctypes.c_int),
        ("name", ctypes.c_char_p),
        ("string", ctypes.c_char * 8),
    )


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("unique_identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", _EventId),
    )


_CALLBACK = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


@dataclass(frozen=True, slots=True)
class WordMark:
    """Where a spoken word starts: characters of the text, and seconds of the sound."""

    position: int
    length: int
    seconds: float


class Session:
    """One fresh copy of the library, for one thing to say in as many calls as it takes.

    Raises EngineFailure when the library or its data is missing or refuses.
    """

    sample_rate = 0

    def __init__(self) -> None:
        self._library: Any = None
        self._samples: list[NDArray[np.int16]] = []
        self._marks: list[WordMark] = []
        self._keep: Callable[..., int] | None = None

    def __enter__(self) -> Self:
        _lock.acquire()
        try:
            self._open()
        except BaseException:
            self._close()
            _lock.release()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        try:
            self._close()
        finally:
            _lock.release()

    def use(self, voice: str, *, words_per_minute: int, pitch: int, pitch_range: int) -> bool:
        """Chooses a voice such as `en-us+f2`; pitch and its range run from 0 to 99.

        False when the library has no such voice.
        """
        if self._library.espeak_SetVoiceByName(voice.encode("utf-8", "replace")) != 0:
            return False
        for parameter, value in (
            (_RATE, min(450, max(80, words_per_minute))),
            (_PITCH, min(99, max(0, pitch))),
            (_RANGE, min(99, max(0, pitch_range))),
        ):
            self._library.espeak_SetParameter(parameter, value, 0)
        return True

    def say(self, text: str) -> tuple[NDArray[np.int16], list[WordMark]]:
        """Speaks one piece of text; samples are mono at `sample_rate`."""
        self._samples, self._marks = [], []
        data = text.encode("utf-8", "ignore") + b"\0"
        error = self._library.espeak_Synth(data, len(data), 0, _POS_CHARACTER, 0, _UTF8, None, None)
        if error != 0:
            raise EngineFailure(f"The speech library could not speak the text (error {error}).")
        sound = np.concatenate(self._samples) if self._samples else np.zeros(0, np.int16)
        return sound, self._marks

    def _heard(self, wave: Any, count: int, events: Any) -> int:
        if wave and count > 0:
            self._samples.append(np.ctypeslib.as_array(wave, (count,)).copy())
        index = 0
        while events[index].type != _EVENT_END_OF_LIST:
            event = events[index]
            if event.type == _EVENT_WORD:
                self._marks.append(
                    WordMark(event.text_position - 1, event.length, event.audio_position / 1000)
                )
            index += 1
        return 0

    def _open(self) -> None:
        library_path, data_path = _installed()
        try:
            self._library = library = ctypes.CDLL(library_path)
        except OSError as error:
            raise EngineFailure(
                f"The speech library of the espeakng-loader package could not be loaded: {error}"
            ) from error
        _declare(library)
        rate = library.espeak_Initialize(_SYNCHRONOUS, 0, data_path.encode(), _DONT_EXIT)
        if rate <= 0:
            raise EngineFailure(f"The speech library found no voice data in {data_path}.")
        self.sample_rate = rate
        library.espeak_ng_SetRandSeed(_SEED)
        self._keep = _CALLBACK(self._heard)
        library.espeak_SetSynthCallback(self._keep)

    def _close(self) -> None:
        if self._library is None:
            return
        if self.sample_rate:
            self._library.espeak_Terminate()
        handle = self._library._handle  # noqa: SLF001 - ctypes has no public way to unload
        self._library = None
        _unload(handle)


def _installed() -> tuple[str, str]:
    try:
        import espeakng_loader
    except ImportError as error:
        raise EngineFailure(
            "Speech needs the espeakng-loader package, which is not installed."
        ) from error
    library = str(espeakng_loader.get_library_path())
    try:
        data = str(espeakng_loader.get_data_path())
    except RuntimeError as error:
        raise EngineFailure(f"The speech library's voice data is missing: {error}") from error
    if not (Path(data) / "phontab").is_file():
        raise EngineFailure(f"The speech library found no voice data in {data}.")
    return library, data


def _declare(library: Any) -> None:
    """Exact prototypes; ctypes would otherwise guess ints and corrupt 64-bit pointers."""
    library.espeak_Initialize.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_char_p, ctypes.c_int)
    library.espeak_Initialize.restype = ctypes.c_int
    library.espeak_SetSynthCallback.argtypes = (_CALLBACK,)
    library.espeak_SetSynthCallback.restype = None
    library.espeak_SetVoiceByName.argtypes = (ctypes.c_char_p,)
    library.espeak_SetVoiceByName.restype = ctypes.c_int
    library.espeak_SetParameter.argtypes = (ctypes.c_int, ctypes.c_int, ctypes.c_int)
    library.espeak_SetParameter.restype = ctypes.c_int
    library.espeak_Synth.argtypes = (
        ctypes.c_char_p,
        ctypes.c_size_t,
        ctypes.c_uint,
        ctypes.c_int,
        ctypes.c_uint,
        ctypes.c_uint,
        ctypes.POINTER(ctypes.c_uint),
        ctypes.c_void_p,
    )
    library.espeak_Synth.restype = ctypes.c_int
    library.espeak_Terminate.argtypes = ()
    library.espeak_Terminate.restype = ctypes.c_int
    library.espeak_ng_SetRandSeed.argtypes = (ctypes.c_long,)
    library.espeak_ng_SetRandSeed.restype = None


def _unload(handle: int) -> None:
    import _ctypes

    if sys.platform == "win32":
        _ctypes.FreeLibrary(handle)
    else:
        _ctypes.dlclose(handle)
