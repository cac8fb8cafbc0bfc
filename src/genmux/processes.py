"""Small facts about processes that several roles need."""

from __future__ import annotations

import ctypes
import gc
import resource
import signal
import sys

_PR_SET_PDEATHSIG = 1
_OPEN_FILES = 65_536
_YOUNG = 10_000
"""objects more than were freed; by default a collection comes with every request or two"""


def settle_memory() -> None:
    """Called when a server has started: what it made until then stays, so the collector need not
    look at it again and again, which holds everybody up for a tenth of a second. Nor need it look
    after each request: nearly all that one makes is freed without it."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_YOUNG, *gc.get_threshold()[1:])


def die_with_parent(signum: signal.Signals = signal.SIGKILL) -> None:
    """Asks the kernel to send that signal when the parent dies; nothing to ask for but on Linux."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, int(signum), 0, 0, 0)


def open_many_files() -> None:
    """Raises the limit of open files, often 1024, as far as this user may: a connection is one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _OPEN_FILES if hard == resource.RLIM_INFINITY else min(hard, _OPEN_FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
