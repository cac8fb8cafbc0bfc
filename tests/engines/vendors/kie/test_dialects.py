"""Against a real Genmux: what the engine makes of its replies is what was made there."""

from __future__ import annotations

import asyncio
import wave
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
import pytest_asyncio
from PIL import Image

from genmux.db.migrate import migrate
from genmux.db.pool import open_pool
from genmux.engines.base import MediaInput, Parent, Work
from genmux.engines.registry import Engines
from genmux.engines.remote import Accepted, Finished, Made, Refused, StillRunning
from genmux.engines.vendors.account import Account
from genmux.engines.vendors.kie import open_engine
from genmux.engines.vendors.kie.engine import Kie
from genmux.ids import new_uuid, parse_id
from genmux.testing.postgres import drop_database, fresh_database
from genmux.worker.remote import play
from tests.dialects.studio import PATIENCE, Studio, open_studio
from tests.engines.vendors.works import work_of

pytestmark = pytest.mark.asyncio(loop_scope="module")

_USABLE = {"image": "usable.png", "audio": "usable.wav"}
PLACE = "tests.engines.vendors.kie.quick:Quick"


@dataclass(frozen=True)
class Result:
    vendor_id: str
    finished: Finished
    stages: list[StillRunning] = field(default_factory=list)


@dataclass
class Front:
    """Hands works to the other Genmux as a worker does, and reads what it stored."""

    studio: Studio
    engine: Kie
    folder: Path

    async def make(
        self,
        call: str,
        parents: Mapping[str, tuple[Result, int]] | None = None,
        **given: Any,
    ) -> Result:
        """`parents`: by field, an earlier result and the place of the file that is meant."""
        work = self.work(call, parents, **given)
        self.engine.plan(work)
        taken = await play(self.studio.session, self.engine.submit(work))
        return await self.ended(work, taken)

    def work(
        self,
        call: str,
        parents: Mapping[str, tuple[Result, int]] | None = None,
        **given: Any,
    ) -> Work:
        parents = parents or {}
        work = work_of(call, self.folder, public=False, **given)
        files = [
            MediaInput(name, place, "parent", "", "", work_facts(self.folder), made.detail)
            for name, (result, place) in parents.items()
            for made in result.finished.files[place : place + 1]
        ]
        return replace(
            work,
            task_id=new_uuid().hex,
            media=(*map(self._usable, work.media), *files),
            parents={
                name: Parent("", {}, result.finished.extra, "up", result.vendor_id)
                for name, (result, _) in parents.items()
            },
        )

    async def ended(self, work: Work, taken: Accepted | Finished) -> Result:
        if isinstance(taken, Finished):
            return Result("", taken)
        stages: dict[str, StillRunning] = {}
        async with asyncio.timeout(PATIENCE):
            while True:
                step = await play(self.studio.session, self.engine.poll(work, taken.vendor_id))
                if isinstance(step, Finished):
                    return Result(taken.vendor_id, step, list(stages.values()))
                if step.stage:
                    stages[step.stage] = step
                await asyncio.sleep(0.03)

    def _usable(self, media: MediaInput) -> MediaInput:
        """Instead of the tiny files: a picture that is large enough, a sound that is heard."""
        kind = media.facts.kind
        return replace(media, path=str(self.folder / _USABLE[kind])) if kind in _USABLE else media

    async def stored(self, vendor_id: str) -> dict[str, Any]:
        text = await self.studio.pool.fetchval(
            "select result from task where id = $1", parse_id(vendor_id)
        )
        found: dict[str, Any] = orjson.loads(text)
        return found

    async def check(self, result: Result) -> None:
        """Same files in the same roles and order, details and all; parts that nothing on the wire
        names are not known here."""
        stored = await self.stored(result.vendor_id)
        known = [one for one in stored["files"] if one["role"] != "part" or _named(stored, one)]
        assert [one.role for one in result.finished.files] == [one["role"] for one in known]
        for made, there in zip(result.finished.files, known, strict=True):
            detail = {name: value for name, value in made.detail.items() if name != "vendor_id"}
            assert detail == {**there.get("detail", {}), **detail}
            assert there.get("detail", {}).keys() <= detail.keys()
            assert (await self.studio.download(made.url)).stat().st_size == there["size"]


def work_facts(folder: Path) -> Any:
    return work_of("recraft/remove-background", folder).media[0].facts


def _named(stored: Mapping[str, Any], file: Mapping[str, Any]) -> bool:
    """Whether another file's details lead to it, or the result."""
    reference = orjson.dumps({"$file": stored["files"].index(file)})
    return reference in orjson.dumps([stored["files"], stored["extra"]])


