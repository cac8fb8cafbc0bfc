"""Every error as one line for standard error and an exit code: 2 for misuse, 1 for failure."""

from __future__ import annotations

import os
import sys
import traceback

import click

USAGE = 2
FAILED = 1
_INTERRUPTED = 130


def explain(error: BaseException) -> tuple[str, int]:
    """The line to print, which may be empty, and the exit code."""
    if isinstance(error, SystemExit):
        return "", error.code if isinstance(error.code, int) else FAILED
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return "genmux: interrupted", _INTERRUPTED
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        return error.format_message(), USAGE
    if isinstance(error, click.UsageError):
        path = error.ctx.command_path if error.ctx else "genmux"
        text = error.format_message().rstrip(".")
        return f"{path}: {text}. See `{path} --help`.", USAGE
    if isinstance(error, click.ClickException):
        return f"genmux: {error.format_message()}", error.exit_code
    if isinstance(error, BrokenPipeError):
        # Whoever read the output has seen enough; nothing may be written at exit either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return "", FAILED
    return f"genmux: {_words(error)}", FAILED


def _words(error: BaseException) -> str:
    import asyncpg

    from genmux.client.errors import ClientError
    from genmux.errors import GenmuxError
    from genmux.settings import SettingsError

    if isinstance(error, SettingsError):
        return "\ngenmux: ".join(error.problems)
    if isinstance(error, GenmuxError | ClientError):
        return error.message
    if isinstance(
        error, asyncpg.InvalidPasswordError | asyncpg.InvalidAuthorizationSpecificationError
    ):
        return f"the database refuses the login: {error}. Check database.url."
    if isinstance(error, asyncpg.InvalidCatalogNameError):
        return f"{error}. Create it first, or correct database.url."
    if isinstance(error, asyncpg.PostgresError | asyncpg.InterfaceError):
        return f"the database says: {error}"
    if isinstance(error, OSError):
        return f"{error.filename}: {error.strerror}" if error.filename else str(error)
    if os.environ.get("GENMUX_LOG_LEVEL", "").lower() == "debug":
        return "".join(traceback.format_exception(error)).rstrip()
    kind = type(error).__name__
    return f"unexpected {kind}: {error} (GENMUX_LOG_LEVEL=debug shows where)"
