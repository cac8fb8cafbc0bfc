"""What a media file technically is, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

MediaKind = Literal["image", "video", "audio"]


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What a file technically is. Pixels are whole numbers, durations seconds, sizes bytes."""

    kind: MediaKind
    mime: str
    size: int
    width: int = 0
    height: int = 0
    seconds: float = 0.0
    fps: float = 0.0
    codec: str = ""
    has_audio: bool = False
    sample_rate: int = 0
    channels: int = 0