def roles(made: tuple[Made, ...]) -> list[str]:
    return [one.role for one in made]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def front(
    postgres_server: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Front]:
    """One server for all tests here: each start costs seconds."""
    url = await fresh_database(postgres_server, migrate)
    folder = tmp_path_factory.mktemp("dialects")
    pool = await open_pool(url, 10)
    async with open_studio(url, pool, folder, engines=Engines(local=PLACE)) as studio:
        account = Account(
            "up", "kie", studio.caller._key, studio.caller.url, options={"idempotent": "true"}
        )
        (folder / "front").mkdir()
        await asyncio.to_thread(_write_usable, folder / "front")
        yield Front(studio, open_engine(account), folder / "front")
    await pool.close()
    await drop_database(url)


def _write_usable(folder: Path) -> None:
    Image.linear_gradient("L").resize((512, 512)).save(folder / _USABLE["image"])
    tone = 12_000 * np.sin(np.arange(24_000) / 6)
    with wave.open(str(folder / _USABLE["audio"]), "wb") as sound:
        sound.setparams((1, 2, 8000, len(tone), "NONE", ""))
        sound.writeframes(tone.astype(np.int16).tobytes())


async def test_models_of_the_market(front: Front) -> None:
    picture = await front.make("z-image", prompt="a kite", aspect_ratio="1:1")
    await front.check(picture)
    assert picture.finished.source_type == "algorithmicMedia"
    assert picture.finished.cost
    edited = await front.make("recraft/remove-background")
    await front.check(edited)
    film = await front.make("sora-2-text-to-video", prompt="waves", remove_watermark=True)
    await front.check(film)
    assert roles(film.finished.files) == ["result", "watermarked"]
    ends = await front.make("bytedance/v1-lite-image-to-video", prompt="waves")
    await front.check(ends)
    masks = await front.make("omnihuman-1-5/subject-detection")
    await front.check(masks)
    assert masks.finished.extra == (await front.stored(masks.vendor_id))["extra"]
    text = await front.make("elevenlabs/speech-to-text")
    assert text.finished.extra == (await front.stored(text.vendor_id))["extra"]
    drawn = await front.make("grok-imagine/text-to-image", prompt="a kite")
    larger = await front.make("grok-imagine/upscale", {"task_id": (drawn, 0)})
    await front.check(larger)


async def test_pictures_and_films_of_families(front: Front) -> None:
    await front.check(await front.make("gpt4o-image/generate", nVariants=2))
    await front.check(await front.make("flux-kontext/generate"))
    await front.check(await front.make("aleph/generate"))
    film = await front.make("runway/generate")
    await front.check(film)
    assert roles(film.finished.files) == ["result", "cover"]
    longer = await front.make("runway/extend", {"taskId": (film, 0)}, prompt="a gull")
    await front.check(longer)


async def test_veo_and_what_is_made_from_it(front: Front) -> None:
    film = await front.make("veo/generate", aspectRatio="9:16")
    assert film.finished.files[0].detail == {"width": 720, "height": 1280}
    longer = await front.make("veo/extend", {"taskId": (film, 0)}, prompt="a gull")
    await front.check(longer)
    assert roles(longer.finished.files) == ["result", "part"]
    largest = await front.make("veo/get-4k-video", {"taskId": (film, 0)})
    assert largest.vendor_id not in (film.vendor_id, longer.vendor_id)
    assert roles(largest.finished.files) == ["result", "cover"]
    finer = await front.make("veo/get-1080p-video", {"taskId": (film, 0)})
    assert finer.vendor_id == f"again:{film.vendor_id}"
    assert roles(finer.finished.files) == ["result"]


async def test_songs_and_their_stages(front: Front) -> None:
    song = await front.make("suno/generate")
    await front.check(song)
    for step in song.stages:
        assert step.stage in ("text", "first")
        assert step.extra["tracks"][0]["title"] == "Kite"
        assert roles(step.so_far) == ["result", "cover"] * (step.stage == "first")
    names = [one.name for one in song.finished.files]
    assert names == ["track-1.wav", "track-1.png", "track-2.wav", "track-2.png"]
    second = {"audioId": (song, 2)}
    longer = await front.make("suno/extend", second, defaultParamFlag=False)
    await front.check(longer)
    of_second = {"taskId": (song, 2)}
    asked = await _request(front, await front.make("suno/wav", of_second, audioId="e" * 32))
    assert asked["audioId"] == song.finished.files[2].detail["vendor_id"]
    await front.check(await front.make("suno/cover", {"taskId": (song, 0)}))
    stems = await front.make("suno/vocal-removal", of_second, audioId="e" * 32, type="split_stem")
    await front.check(stems)
    notes = await front.make("suno/midi", {"taskId": (stems, 1)}, audioId="e" * 32)
    stored = await front.stored(notes.vendor_id)
    assert notes.finished.extra["instruments"] == stored["extra"]["instruments"]
    persona = await front.make("suno/persona", of_second, audioId="e" * 32)
    named = {"personaId": (persona, 0)}
    sung = await front.make("suno/generate", named, model="V5", personaId="e" * 32)
    assert (await _request(front, sung))["personaId"] == persona.finished.extra["vendor_id"]
    timed = await front.make("suno/timestamped-lyrics", of_second, audioId="e" * 32)
    assert set(timed.finished.extra) == {"words", "waveform"}


