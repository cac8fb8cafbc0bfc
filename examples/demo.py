"""The main job, end to end: a prompt in, playable files and signed callbacks out.

Starts a server of its own in `demo-output/`, runs three tasks through its public API, checks the
signature of every callback, and says what the files are. Exits with 0 only when all of it is true.
"""

from __future__ import annotations

import asyncio
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from genmux.callbacks.sign import verify, verify_kie
from genmux.client import GenmuxClient
from genmux.media.probe import probe
from genmux.testing.sink import CallbackSink

OUTPUT = Path("demo-output").absolute()
GENMUX = Path(sys.executable).with_name("genmux")
PROMPT = "A red lighthouse above a calm sea at sunset, gulls in the wind, watercolour"
SENTENCE = "Hello! This is Genmux: every word was spoken on your own machine."

console = Console(highlight=False)


@contextmanager
def server(data: Path) -> Iterator[str]:
    """`genmux serve` on a free port, allowed to call back to this machine; gives its address."""
    process = subprocess.Popen(
        [GENMUX, "--data", data, "serve", "--port", "0", "--allow-net", "127.0.0.0/8"],
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


async def one(
    client: GenmuxClient,
    sink: CallbackSink,
    progress: Progress,
    title: str,
    model: str,
    values: dict[str, Any],
) -> tuple[str, Path]:
    """Runs one task; returns the link and the downloaded file of its first result."""
    bar = progress.add_task(f"{title}  [dim]{model}", total=100)
    task_id = await client.create(model, values, callback_url=sink.url_for(f"/{title}"))

    def show(record: Any) -> None:
        progress.update(bar, completed=record.progress)

    record = await client.wait(task_id, show)
    progress.update(bar, completed=100)
    link = record.result_urls[0]
    path = OUTPUT / f"{title}{Path(link).suffix}"
    await client.download(link, path)
    return link, path


async def run(address: str, key: str, secret: str) -> None:
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=console,
    ) as progress:
        async with CallbackSink() as sink, GenmuxClient(address, key) as client:
            picture, picture_file = await one(
                client,
                sink,
                progress,
                "picture",
                "google/imagen4",
                {"prompt": PROMPT, "aspect_ratio": "16:9"},
            )
            _, video_file = await one(
                client,
                sink,
                progress,
                "video",
                "wan/2-5-image-to-video",
                {"prompt": "slow zoom in, waves", "image_url": picture, "duration": "5"},
            )
            _, speech_file = await one(
                client,
                sink,
                progress,
                "speech",
                "elevenlabs/text-to-speech-turbo-2-5",
                {"text": SENTENCE, "voice": "Rachel"},
            )
            requests = await sink.wait(3, timeout=30)
            credits_left = await client.credit()
    for request in requests:
        verify(secret, request.headers, request.body)
        verify_kie(secret, request.headers, request.body)
        body = orjson.loads(request.body)
        console.print(
            f"callback for {body['data']['model']}: {body['data']['state']}, "
            "[green]both signatures valid[/green]"
        )
    console.print()
    for path in (picture_file, video_file, speech_file):
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
