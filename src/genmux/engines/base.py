"""What every engine takes and gives. Plain values, so that an engine can run in another process.

A task becomes a `Work`; an engine answers with a `Rendered` or an `EngineFailure`. A `LocalEngine`
makes the files itself, in a renderer process; engines of vendors are in `remote`.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, Protocol

from genmux.media.facts import MediaFacts as MediaFacts  # noqa: PLC0414  part of this vocabulary
from genmux.media.facts import MediaKind as MediaKind  # noqa: PLC0414

SourceType = Literal[
    "algorithmicMedia",
    "trainedAlgorithmicMedia",
    "compositeWithTrainedAlgorithmicMedia",
    "algorithmicallyEnhanced",
    "compositeSynthetic",
    "composite",
    "digitalCreation",
]
"""how something came about, as the IPTC's list of digital source types calls it: the first is made
by an algorithm that learned from no samples, the second by a model that did"""

FileRole = Literal["result", "watermarked", "first_frame", "last_frame", "cover", "part"]


@dataclass(frozen=True, slots=True)
class MediaInput:
    """One file that the request named, already fetched to `path` and checked against its limits."""

    field: str
    """where it came from, e.g. `image_urls` or `elements[].element_input_urls`"""
    index: int
    role: str
    """what it is for; see `catalogue.entry.ROLES`"""
    path: str
    sha256: str
    """of the file; of one that we made, before it was signed"""
    facts: MediaFacts
    detail: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    """of a file that an earlier task made: what its engine said of it, see `RenderedFile`"""
    url: str = ""
    """where others can fetch it too; empty where only this server can"""


@dataclass(frozen=True, slots=True)
class Parent:
    """An earlier task that the request builds on."""

    model: str
    """the catalogue id; for labels only"""
    input: Mapping[str, Any]
    extra: Mapping[str, Any]
    """of its result"""
    engine: str = ""
    """who made it"""
    vendor_id: str = ""
    """what that vendor calls it"""


@dataclass(frozen=True, slots=True)
class Shape:
    """The technical form that the named model would return for this input.

    Lengths in pixels and seconds. `seconds` is 0 for pictures; `width` is 0 for sound.
    """

    kind: Literal["image", "video", "audio", "object"]
    count: int = 1
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    fps: float = 0.0
    has_audio: bool = False
    format: str = "png"
    """png, jpeg, webp; mp4, mov; mp3, wav, pcm, ulaw, alaw, opus; json for `object`"""
    codec: str = ""
    """e.g. h264, mp3, pcm_s16le; empty = the usual one of the format"""
    sample_rate: int = 0
    channels: int = 0
    bitrate: int = 0
    """bits per second of an audio file; 0 = the usual one"""
    return_last_frame: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """Everything that an engine needs for one task. Picklable."""

    task_id: str
    model: str
    """the catalogue id; for labels and metadata only, never compared against"""
    title: str
    task: str
    """what is asked, e.g. `text-to-image`, `image-to-video`, `upscale`, `text-to-speech`"""
    input: Mapping[str, Any]
    """validated input with defaults filled in; media fields still hold the URLs"""
    media: tuple[MediaInput, ...]
    shape: Shape
    seed: int
    out_dir: str
    """for local engines an existing empty folder; they write their files here and nowhere else"""
    options: Mapping[str, Any] = field(default_factory=dict)
    """catalogue hints for the engine: the model file's `[sketch]` table"""
    parents: Mapping[str, Parent] = field(default_factory=dict)
    """by field, the earlier tasks that the request names; their files are in `media`"""
    request: Mapping[str, Any] = field(default_factory=dict)
    """the whole request as the client sent it"""
    family: str = ""
    """whose wire format the client speaks"""
    hook: str = ""
    """where the vendor may tell that it is done; empty where nobody can reach this server"""
    credits: Decimal | None = None
    """its price in the catalogue, as far as it is known by now"""


@dataclass(frozen=True, slots=True)
class RenderedFile:
    path: str
    """absolute path inside `out_dir`"""
    name: str
    """download name with extension"""
    mime: str
    role: FileRole = "result"
    detail: Mapping[str, Any] = field(default_factory=dict)
    """what is to be known of this file later, as JSON values, e.g. title, lyrics and the times of
    its words; tasks that build on the file find it in `MediaInput.detail`"""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A finished result.

    `extra` is merged into the result JSON; `{"$file": n}` anywhere in it, and in the details of
    files, stands for the link of `files[n]`. Files of role `part` appear only through such
    references.
    """

    files: tuple[RenderedFile, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    source_type: SourceType = "algorithmicMedia"
    """goes into the content credentials; an engine with a trained model must say so"""


@dataclass(frozen=True, slots=True)
class Stage:
    """A part of the result that is worth showing before the rest is done.

    `so_far` holds everything that is ready, of earlier stages too; the final result repeats its
    files, by name, and may add others behind them.
    """

    name: str
    so_far: Rendered


class EngineFailure(Exception):
    """The engine cannot make this. `code` becomes failCode; the message names field and limit."""

    def __init__(self, message: str, *, code: str = "501") -> None:
        super().__init__(message)
        self.message = message
        self.code = code

    def __reduce__(self) -> tuple[Any, ...]:
        return _engine_failure, (self.message, self.code)


def _engine_failure(message: str, code: str) -> EngineFailure:
    return EngineFailure(message, code=code)


Report = Callable[["float | Stage"], None]
"""called with the share that is done, 0.0 to 1.0, or with a stage that is reached"""
Progress = Callable[[float], None]
"""a `Report` of crafts that know no stages"""


class LocalEngine(Protocol):
    name: str

    def render(self, work: Work, report: Report) -> Rendered:
        """Makes the files. Runs in a renderer process; may raise EngineFailure."""
