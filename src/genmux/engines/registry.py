"""Which engines make a model, in order: a request's wish, else its project's rules, else the
settings', else the accounts as they are listed. Without any, the built-in engine."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from typing import Literal

from genmux.engines.base import Shape
from genmux.engines.remote import RemoteEngine

SKETCH = "genmux.engines.sketch.engine:SketchEngine"
LOCAL = "sketch"
"""the name of the engine that the renderers load"""
_LONG_FILM = 1280 * 720 * 24 * 12
"""pixels of all frames: a film of twelve seconds in 720p takes about seven to make"""
_LONG_SOUND = 60
"""seconds"""


@dataclass(frozen=True, slots=True)
class Rule:
    """Models, as a pattern of ids with `*`, and the engines for them in order."""

    models: str
    use: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """What a project has of its own: accounts, which replace those of the same name, and rules,
    which come first."""

    remote: Mapping[str, RemoteEngine] = field(default_factory=dict)
    rules: Sequence[Rule] = ()


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines of one program. `local` is the place of the engine that the renderers load;
    `remote` holds accounts at vendors by name, in the order of the settings."""

    local: str = SKETCH
    remote: Mapping[str, RemoteEngine] = field(default_factory=dict)
    rules: Sequence[Rule] = ()

    def routes(
        self, model: str, *, sandbox: bool, wish: Sequence[str] = (), own: Own | None = None
    ) -> tuple[str, ...]:
        """Names of engines in the order in which they are tried.

        Sandbox keys never leave this machine. Where a wish or a rule names the engines and none of
        them has the model, there is no route: a draft is never passed off as what was asked for.
        """
        if sandbox:
            return (LOCAL,)
        own = own or Own()
        known = {**self.remote, **own.remote}
        named = tuple(wish) or _named(model, [*own.rules, *self.rules])
        found = tuple(_able(model, named if named is not None else known, known))
        return found if found or named is not None else (LOCAL,)

    def names(self, own: Own | None = None) -> list[str]:
        """Every engine that a wish or a rule can name."""
        return [*{**self.remote, **(own.remote if own else {})}, LOCAL]

    def vendor(self, name: str, own: Own | None = None) -> RemoteEngine | None:
        if own is not None and name in own.remote:
            return own.remote[name]
        return self.remote.get(name)


def lane(routes: Sequence[str], shape: Shape | None = None) -> Literal["local", "long", "remote"]:
    """Where a task with these routes, and a result of this shape, waits for a worker."""
    if routes and routes[0] != LOCAL:
        return "remote"
    return "long" if shape is not None and _is_long(shape) else "local"


def _is_long(shape: Shape) -> bool:
    drawn = shape.width * shape.height * shape.fps * shape.seconds * shape.count
    # Songs come in twos, and nobody knows how long they will be.
    song = shape.kind == "audio" and shape.count > 1
    return song or drawn > _LONG_FILM or (shape.kind == "audio" and shape.seconds > _LONG_SOUND)


def _named(model: str, rules: Iterable[Rule]) -> tuple[str, ...] | None:
    for rule in rules:
        if fnmatchcase(model, rule.models):
            return rule.use
    return None


def _able(model: str, names: Iterable[str], known: Mapping[str, RemoteEngine]) -> Iterable[str]:
    for name in names:
        if name == LOCAL or (name in known and known[name].offers(model)):
            yield name
