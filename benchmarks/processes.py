"""What processes of this machine use."""

from __future__ import annotations

import psutil

_MEGABYTE = 1e6


def rss(pid: int) -> float:
    """Resident megabytes of one process, without its children."""
    return float(psutil.Process(pid).memory_info().rss) / _MEGABYTE


def cpu(pid: int) -> float:
    """Seconds of processor time that one process has used, without its children."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def tree_memory(pid: int) -> dict[str, float]:
    """Proportional megabytes (shared pages counted once) by kind of process, of a whole tree."""
    found: dict[str, float] = {}
    top = psutil.Process(pid)
    for process in (top, *top.children(recursive=True)):
        name = _kind(process) if process != top else "parent"
        found[name] = found.get(name, 0.0) + float(process.memory_full_info().pss) / _MEGABYTE
    return found


def _kind(process: psutil.Process) -> str:
    words = process.cmdline()
    modules = [word for word in words if word.startswith("genmux.")]
    if modules:
        return modules[0].rpartition(".")[2]
    return "postgres" if "postgres" in process.name() else process.name()
