"""Gateways that others wrote, for a comparison in the same run, each in a folder of its own.

Only with GENMUX_BENCH_PEERS=FOLDER: what is missing there is installed first, LiteLLM's proxy with
uv, or pip, and Portkey's gateway with npm, from the registries that those are set up for.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import psutil

FOLDER = "GENMUX_BENCH_PEERS"
_PATIENCE = 90.0


@dataclass(frozen=True, slots=True)
class Peer:
    """`target` is how many times its requests per CPU-second Genmux is to make."""

    name: str
    target: float
    place: Path
    model: str
    path: str = "/v1/chat/completions"
    key: str = "sk-bench"
    headers: Mapping[str, str] = field(default_factory=dict)


def installed() -> list[Peer]:
    """Those that can be had here; none unless a folder is named."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return []
    place = Path(folder).absolute()
    place.mkdir(parents=True, exist_ok=True)
    found = []
    if _litellm(place / "litellm"):
        found.append(Peer("LiteLLM", 20, place / "litellm", "mock"))
    if _portkey(place / "portkey"):
        found.append(Peer("Portkey", 3, place / "portkey", "mock"))
    return found


def _litellm(place: Path) -> bool:
    program = place / "bin" / "litellm"
    if program.exists():
        return True
    uv = shutil.which("uv")
    if uv:
        steps = [[uv, "venv", "-q", str(place), "-p", sys.executable]]
        steps.append([uv, "pip", "install", "-q", "-p", str(place), "litellm[proxy]"])
    else:
        steps = [[sys.executable, "-m", "venv", str(place)]]
        steps.append([str(place / "bin" / "pip"), "install", "-q", "litellm[proxy]"])
    return all(_ran(step) for step in steps) and program.exists()


def _portkey(place: Path) -> bool:
    program = place / "node_modules" / ".bin" / "gateway"
    if program.exists():
        return True
    npm = shutil.which("npm")
    package = "@portkey-ai/gateway"
    quiet = ["--silent", "--no-audit", "--no-fund"]
    return npm is not None and _ran([npm, "install", "--prefix", str(place), package, *quiet])


def _ran(command: list[str]) -> bool:
    try:
        return subprocess.run(command, check=False, timeout=600).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


@asynccontextmanager
async def running_peer(
    peer: Peer, vendor: str, folder: Path
) -> AsyncIterator[tuple[Peer, str, tuple[int, ...]]]:
    """The peer in front of the vendor at that address, its own address and its processes."""
    port = _free_port()
    environ = {**os.environ, "LITELLM_LOG": "ERROR", "TRUSTED_CUSTOM_HOSTS": "127.0.0.1"}
    if peer.place.name == "litellm":
        config = folder / "litellm.yaml"
        config.write_text(
            "model_list:\n"
            f"  - {{model_name: {peer.model}, litellm_params: {{model: openai/{peer.model}, "
            f"api_base: {vendor}/v1, api_key: none}}}}\n"
            f"general_settings: {{master_key: {peer.key}}}\n"
        )
        command = [str(peer.place / "bin" / "litellm"), "--config", str(config)]
        command += ["--host", "127.0.0.1", "--port", str(port), "--num_workers", "1"]
    else:
        command = [
            "node",
            str(peer.place / "node_modules/@portkey-ai/gateway/build/start-server.js"),
        ]
        command += [f"--port={port}", "--headless"]
        headers = {"x-portkey-provider": "openai", "x-portkey-custom-host": f"{vendor}/v1"}
        peer = Peer(peer.name, peer.target, peer.place, peer.model, headers=headers)
    process = await asyncio.create_subprocess_exec(
        *command, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}"
    try:
        await _ready(address)
        top = psutil.Process(process.pid)
        pids = (process.pid, *(child.pid for child in top.children(recursive=True)))
        yield peer, address, pids
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _ready(address: str) -> None:
    async with asyncio.timeout(_PATIENCE), aiohttp.ClientSession() as session:
        while True:
            with contextlib.suppress(aiohttp.ClientError):
                async with session.get(address + "/"):
                    return
            await asyncio.sleep(0.2)


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
