"""Which engine makes what. Routes are ordered choices; today every model has the built-in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from genmux.engines.base import RemoteEngine

SKETCH = "genmux.engines.sketch.engine:SketchEngine"
LOCAL = "sketch"
"""the name of the engine that the renderers load"""


@dataclass(frozen=True, slots=True)
class Route:
    engine: str
    lane: Literal["local", "remote"]


@dataclass(frozen=True, slots=True)
class Engines:
    """The engines of one program. `local` is the place of the engine that the renderers load;
    `remote` maps names to vendor engines; `default` names the route of every model."""

    local: str = SKETCH
    remote: Mapping[str, RemoteEngine] = field(default_factory=dict)
    default: str = LOCAL

    def route(self, *, sandbox: bool) -> Route:
        """Sandbox keys never leave this machine; live ones take the default route."""
        if not sandbox and self.default in self.remote:
            return Route(self.default, "remote")
        return Route(LOCAL, "local")
