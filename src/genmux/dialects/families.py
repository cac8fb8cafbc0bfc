"""All API families, by the name that their tasks carry. A new one is a module and a line here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from starlette.routing import BaseRoute

from genmux.dialects import aleph, flux_kontext, gpt4o_image, market, omni, runway
from genmux.dialects.http import Api
from genmux.dialects.suno import cover, instant, lyrics, midi, music, stems, voice
from genmux.dialects.suno.conversions import MP4, WAV
from genmux.dialects.veo import record as veo_record
from genmux.dialects.veo import routes as veo_routes
from genmux.storage.links import Links
from genmux.tasks.task import Task


@dataclass(frozen=True, slots=True)
class Family:
    """What a family's module gives to the rest of the program."""

    routes: Callable[[Api], list[BaseRoute]]
    callback: Callable[[Task, Decimal, Links], str]
    """(ended task, credits that remain, links) → JSON text of the body"""
    stage_callback: Callable[[Task, Links], str | None] | None = None
    """(task at a new stage, links) → JSON text; None for a stage that is not told"""


FAMILIES: Mapping[str, Family] = {
    market.FAMILY: Family(market.routes, market.callback),
    flux_kontext.FAMILY: Family(flux_kontext.routes, flux_kontext.callback),
    gpt4o_image.FAMILY: Family(gpt4o_image.routes, gpt4o_image.callback),
    omni.FAMILY: Family(omni.routes, omni.callback),
    runway.FAMILY: Family(runway.routes, runway.callback),
    aleph.FAMILY: Family(aleph.routes, aleph.callback),
    veo_record.FAMILY: Family(veo_routes.routes, veo_record.callback),
    music.FAMILY: Family(music.routes, music.callback, music.stage_callback),
    lyrics.FAMILY: Family(lyrics.routes, lyrics.callback),
    instant.FAMILY: Family(instant.routes, instant.callback),
    WAV.family: Family(WAV.routes, WAV.callback),
    MP4.family: Family(MP4.routes, MP4.callback),
    stems.FAMILY: Family(stems.routes, stems.callback),
    midi.FAMILY: Family(midi.routes, midi.callback),
    cover.FAMILY: Family(cover.routes, cover.callback),
    voice.FAMILY: Family(voice.routes, voice.callback),
}
