"""As whom the server runs, and how its process is started.

As root it drops to an unprivileged user. That user may be unable to reach the binaries or the
data folder (a virtual environment below /root, a 0700 folder from mktemp). No mode of anybody's
folder is changed for it: the process keeps one capability instead, to pass and read
(CAP_DAC_READ_SEARCH), or, where that is not to be had, as in default containers, to ignore file
modes (CAP_DAC_OVERRIDE). PostgreSQL looks for its files with access(2), which ignores the
capabilities of a user other than root unless the secure bit no_setuid_fixup is set.
"""

from __future__ import annotations

import ctypes
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from genmux.db.embedded.failure import EmbeddedError
from genmux.db.embedded.layout import foreign_cluster

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from genmux.db.embedded.layout import Layout

_USERS = ("genmux", "postgres", "nobody")
_CAPABILITIES = (None, "dac_read_search", "dac_override")
_PR_SET_PDEATHSIG = 1
# Nothing else is handed on: our environment may hold keys, and PG* would steer the server.
_ENVIRONMENT = ("PATH", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")


@dataclass(frozen=True, slots=True)
class Launcher:
    """Starts programs as the server's user, in a session of their own, ending with this thread.

    `capability` is what the process keeps when root drops to another user.
    """

    uid: int
    gid: int
    setpriv: str | None
    capability: str | None = None

    def start(self, command: Sequence[str], log: int) -> subprocess.Popen[bytes]:
        """`log` is the descriptor that both outputs go to.

        A session of its own, so that Ctrl-C in a terminal reaches the supervisor alone and the
        server stops last.
        """
        drops = self._drops and self.setpriv is None
        return subprocess.Popen(
            [*self.prefix, *command],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd="/",
            env=environment(),
            start_new_session=True,
            user=self.uid if drops else None,
            group=self.gid if drops else None,
            extra_groups=[] if drops else None,
            preexec_fn=self._before_exec,  # noqa: PLW1509 - only where setpriv is missing
        )

    @property
    def prefix(self) -> list[str]:
        """The words of setpriv that go before a command."""
        if self.setpriv is None:
            return []
        words = [self.setpriv, "--pdeathsig", "INT", "--no-new-privs"]
        if self._drops:
            words += [f"--reuid={self.uid}", f"--regid={self.gid}", "--clear-groups"]
            kept = f",+{self.capability}" if self.capability else ""
            words.append(f"--inh-caps=-all{kept}")
        if self.capability:
            words += [f"--ambient-caps=-all,+{self.capability}", "--securebits=+no_setuid_fixup"]
        return words

    @property
    def _drops(self) -> bool:
        return self.uid != os.geteuid()

    @property
    def _before_exec(self) -> Callable[[], None] | None:
        if self.setpriv is not None or sys.platform != "linux":
            return None
        prctl = ctypes.CDLL(None).prctl  # looked up here: after the fork nothing may be loaded
        return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0) and None


def environment() -> dict[str, str]:
    """What the server's programs get to see of ours."""
    kept = {name: os.environ[name] for name in _ENVIRONMENT if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


def choose(layout: Layout, binary: Path) -> Launcher:
    """The server's user, and what it needs to reach `binary` and the folder."""
    uid, gid = _user(layout)
    setpriv = shutil.which("setpriv") if sys.platform == "linux" else None
    launcher = Launcher(uid, gid, setpriv)
    if os.geteuid() == uid:
        return launcher
    said = ""
    for capability in _CAPABILITIES if setpriv else (None,):
        candidate = replace(launcher, capability=capability)
        said = _attempt(candidate, layout.folder, binary)
        if not said:
            return candidate
    raise EmbeddedError(
        f"PostgreSQL must not run as root, and as {'/'.join(names_of(uid)) or uid} it cannot "
        f"enter {layout.folder} and run {binary}: {said}\n"
        "Choose a data folder (--data) and an installation that this user can reach, start as a "
        "normal user, or set database.url to a server of your own."
    )


def names_of(*uids: int) -> list[str]:
    """The user names of those ids, without repetition; ids without a name are left out."""
    names = []
    for uid in dict.fromkeys(uids):
        try:
            names.append(pwd.getpwuid(uid).pw_name)
        except KeyError:
            continue
    return names


def _user(layout: Layout) -> tuple[int, int]:
    """The owner of an existing cluster; else ourselves, or for root a user fit for it."""
    own = os.geteuid()
    owner = layout.data.stat() if layout.data.exists() else None
    if own != 0:
        if owner is not None and owner.st_uid != own:
            raise foreign_cluster(layout)
        return own, os.getegid()
    if owner is not None:
        if owner.st_uid == 0:
            raise EmbeddedError(
                f"{layout.data} belongs to root, as which PostgreSQL must not run: give it to "
                f"another user (chown -R {_fit().pw_name} {layout.data})."
            )
        return owner.st_uid, owner.st_gid
    entry = _fit()
    return entry.pw_uid, entry.pw_gid


def _fit() -> pwd.struct_passwd:
    for name in _USERS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return entry
    raise EmbeddedError(
        "PostgreSQL must not run as root and there is no user to run it as: add a user genmux, "
        "or set database.url to a server of your own."
    )


def _attempt(launcher: Launcher, folder: Path, binary: Path) -> str:
    """Tries to enter the folder and to run the binary; returns what was said against it."""
    script = 'cd -- "$1" && exec "$2" --version'
    with tempfile.TemporaryFile() as output:
        command = ["/bin/sh", "-c", script, "sh", str(folder), str(binary)]
        code = launcher.start(command, output.fileno()).wait()
        output.seek(0)
        said = output.read().decode("utf-8", "replace").strip()
    return "" if code == 0 else said or f"exit {code}"
