"""What Runway's errors mean, in replies and in tasks that failed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from genmux.engines.remote import Refused, Response, Why
from genmux.engines.vendors.answers import refusal, told

_MODERATION = "SAFETY"
_EMPTY = "enough credits"
"""how the vendor words an empty account, with status 400 and no code"""


def failure(reply: Response) -> Refused:
    """An error reply: `{"error": "…"}`."""
    if reply.status == 400 and _EMPTY in told(reply):
        return refusal(reply, "credit")
    return refusal(reply)


def task_failure(task: Mapping[str, Any]) -> Refused:
    """Why a task that was taken did not come to anything.

    Codes are words with dots between: those of the contents begin with SAFETY, or with what was
    checked when it was read, as in `INPUT_PREPROCESSING.SAFETY.TEXT`.
    """
    code = str(task.get("failureCode") or "")
    said = str(task.get("failure") or code or "no reason")
    why: Why = "moderation" if _MODERATION in code.split(".") else "failed"
    return Refused(f"The vendor could not make it: {said[:300]}", why)
