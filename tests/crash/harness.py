"""Real processes of Genmux, to be killed: started, found by role, stopped; and what clients do
meanwhile. What must hold afterwards is in `judge`."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any, Literal, Self

import aiohttp
import psutil

Role = Literal["api", "worker", "renderer", "postgres"]

# Cheap to pay and to draw: 512 pixels square.
MODEL = "qwen/text-to-image"
INPUT: Mapping[str, Any] = {"prompt": "a kite", "image_size": "square", "output_format": "jpeg"}

QUICK = {"GENMUX_LIMITS_CREATES": "0", "GENMUX_WORKER_LEASE_SECONDS": "3"}
"""no pace limit, and the shortest lease, so that a test waits seconds for dead workers"""
_READY_SECONDS = 60.0


def say(text: str) -> None:
    """For whoever reads a failure, or the measurements with -s; seeds repeat a round."""
    sys.stdout.write(f"{text}\n")


class Program:
    """One `python -m ...` process: its standard output is read, its log kept in a file."""

    def __init__(self, log: Path, *words: str, env: Mapping[str, str] | None = None) -> None:
        self.words = words
        self.log = log
        self._env = env or {}
        self._process: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def start(self) -> Self:
        with self.log.open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                "-m",
                *self.words,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env={**os.environ, **self._env},
                start_new_session=True,
            )
        return self

    async def ready(self) -> str:
        """What follows the word `ready` on its output. Raises when it ends before."""
        assert self._process is not None
        assert self._process.stdout is not None
        async with asyncio.timeout(_READY_SECONDS):
            async for line in self._process.stdout:
                word, _, rest = line.decode().strip().partition(" ")
                if word == "ready":
                    return rest
        raise AssertionError(f"it ended before it was ready:\n{self.said()}")

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def send(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    async def ended(self, timeout: float = 30.0) -> int:
        """Its exit code, negative for a signal. Raises TimeoutError."""
        assert self._process is not None
        async with asyncio.timeout(timeout):
            return await self._process.wait()

    def said(self) -> str:
        """All that it wrote to standard error so far."""
        return self.log.read_text("utf-8", "replace")

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        """Whatever the test left, nothing stays behind."""
        if self.running:
            tree = family(self.pid)
            self.send(signal.SIGKILL)
            await self.ended()
            await all_gone(tree)


def serve_words(data: Path) -> list[str]:
    """How `genmux serve` is called: on a free port, with receivers on this machine."""
    serve = ["serve", "--port", "0", "--no-console", "--allow-net", "127.0.0.0/8"]
    return ["genmux", "--data", str(data), *serve]


class Server(Program):
    """`genmux serve` on a data folder."""

    def __init__(self, data: Path, *flags: str, env: Mapping[str, str] | None = None) -> None:
        super().__init__(
            data.with_name(data.name + ".log"),
            *serve_words(data),
            *flags,
            env={**QUICK, **(env or {})},
        )
        self.data = data
        self.url = ""
        self.seconds_to_ready = 0.0

    async def start(self) -> Self:
        began = time.monotonic()
        await super().start()
        self.url = await self.ready()
        self.seconds_to_ready = time.monotonic() - began
        return self

    def pids(self, role: Role) -> list[int]:
        """The processes of that role, the oldest (for postgres: its main process) first."""
        return [pid for pid, kind in family(self.pid).items() if kind == role]

    async def kill(self, role: Role) -> None:
        """Kills every process of that role, as soon as there is one."""
        async with asyncio.timeout(20):
            while not (pids := self.pids(role)):  # noqa: ASYNC110  another process decides
                await asyncio.sleep(0.02)
        for pid in pids:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def family(parent: int) -> dict[int, str]:
    """The processes below that one, in the order of their start, each with its role."""
    found: dict[int, str] = {}
    with suppress(psutil.NoSuchProcess):
        for process in psutil.Process(parent).children(recursive=True):
            with suppress(psutil.NoSuchProcess):
                words = " ".join(process.cmdline())
                for sign, role in _SIGNS.items():
                    if sign in words:
                        found[process.pid] = role
                        break
    return found


_SIGNS = {
    "genmux.roles.api": "api",
    "genmux.roles.worker": "worker",
    "genmux.worker.renderer": "renderer",
    "postgres": "postgres",
}


async def all_gone(pids: Mapping[int, str], timeout: float = 10.0) -> float:
    """How many seconds it took until none of them lived; a zombie does not. Raises with those
    that stayed."""
    began = time.monotonic()
    while left := {pid: role for pid, role in pids.items() if _lives(pid)}:
        if time.monotonic() - began > timeout:
            raise AssertionError(f"still there after {timeout:g} s: {left}")
        await asyncio.sleep(0.02)
    return time.monotonic() - began


def _lives(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


class Client:
    """Creates tasks as a careful client does: one Idempotency-Key for each, tried again with it
    until a reply has come. `url` may change when the server moves."""

    def __init__(self, url: str, key: str, callback: str | None = None) -> None:
        self.url = url
        self.accepted: dict[str, str] = {}
        """Idempotency-Key → task id"""
        self.codes: Counter[str] = Counter()
        """how the tries ended: codes of the envelope, names of connection errors"""
        self._headers = {"Authorization": f"Bearer {key}"}
        self._callback = callback

    async def create(
        self, model: str = MODEL, values: Mapping[str, Any] = INPUT, *, key: str = ""
    ) -> str:
        """The id of the task. Raises TimeoutError when no try succeeds within a minute."""
        key = key or f"key-{len(self.accepted)}-{random.getrandbits(64):x}"
        body = {"model": model, "input": dict(values), "callBackUrl": self._callback}
        async with asyncio.timeout(60), self._session() as session:
            while True:
                reply = await self._try(session, key, body)
                if reply is not None:
                    task_id = str(reply["data"]["taskId"])
                    self.accepted[key] = task_id
                    return task_id
                await asyncio.sleep(0.05)

    async def _try(
        self, session: aiohttp.ClientSession, key: str, body: Mapping[str, Any]
    ) -> dict[str, Any] | None:
        try:
            async with session.post(
                f"{self.url}/api/v1/jobs/createTask", json=body, headers={"Idempotency-Key": key}
            ) as reply:
                answer: dict[str, Any] = await reply.json()
        except (aiohttp.ClientError, ConnectionError) as error:
            self.codes[type(error).__name__] += 1
            return None
        self.codes[str(answer["code"])] += 1
        return answer if answer["code"] == 200 else None

    async def record(self, task_id: str) -> dict[str, Any]:
        async with (
            self._session() as session,
            session.get(f"{self.url}/api/v1/jobs/recordInfo?taskId={task_id}") as reply,
        ):
            answer: dict[str, Any] = await reply.json()
        data: dict[str, Any] = answer["data"]
        return data

    async def until(self, task_id: str, *states: str, timeout: float = 40.0) -> dict[str, Any]:
        """The record once it is in one of those states."""
        async with asyncio.timeout(timeout):
            while True:
                record = await self.record(task_id)
                if record["state"] in states:
                    return record
                await asyncio.sleep(0.02)

    async def storm(self, tasks: int, clients: int, seed: int, pace: float = 0.1) -> None:
        """That many tasks from that many clients at once; `pace` is the longest pause of each."""
        rng = random.Random(seed)

        async def one(number: int) -> None:
            for turn in range(number, tasks, clients):
                await asyncio.sleep(rng.random() * pace)
                await self.create(
                    values={**INPUT, "prompt": f"kite {turn}"}, key=f"storm-{seed}-{turn}"
                )

        async with asyncio.TaskGroup() as group:
            for number in range(clients):
                group.create_task(one(number))

    def _session(self) -> aiohttp.ClientSession:
        return aiohttp.ClientSession(headers=self._headers)


@asynccontextmanager
async def storming(
    client: Client, tasks: int, clients: int, seed: int, pace: float
) -> AsyncIterator[None]:
    """A storm around what the block does; afterwards every client has its replies."""
    say(f"seed {seed}")
    storm = asyncio.create_task(client.storm(tasks, clients, seed, pace))
    try:
        yield
        await storm
    finally:
        storm.cancel()
