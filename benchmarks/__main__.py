"""`python -m benchmarks [name ...] [--quick]`: measures, prints a table, keeps the figures."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from importlib import import_module
from pathlib import Path

import orjson

from genmux.roles.loop import run

from .figures import Figure, table
from .ground import Ground, durable_server

RESULTS = Path(__file__).parent / "results"
QUICK = 0.15

# In this order: what needs a quiet, small database comes before what fills one.
NAMES: Mapping[str, str] = {
    "create": "createTask against a naive floor; one project against many",
    "read": "recordInfo against a bare indexed read",
    "instant": "from create to visible success, at 50 tasks a second",
    "waiting": "memory of a worker with 5,000 tasks that wait for a vendor",
    "callbacks": "deliveries per second to one receiver",
    "chat": "chat completions through Genmux against the same instant vendor directly",
    "draft": "films of the built-in engine against the encoder; memory; cancel",
    "history": "createTask and recordInfo with 2,000,000 finished tasks",
    "startup": "seconds to ready, idle memory, the command line",
}

Measure = Callable[[Ground], Awaitable[list[Figure]]]


def measure_of(name: str) -> Measure:
    measure: Measure = import_module(f"benchmarks.{name}").measure
    return measure


async def _run(names: list[str], share: float, place: Path | None) -> None:
    folder = Path(tempfile.mkdtemp(prefix="genmux-bench-", dir=place))
    found: dict[str, list[Figure]] = {}
    began = time.monotonic()
    try:
        async with durable_server(folder) as url:
            for name in names:
                sys.stdout.write(f"\n{name}: {NAMES[name]}\n")
                sys.stdout.flush()
                found[name] = await measure_of(name)(Ground(url, folder, share))
                sys.stdout.write(table(found[name]) + "\n")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    _keep(found, share)
    missed = [one.what for figures in found.values() for one in figures if one.verdict == "MISSED"]
    took = time.monotonic() - began
    sys.stdout.write(
        f"\n{took:.0f} s; " + (f"missed: {'; '.join(missed)}\n" if missed else "all targets met\n")
    )


def _keep(found: Mapping[str, list[Figure]], share: float) -> None:
    now = datetime.now(UTC)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{now:%Y%m%d-%H%M%S}.json").write_bytes(
        orjson.dumps(
            {
                "at": now.isoformat(timespec="seconds"),
                "share": share,
                "python": platform.python_version(),
                "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores",
                "load": os.getloadavg(),
                "figures": {name: [one.plain() for one in all_] for name, all_ in found.items()},
            },
            option=orjson.OPT_INDENT_2,
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Measures Genmux on the embedded database, with full durability.",
        epilog="\n".join(f"  {name:10} {text}" for name, text in NAMES.items()),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("name", nargs="*", help="default: all of them")
    parser.add_argument("--quick", action="store_true", help="shorter rounds, smaller tables")
    parser.add_argument("--data", type=Path, help="a folder on the disk to measure")
    given = parser.parse_args()
    run(_run(given.name or list(NAMES), QUICK if given.quick else 1.0, given.data))


if __name__ == "__main__":
    main()
