"""Every model of the catalogue, from createTask to a file that a media probe confirms.

The API and a worker with real renderers run in this process, on a real database.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from genmux.app import open_worker
from genmux.catalogue.entry import Model
from genmux.catalogue.load import load_catalogue
from genmux.db.pool import Pool
from genmux.engines.base import MediaInput, Shape
from genmux.ledger.audit import audit
from genmux.media.probe import probe
from genmux.projects.keys import NewKey, create_key
from genmux.projects.project import ensure_project
from genmux.settings import load_settings
from tests.server import Caller, running_api

CATALOGUE = load_catalogue()
PATIENCE = 1200.0

# What the examples name, made by models of the same catalogue.
PICTURE = {"prompt": "a woman with a red hat in a park, portrait", "aspect_ratio": "1:1"}
CLIP = {"prompt": "a dancer on a square", "duration": 4, "resolution": "720p"}
SPEECH = {"text": "One two three four five. The weather is fine and the sea is calm today."}


@dataclass
class Bench:
    caller: Caller
    session: aiohttp.ClientSession
    folder: Path

    async def run(self, model: str, values: dict[str, Any]) -> dict[str, Any]:
        created = await self.caller.create(model, values)
        assert created.code == 200, f"{model}: {created.msg}"
        return await self.ended(created.data["taskId"])

    async def ended(self, task_id: str) -> dict[str, Any]:
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            record: dict[str, Any] = (await self.caller.record(task_id)).data
            if record["state"] in ("success", "fail"):
                return record
            await asyncio.sleep(0.2)
        raise TimeoutError(task_id)

    async def fetch(self, url: str) -> Path:
        to = self.folder / url.split("/")[-2].split(".", maxsplit=1)[0]
        async with self.session.get(url) as reply:
            assert reply.status == 200, url
            await asyncio.to_thread(to.write_bytes, await reply.read())
        return to


@pytest.fixture
async def bench(database: str, pool: Pool, tmp_path: Path) -> AsyncIterator[Bench]:
    flags = {"data.dir": str(tmp_path / "data"), "limits.creates": 0, "worker.renderers": 2}
    settings = load_settings(file=None, environ={}, flags=flags)
    async with pool.acquire() as conn:
        project = await ensure_project(conn)
        key, _ = await create_key(conn, project.id, NewKey(), credits=Decimal(1_000_000))
    stop = asyncio.Event()
    async with (
        running_api(settings, database, catalogue=CATALOGUE) as url,
        open_worker(settings, database) as worker,
        aiohttp.ClientSession() as session,
    ):
        working = asyncio.ensure_future(worker(stop))
        yield Bench(Caller(session, url, key), session, tmp_path)
        stop.set()
        await working


@pytest.mark.covers("every model", 2)
@pytest.mark.timeout(PATIENCE + 60)
async def test_every_model_makes_what_it_promises(bench: Bench, pool: Pool) -> None:
    links = {
        "image": await first_link(bench, "z-image", PICTURE),
        "video": await first_link(bench, "bytedance/seedance-2-mini", CLIP),
        "audio": await first_link(bench, "elevenlabs/text-to-speech-turbo-2-5", SPEECH),
    }
    parents = await parents_for(bench, links)
    created = {}
    for model in CATALOGUE:
        values = model.example({**links, "task": parents.get(model.id, "")})
        reply = await bench.caller.create(model.id, values)
        assert reply.code == 200, f"{model.id}: {reply.msg}"
        created[model.id] = (reply.data["taskId"], values)
    wrong = []
    for model in CATALOGUE:
        task_id, values = created[model.id]
        record = await bench.ended(task_id)
        wrong += [f"{model.id}: {text}" for text in await faults(bench, model, values, record)]
    assert not wrong, "\n".join(wrong)
    async with pool.acquire() as conn:
        assert not await audit(conn)


async def first_link(bench: Bench, model: str, values: dict[str, Any]) -> str:
    record = await bench.run(model, values)
    assert record["state"] == "success", f"{model}: {record['failMsg']}"
    return str(record["response"]["resultUrls"][0])


async def parents_for(bench: Bench, links: dict[str, str]) -> dict[str, str]:
    """A finished task for every model that continues one: the cheapest that it accepts."""
    parents: dict[str, str] = {}
    for model in CATALOGUE:
        refs = model.parent_refs(model.check(model.example({**links, "task": "0" * 32})))
        for ref in refs:
            maker = next(
                other
                for other in CATALOGUE
                if ref.refusal(other.id, other.kind, other.example({**links, "task": "0" * 32}))
                is None
                and not other.parent_refs(other.check(other.example({**links, "task": "0" * 32})))
            )
            record = await bench.run(maker.id, maker.example({**links, "task": ""}))
            assert record["state"] == "success", f"{maker.id}: {record['failMsg']}"
            parents[model.id] = record["taskId"]
    return parents


async def faults(
    bench: Bench, model: Model, values: dict[str, Any], record: dict[str, Any]
) -> list[str]:
    if record["state"] != "success":
        return [f"{record['failCode']} {record['failMsg']}"]
    result = record["response"]
    urls = result.get("resultUrls", [])
    if model.shape(model.check(values)).kind == "object":
        return [] if set(result) - {"resultUrls"} else ["no object in the result"]
    expected = await expected_shape(bench, model, values)
    found = [] if len(urls) == expected.count else [f"{len(urls)} results, not {expected.count}"]
    # Cut-out layers are as large as what they show; only the picture below them has the full size.
    for url in urls[:1] if model.task == "layer-decomposition" else urls:
        found += differences(expected, await bench.fetch(url))
    return found


async def expected_shape(bench: Bench, model: Model, values: dict[str, Any]) -> Shape:
    checked = model.check(values)
    media = []
    for ref in model.media_refs(checked):
        path = await bench.fetch(ref.url)
        facts = await asyncio.to_thread(probe, path)
        media.append(MediaInput(ref.field, ref.index, ref.role, str(path), "", facts))
    for parent in model.parent_refs(checked):
        record = (await bench.caller.record(parent.task_id)).data
        if "resultUrls" in record["response"]:
            path = await bench.fetch(record["response"]["resultUrls"][parent.output])
            facts = await asyncio.to_thread(probe, path)
            media.append(MediaInput(parent.field, parent.output, "parent", str(path), "", facts))
    return model.shape(checked, media)


def differences(shape: Shape, path: Path) -> list[str]:
    """What a probe of the file says other than the shape does."""
    facts = probe(path)
    found = []
    if facts.kind != shape.kind:
        found.append(f"a file of kind {facts.kind}, not {shape.kind}")
    if shape.width and (facts.width, facts.height) != (shape.width, shape.height):
        found.append(f"{facts.width}x{facts.height}, not {shape.width}x{shape.height}")
    if shape.kind == "video":
        if abs(facts.seconds - shape.seconds) > 0.15:
            found.append(f"{facts.seconds:.2f} s, not {shape.seconds:.2f} s")
        if abs(facts.fps - shape.fps) > 0.01:
            found.append(f"{facts.fps} frames/s, not {shape.fps}")
        if facts.has_audio != shape.has_audio:
            found.append(f"sound: {facts.has_audio}, not {shape.has_audio}")
    if shape.kind == "audio":
        if shape.seconds and abs(facts.seconds - shape.seconds) > 0.2:
            found.append(f"{facts.seconds:.2f} s, not {shape.seconds:.2f} s")
        if shape.sample_rate and facts.sample_rate != shape.sample_rate:
            found.append(f"{facts.sample_rate} Hz, not {shape.sample_rate}")
        if not facts.seconds:
            found.append("silent or empty")
    return found
