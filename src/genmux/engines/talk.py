"""What people, models and tools say to each other: the one form between chat dialects and routes.

An `Ask` goes to a route; the route answers with a stream of events that ends with `Stopped` and,
where the route counts, `Counted`. Plain values; nothing here knows a wire format.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Role = Literal["system", "user", "assistant", "tool"]
MediaKind = Literal["image", "audio", "video", "file"]
Reason = Literal["stop", "length", "calls", "sequence", "refused"]
Effort = Literal["none", "minimal", "low", "medium", "high", "xhigh"]
EFFORTS: tuple[Effort, ...] = ("none", "minimal", "low", "medium", "high", "xhigh")


@dataclass(frozen=True, slots=True)
class Text:
    text: str


@dataclass(frozen=True, slots=True)
class Media:
    """A picture, sound, film or file: by `url`, or with its bytes in `data` (base64)."""

    kind: MediaKind
    mime: str = ""
    url: str = ""
    data: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """The model asks for a tool. `arguments` is JSON text, as models write it."""

    id: str
    name: str
    arguments: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a tool answered to the call `call_id`."""

    call_id: str
    text: str
    name: str = ""
    failed: bool = False
    media: tuple[Media, ...] = ()


@dataclass(frozen=True, slots=True)
class Thought:
    """Thinking that was shown, or nothing of it; `signature` is what its vendor wants back before
    whatever follows."""

    text: str
    signature: str = ""


Part = Text | Media | Call | Result | Thought


@dataclass(frozen=True, slots=True)
class Message:
    role: Role
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "\n".join(part.text for part in self.parts if isinstance(part, Text))


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that the model may call; `schema` is the JSON Schema of its arguments."""

    name: str
    description: str = ""
    schema: Mapping[str, Any] = field(default_factory=dict)
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Whether tools are called: `named` means the one called `name`."""

    mode: Literal["auto", "none", "required", "named"] = "auto"
    name: str = ""
    parallel: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """What the answer's text must be: anything, some JSON, or JSON that fits `schema`."""

    kind: Literal["text", "json", "schema"] = "text"
    schema: Mapping[str, Any] = field(default_factory=dict)
    name: str = ""
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `model` is the catalogue id; `title` only for people to read.

    `max_tokens` 0 = the client named none. `effort` none = no thinking; `show_thoughts` asks for
    the thinking as text. `hosted` are tools that the vendor itself would run, by name.
    """

    model: str
    messages: tuple[Message, ...]
    title: str = ""
    tools: tuple[Tool, ...] = ()
    hosted: tuple[str, ...] = ()
    choice: Choice = Choice()
    form: Form = Form()
    max_tokens: int = 0
    stop: tuple[str, ...] = ()
    temperature: float | None = None
    top_p: float | None = None
    effort: Effort = "none"
    show_thoughts: bool = False
    stream: bool = False
    count_in_stream: bool = False
    """the client wants usage in a chunk of its own"""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens. `cached` are among `input`, `reasoning` among `output`."""

    input: int = 0
    output: int = 0
    cached: int = 0
    reasoning: int = 0


@dataclass(frozen=True, slots=True)
class Said:
    text: str


@dataclass(frozen=True, slots=True)
class Thinking:
    text: str


@dataclass(frozen=True, slots=True)
class Signed:
    """The thinking so far, shown or not, is over and carries this signature."""

    signature: str


@dataclass(frozen=True, slots=True)
class Calling:
    """Call number `index` begins; its arguments follow in pieces."""

    index: int
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Arguments:
    index: int
    text: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """`sequence` is the stop text that ended it, where the reason is one."""

    reason: Reason
    sequence: str = ""


@dataclass(frozen=True, slots=True)
class Counted:
    usage: Usage


Event = Said | Thinking | Signed | Calling | Arguments | Stopped | Counted
Events = AsyncIterator[Event]


class RouteFailure(Exception):
    """A route cannot answer. `status` is what a vendor's API would say; `again` whether another
    route may do better."""

    def __init__(
        self,
        message: str,
        *,
        status: int = 502,
        again: bool = True,
        retry_after: float | None = None,
        code: str = "",
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.again = again
        self.retry_after = retry_after
        self.code = code
