"""The main job, end to end: a prompt in, playable files and signed callbacks out.

Starts a server of its own in `demo-output/`, runs tasks through its public API, checks the
signature of every callback, and says what the files are. Exits with 0 only when all of it is true.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from genmux.callbacks.sign import verify, verify_kie
from genmux.client import GenmuxClient
from genmux.client.records import TaskRecord
from genmux.media.probe import probe
from genmux.testing.sink import CallbackSink

OUTPUT = Path("demo-output").absolute()
GENMUX = Path(sys.executable).with_name("genmux")
PROMPT = "A red lighthouse above a calm sea at sunset, gulls in the wind, watercolour"
SENTENCE = "Hello! This is Genmux: every word was spoken on your own machine."
SONG = {
    "customMode": True,
    "instrumental": False,
    "model": "V5",
    "title": "Lighthouse",
    "style": "calm folk, acoustic guitar, strings",
    "prompt": (
        "[Verse]\nThe lamp is burning on the shore\nThe sea is singing at the door\n\n"
        "[Chorus]\nShine, shine, carry me home\nOver the water, over the foam"
    ),
}

SERVE = ("serve", "--port", "0", "--no-console", "--allow-net", "127.0.0.0/8")

console = Console(highlight=False)


@contextmanager
def server(data: Path) -> Iterator[str]:
    """`genmux serve` on a free port, allowed to call back to this machine; gives its address."""
    process = subprocess.Popen(
        [GENMUX, "--data", data, *SERVE],
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.startswith("ready "):
            raise SystemExit("the server did not start; its reason is above")
        yield line.split()[1]
    finally:
        process.terminate()
        process.wait()


def genmux(data: Path, *words: str) -> str:
    done = subprocess.run(
        [GENMUX, "--data", data, *words], check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout.strip()


@dataclass
class Show:
    """Runs tasks one after the other, each with a bar and a callback, and keeps their files."""

    client: GenmuxClient
    sink: CallbackSink
    progress: Progress
    files: list[Path] = field(default_factory=list)

    async def market(self, title: str, model: str, values: dict[str, Any]) -> str:
        """One task of the Market; the link of its first result."""
        task_id = await self.client.create(model, values, callback_url=self.hook(title))
        (link,) = (await self.ended(f"{title}  [dim]{model}", task_id)).result_urls[:1]
        await self.keep(title, link)
        return link

    async def family(self, title: str, path: str, values: dict[str, Any]) -> str:
        """One call of a dedicated family; the id of its ended task."""
        body = {**values, "callBackUrl": self.hook(title)}
        task_id: str = (await self.client.post(path, body))["taskId"]
        await self.ended(f"{title}  [dim]{path}", task_id)
        return task_id

    async def ended(self, text: str, task_id: str) -> TaskRecord:
        bar = self.progress.add_task(text, total=100)

        def show(record: TaskRecord) -> None:
            self.progress.update(bar, completed=record.progress)

        record = await self.client.wait(task_id, show)
        self.progress.update(bar, completed=100)
        return record

    async def keep(self, title: str, link: str) -> None:
        path = OUTPUT / f"{title}{Path(link).suffix}"
        self.files.append(await self.client.download(link, path))

    def hook(self, title: str) -> str:
        return self.sink.url_for(f"/{title}")


async def perform(show: Show) -> int:
    """A picture, a film of it, a sentence, and a song with what is made of it; counts callbacks."""
    picture = await show.market(
        "picture", "google/imagen4", {"prompt": PROMPT, "aspect_ratio": "16:9"}
    )
    await show.market(
        "video",
        "wan/2-5-image-to-video",
        {"prompt": "slow zoom in, waves", "image_url": picture, "duration": "5"},
    )
    await show.market(
        "speech",
        "elevenlabs/text-to-speech-turbo-2-5",
        {"text": SENTENCE, "voice": "Rachel"},
    )
    song_id = await show.family("song", "/api/v1/generate", SONG)
    song = await show.client.get(f"/api/v1/generate/record-info?taskId={song_id}")
    tracks = song["response"]["sunoData"]
    for number, track in enumerate(tracks, 1):
        await show.keep(f"song-{number}", track["audioUrl"])
    about = {"taskId": song_id, "audioId": tracks[0]["id"]}
    wav_id = await show.family("song-wav", "/api/v1/wav/generate", about)
    wav = await show.client.get(f"/api/v1/wav/record-info?taskId={wav_id}")
    await show.keep("song-1", wav["response"]["audioWavUrl"])
    film_id = await show.family("song-film", "/api/v1/mp4/generate", {**about, "author": "Genmux"})
    film = await show.client.get(f"/api/v1/mp4/record-info?taskId={film_id}")
    await show.keep("song-film", film["response"]["videoUrl"])
    return 3 + len(("text", "first", "complete")) + 2


async def run(address: str, key: str, secret: str) -> None:
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=console,
    ) as progress:
        async with CallbackSink() as sink, GenmuxClient(address, key) as client:
            show = Show(client, sink, progress)
            requests = await sink.wait(await perform(show), timeout=60)
            credits_left = await client.credit()
    for request in requests:
        verify(secret, request.headers, request.body)
        verify_kie(secret, request.headers, request.body)
        data = orjson.loads(request.body)["data"]
        what = data.get("callbackType", "ended")
        console.print(f"callback {request.path}: {what}, [green]both signatures valid[/green]")
    console.print()
    for path in show.files:
        console.print(f"[bold]{path}[/bold]\n    {describe(path)}")
    console.print(f"\n{credits_left:g} credits are left.")


def describe(path: Path) -> str:
    facts = probe(path)
    words = [facts.mime]
    if facts.width:
        words.append(f"{facts.width}x{facts.height} pixels")
    if facts.seconds:
        words.append(f"{facts.seconds:.1f} s")
    if facts.fps:
        words.append(f"{facts.fps:g} frames/s")
    if facts.codec:
        words.append(facts.codec)
    if facts.sample_rate:
        words.append(f"{facts.sample_rate} Hz")
    return ", ".join(words)


def main() -> None:
    shutil.rmtree(OUTPUT, ignore_errors=True)
    data = OUTPUT / "data"
    data.mkdir(parents=True)
    with server(data) as address:
        key = genmux(data, "keys", "create", "--name", "demo")
        secret = genmux(data, "deliveries", "secret")
        asyncio.run(run(address, key, secret))


if __name__ == "__main__":
    main()