async def _request(front: Front, result: Result) -> dict[str, Any]:
    text = await front.studio.pool.fetchval(
        "select request from task where id = $1", parse_id(result.vendor_id)
    )
    found: dict[str, Any] = orjson.loads(text)
    return found


async def test_answers_in_words_and_voices(front: Front) -> None:
    lyrics = await front.make("suno/lyrics")
    assert lyrics.finished.extra == (await front.stored(lyrics.vendor_id))["extra"]
    style = await front.make("suno/style", content="soft piano")
    assert "piano" in style.finished.extra["style"]
    assert style.finished.cost
    phrase = await front.make("suno/voice-validate")
    stored = (await front.stored(phrase.vendor_id))["extra"]
    assert phrase.finished.extra == {"phrase": stored["phrase"]}
    another = await front.make("suno/voice-regenerate", {"taskId": (phrase, 0)})
    assert another.finished.extra["phrase"]
    voice = await front.make("suno/voice", {"taskId": (another, 0)})
    assert voice.finished.extra["vendor_id"] == voice.vendor_id


async def test_people_of_later_films(front: Front) -> None:
    voice = await front.make("omni/audio", voice_description="calm")
    assert voice.finished.extra["voice"]["manner"] == "calm"
    who = await front.make("omni/character", {"audio_ids[0]": (voice, 0)}, audio_ids=["e" * 32])
    assert roles(who.finished.files) == ["part"]
    assert who.finished.extra["character"]["picture"] == {"$file": 0}
    film = await front.make(
        "gemini-omni-video",
        {"character_ids[0]": (who, 0), "audio_ids[0]": (voice, 0)},
        character_ids=["e" * 32],
        audio_ids=["e" * 32],
    )
    await front.check(film)


async def test_sent_again_it_is_one_job(front: Front) -> None:
    """Also where the thing may exist once only, so that a second one would be refused."""
    song = await front.make("suno/generate")
    film = await front.make("veo/generate")
    track, named = {"taskId": (song, 0)}, {"audioId": "e" * 32}
    there_before = await front.studio.pool.fetchval("select count(*) from task")
    works = (
        front.work("recraft/remove-background"),
        front.work("suno/wav", track, **named),
        front.work("suno/cover", track),
        front.work("veo/get-4k-video", {"taskId": (film, 0)}),
        front.work("veo/get-1080p-video", {"taskId": (film, 0)}),
        front.work("suno/persona", track, **named),
    )
    for work in works:
        first = await play(front.studio.session, front.engine.submit(work))
        made = await front.ended(work, first)
        second = await play(front.studio.session, front.engine.submit(work))
        again = await front.ended(work, second)
        # The finer version of a film has no job of its own: once there, it is answered with.
        assert again.vendor_id in (made.vendor_id, ""), work.model
        assert again.finished.extra == made.finished.extra
        assert [one.url for one in again.finished.files] == [
            one.url for one in made.finished.files
        ], work.model
    made_there = await front.studio.pool.fetchval("select count(*) from task")
    assert made_there == there_before + len(works)


async def test_what_exists_once_is_found_again(front: Front) -> None:
    """For a task that failed here after it was made there, and is asked for anew."""
    song = await front.make("suno/sounds")
    track, named = {"taskId": (song, 0)}, {"audioId": "e" * 32}
    first = await front.make("suno/wav", track, **named)
    again = await front.make("suno/wav", track, **named)
    assert again.vendor_id == first.vendor_id
    cover = await front.make("suno/cover", track)
    assert (await front.make("suno/cover", track)).vendor_id == cover.vendor_id


async def test_a_job_can_be_taken_back(front: Front) -> None:
    work = front.work("veo/generate")
    taken = await play(front.studio.session, front.engine.submit(work))
    assert isinstance(taken, Accepted)
    await play(front.studio.session, front.engine.cancel(work, taken.vendor_id))
    state = await front.studio.pool.fetchval(
        "select state from task where id = $1", parse_id(taken.vendor_id)
    )
    assert state == "cancelled"


async def test_refusals_say_why(front: Front) -> None:
    work = work_of("z-image", front.folder)
    bad = replace(work, input={**work.input, "aspect_ratio": "2:9"})
    with pytest.raises(Refused) as caught:
        await play(front.studio.session, front.engine.submit(bad))
    assert caught.value.why == "input"
    assert "aspect_ratio" in caught.value.message
    nobody = open_engine(Account("up", "kie", "wrong", front.studio.caller.url))
    with pytest.raises(Refused) as caught:
        await play(front.studio.session, nobody.submit(work))
    assert caught.value.why == "auth"
    with pytest.raises(Refused) as caught:
        await play(front.studio.session, front.engine.poll(work, "f" * 32))
    assert caught.value.why == "expired"
