"""What an engine of a vendor takes and gives: sans-IO, so that it can be tested without a network.

Its methods are generators that yield `Request`s and are sent `Response`s. The worker is the only
sender; it saves the phase before a request that `commits`, and waits without holding a slot.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, Protocol, TypeVar

from genmux.engines.base import EngineFailure, FileRole, SourceType, Work

Why = Literal[
    "unsupported",
    "input",
    "auth",
    "credit",
    "rate",
    "busy",
    "moderation",
    "failed",
    "expired",
    "unknown",
]
"""Why a vendor does not make it. The first six: it surely did not take the job, so another route
may. `unsupported` is found before anything is sent; `input` is its complaint about the request;
`auth` and `credit` are the operator's to mend; `rate` and `busy` pass. Of the others the last one
says that nobody knows whether the job was taken."""
NOT_TAKEN: frozenset[Why] = frozenset({"unsupported", "input", "auth", "credit", "rate", "busy"})

_CODES: Mapping[Why, str] = {
    "unsupported": "422",
    "input": "422",
    "rate": "429",
    "moderation": "400",
}


class Refused(EngineFailure):
    """A vendor will not, or could not. `retry_after` is seconds, where it said so.

    The message goes to the client: no key, no address of ours, no account name may be in it.
    """

    def __init__(self, message: str, why: Why, *, retry_after: float | None = None) -> None:
        super().__init__(message, code=_CODES.get(why, "500"))
        self.why = why
        self.retry_after = retry_after


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file as one part of a form; it is read when the request is sent."""

    path: str
    name: str
    mime: str


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request. Either `body`, or `form` (multipart), or the contents of `file`."""

    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    form: tuple[tuple[str, str | FilePart], ...] = ()
    file: str = ""
    timeout: float = 60.0
    """seconds until the whole reply is there"""
    commits: bool = False
    """after it the vendor may be at work and the job may cost something"""


@dataclass(frozen=True, slots=True)
class Response:
    """`headers` have lower-case names."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Made:
    """One file of a result: by `url`, fetched with `headers`, or in `data`."""

    url: str = ""
    data: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    """empty = numbered, with the extension of its type"""
    role: FileRole = "result"
    detail: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Accepted:
    """The vendor took the job; poll it under this id after `poll_after` seconds."""

    vendor_id: str
    poll_after: float = 2.0


@dataclass(frozen=True, slots=True)
class StillRunning:
    """`stage` names a part of the result that is ready, with everything that is so far."""

    poll_after: float = 2.0
    progress: float | None = None
    stage: str = ""
    so_far: tuple[Made, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finished:
    """The vendor is done. `extra` is that of `base.Rendered`."""

    files: tuple[Made, ...]
    extra: Mapping[str, Any] = field(default_factory=dict)
    source_type: SourceType = "trainedAlgorithmicMedia"
    cost: Decimal | None = None
    """US dollars, where the vendor says what it took"""


@dataclass(frozen=True, slots=True)
class Plan:
    """How a route would make a work."""

    model: str
    """what the vendor calls the model"""
    notes: tuple[str, ...] = ()
    """what of the request will have no effect there, and why"""
    cost: Decimal | None = None
    """US dollars by the vendor's price list; None where it is not known"""


Outcome = TypeVar("Outcome")
Steps = Generator[Request, Response, Outcome]


class RemoteEngine(Protocol):
    """One account at a vendor. All methods may raise Refused."""

    name: str
    """of the account, as in the settings"""
    repeatable: bool
    """the same `submit` twice, for the same task id, is one job there"""

    def offers(self, model: str) -> bool:
        """Whether there is a route for that id of the catalogue."""

    def plan(self, work: Work) -> Plan:
        """Looks at the request only; raises Refused `unsupported`."""

    def submit(self, work: Work) -> Steps[Accepted | Finished]:
        """Hands the work over. Exactly one of its requests commits, the last that is not a look."""

    def poll(self, work: Work, vendor_id: str) -> Steps[StillRunning | Finished]:
        """Asks once how the job stands; `work` comes without its files."""

    def cancel(self, work: Work, vendor_id: str) -> Steps[None]:
        """Ends the job there, where the vendor can; else yields nothing."""

    def genuine(self, headers: Mapping[str, str], body: bytes) -> Steps[bool]:
        """Whether a call to the hook is the vendor's. What it says is not believed, it only makes
        the worker ask at once."""
