"""`genmux run`: one task from the prompt to the file, on a server or without one."""

from __future__ import annotations

import asyncio
import json
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from genmux.cli.output import credits_text, json_option, print_json
from genmux.cli.places import place_flags, place_options, the_settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from genmux.client import GenmuxClient, TaskRecord
    from genmux.settings import Settings

_WORDS = {"waiting": "waiting", "queuing": "preparing", "generating": "generating"}
_CANCEL_SECONDS = 5


@click.command()
@click.argument("model")
@click.argument("values", nargs=-1, metavar="[KEY=VALUE]...")
@click.option(
    "--out",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path(),
    help="Folder for the results. Default: here.",
)
@click.option("--url", envvar="GENMUX_URL", help="Server to ask, instead of one on this machine.")
@click.option("--key", envvar="GENMUX_KEY", help="API key. Default: one that is made for this run.")
@click.option(
    "--sandbox", is_flag=True, help="Run with a sandbox key: built-in engine, play credits."
)
@click.option("--timeout", type=click.FloatRange(min=1), help="Seconds to wait. Default: no limit.")
@json_option
@place_options
def run(
    model: str,
    values: tuple[str, ...],
    out: Path,
    url: str | None,
    key: str | None,
    sandbox: bool,
    timeout: float | None,
    as_json: bool,
) -> None:
    """Make something with MODEL, download it and print the paths of the files.

    Parameters are KEY=VALUE; numbers, true, false, lists and objects are written as JSON. A key
    given twice makes a list. KEY=@FILE sends a local file (for a text, what the file says); a
    value that begins with @ is written @@. `genmux models show MODEL` tells what there is.

    Without --url the server on the data folder is asked; when none runs, one is started for the
    time of the command. Ctrl-C cancels the task.

    \b
    Examples:
      genmux run z-image prompt="a lighthouse in a storm" aspect_ratio=16:9
      genmux run nano-banana-2 prompt="make it night" image_input=@house.png --out pictures
      genmux run z-image prompt=@idea.txt --url https://media.example.org --key sk-gmx-...
    """
    from genmux.cli.values import read_values

    settings = the_settings()
    fields = _fields(settings, model, local=url is None)
    given = read_values(values, fields)
    if url is not None and key is None:
        raise click.UsageError("--url needs --key (or GENMUX_KEY)", click.get_current_context())
    record, paths = asyncio.run(_run(settings, model, given, out, url, key, sandbox, timeout))
    if as_json:
        print_json({"task": record, "files": paths})
        return
    for path in paths:
        click.echo(path)
    if not paths:
        click.echo(json.dumps(record.result, ensure_ascii=False, indent=2))
    click.echo(f"task {record.task_id}, {credits_text(record.credits)} credits", err=True)


def _fields(settings: Settings, model_id: str, *, local: bool) -> Mapping[str, Any]:
    """The model's parameters by name; a foreign server may have models that are not known here."""
    from genmux.catalogue.load import load_catalogue
    from genmux.cli.models import find

    catalogue = load_catalogue(settings.catalogue.folders)
    model = find(catalogue, model_id) if local else catalogue.get(model_id)
    return {field.name: field for field in model.fields} if model else {}


async def _run(
    settings: Settings,
    model: str,
    values: dict[str, Any],
    out: Path,
    url: str | None,
    key: str | None,
    sandbox: bool,
    timeout: float | None,
) -> tuple[TaskRecord, list[Path]]:
    from genmux.cli.server import passing_key, server_url
    from genmux.client import GenmuxClient
    from genmux.ids import new_uuid

    await asyncio.to_thread(out.mkdir, parents=True, exist_ok=True)
    async with AsyncExitStack() as stack:
        with _progress(model) as show:
            if url is None:
                url = await stack.enter_async_context(server_url(settings, place_flags()))
            if key is None:
                key = await stack.enter_async_context(passing_key(settings, sandbox))
            client = await stack.enter_async_context(GenmuxClient(url, key))
            task_id = await client.create(model, values, idempotency_key=new_uuid().hex)
            record = await _wait(client, task_id, show, timeout)
        return record, await _download(client, record, out)


async def _wait(
    client: GenmuxClient,
    task_id: str,
    show: Callable[[TaskRecord], None],
    timeout: float | None,
) -> TaskRecord:
    from genmux.client import ClientError

    try:
        return await client.wait(task_id, show, timeout=timeout)
    except asyncio.CancelledError:
        try:
            async with asyncio.timeout(_CANCEL_SECONDS):
                await client.cancel(task_id)
        except (ClientError, TimeoutError) as error:
            click.echo(f"the task {task_id} may still run: {error}", err=True)
        raise


@contextmanager
def _progress(model: str) -> Iterator[Callable[[TaskRecord], None]]:
    """A bar on standard error, gone when the task has ended."""
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    console = Console(stderr=True)
    with Progress(
        *columns, console=console, transient=True, disable=not console.is_terminal
    ) as progress:
        line = progress.add_task(f"{model}: starting", total=100)

        def show(record: TaskRecord) -> None:
            word = _WORDS.get(record.state, record.state)
            progress.update(line, description=f"{model}: {word}", completed=record.progress)

        yield show


async def _download(client: GenmuxClient, record: TaskRecord, out: Path) -> list[Path]:
    links = list(dict.fromkeys(_links(record.result)))
    stem = f"{record.model.replace('/', '-')}-{record.task_id[-6:]}"
    names = [stem] if len(links) == 1 else [f"{stem}-{n}" for n in range(1, len(links) + 1)]
    return [
        await client.download(link, out, stem=name) for link, name in zip(links, names, strict=True)
    ]


def _links(value: Any) -> Iterator[str]:
    """Every link in a result, in order: files may be named under more than one key."""
    if isinstance(value, str):
        if value.startswith(("http://", "https://")):
            yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _links(item)
    elif isinstance(value, list):
        for item in value:
            yield from _links(item)
