"""Where the embedded server keeps its things, and what its own pid file says."""

from __future__ import annotations

import hashlib
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from genmux.db.embedded.failure import EmbeddedError

DATABASE = "genmux"
ROLE = "postgres"
_SOCKET = ".s.PGSQL.5432"
_SOCKET_LIMIT = 107 if sys.platform == "linux" else 103  # bytes in sockaddr_un, less the NUL
# Not tempfile.gettempdir(): the name must be the same for every process, and short.
_SHORT_FOLDERS = Path("/tmp")  # noqa: S108


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths below one folder; `folder` is absolute and free of symbolic links."""

    folder: Path

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def lock(self) -> Path:
        return self.folder / "lock"

    @property
    def log(self) -> Path:
        return self.folder / "postgres.log"

    @property
    def hba(self) -> Path:
        return self.folder / "hba.conf"

    @property
    def ident(self) -> Path:
        return self.folder / "ident.conf"

    @property
    def name(self) -> str:
        """Tells the processes of this cluster from those of another: PostgreSQL's cluster_name."""
        return "genmux-" + hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:16]

    @property
    def socket_folder(self) -> Path:
        """`run` beside the cluster, or a short folder where that path is too long for a socket.

        A comma would split the path, both in the server's setting and in the client's DSN.
        """
        folder = self.folder / "run"
        fits = len(os.fsencode(folder / _SOCKET)) <= _SOCKET_LIMIT
        if fits and not set(str(folder)) & set(',"\n'):
            return folder
        return _SHORT_FOLDERS / self.name

    @property
    def socket_files(self) -> tuple[Path, Path]:
        socket = self.socket_folder / _SOCKET
        return socket, socket.with_name(socket.name + ".lock")


def url_of(socket_folder: Path, database: str = DATABASE) -> str:
    """The asyncpg DSN of a database behind that socket."""
    return f"postgresql:///{database}?host={quote(str(socket_folder))}&port=5432&user={ROLE}"


def make_folder(layout: Layout) -> None:
    """Makes the folder if it is not there; what a user made beforehand keeps its mode.

    Root leaves it passable (0711): the server's user owns only what lies inside, so that it can
    never swap the files that root writes there.
    """
    try:
        layout.folder.parent.mkdir(parents=True, exist_ok=True)
        layout.folder.mkdir(mode=0o711 if os.geteuid() == 0 else 0o700, exist_ok=True)
    except OSError as error:
        raise EmbeddedError(f"Cannot make the folder {layout.folder}: {error.strerror}.") from error


def make_socket_folder(layout: Layout, uid: int, gid: int) -> None:
    """Makes the socket's folder private to the server's user; refuses one that is somebody's."""
    folder = layout.socket_folder
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    if not stat.S_ISDIR(facts.st_mode) or facts.st_uid not in (uid, os.geteuid()):
        raise EmbeddedError(
            f"{folder}, needed for the database's socket, belongs to another user: remove it, or "
            "choose another data folder (--data)."
        )
    if facts.st_uid != uid:
        os.chown(folder, uid, gid, follow_symlinks=False)
    if stat.S_IMODE(facts.st_mode) != 0o700:
        folder.chmod(0o700)


@dataclass(frozen=True, slots=True)
class PidFile:
    """The lines of postmaster.pid that matter here. `status` is one word, "ready" when it is."""

    pid: int
    socket_folder: Path
    status: str


def read_pid_file(layout: Layout) -> PidFile | None:
    """None when there is none, or when it is not complete yet."""
    try:
        lines = (layout.data / "postmaster.pid").read_text("utf-8", "surrogateescape").splitlines()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except PermissionError as error:
        raise foreign_cluster(layout) from error
    try:
        pid = int(lines[0])
    except (IndexError, ValueError):
        return None
    socket = Path(lines[4]) if len(lines) > 4 else layout.socket_folder
    return PidFile(pid, socket, lines[7].strip() if len(lines) > 7 else "starting")


def foreign_cluster(layout: Layout) -> EmbeddedError:
    """The error for a cluster of another user."""
    return EmbeddedError(
        f"The database in {layout.folder} belongs to another user: run this as that user or as "
        "root, or choose another data folder (--data)."
    )
