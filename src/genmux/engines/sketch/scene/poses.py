"""What doing something makes of a drawing: its limbs, how high it leaves the ground, its motion."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

from genmux.engines.sketch.nouns import ANIMALS
from genmux.engines.sketch.scene import animals, figure, nap
from genmux.engines.sketch.scene.limbs import LIMBS

if TYPE_CHECKING:
    from genmux.engines.sketch.scene.subject import Subject

LIFTS = {"jump": 0.3, "fly": 0.5}
"""how far above the ground, by its own height"""
_BOBS = {"jump": 0.05, "dance": 0.012, "run": 0.008, "cheer": 0.012}
_HOLDS = {"cook": "pan", "paint": "brush"}
_NAPPING = 0.62
_EARS = {"cat": "point", "rabbit": "long"}


def bob_of(act: str, place: str) -> float:
    """The rise and fall of something that does this, as share of the frame's height."""
    return _BOBS.get(act, 0.0 if place == "ground" else 0.012)


def posed(subject: Subject, key: str, act: str) -> Subject:
    """The subject as it looks when it does that; unchanged where no drawing shows it."""
    bound: dict[str, Any] = getattr(subject.draw, "keywords", {})
    if act == "sleep" and key in ANIMALS and subject.place == "ground":
        form = bound.get("form")
        ears = form.ears if isinstance(form, animals.Beast) else _EARS.get(key, "round")
        coat = form.coat if isinstance(form, animals.Beast) else None
        draw = partial(nap.curled, coat=coat, ears=ears)
        return replace(subject, draw=draw, aspect=1.6, tall=subject.tall * _NAPPING)
    if isinstance(bound.get("form"), animals.Beast) and act in {"run", "jump"}:
        return replace(subject, draw=partial(animals.shown, form=bound["form"], pose=act))
    if not isinstance(dress := bound.get("dress"), figure.Dress):
        return subject
    if act in _HOLDS:
        dress = replace(dress, holds=_HOLDS[act])
    pose = act if act in LIMBS else ""
    if act == "sleep":
        draw = partial(figure.dressed, dress=replace(dress, holds=""), pose="sleep")
        return replace(subject, draw=draw, aspect=2.0, tall=subject.tall / 2, lying=True)
    return replace(subject, draw=partial(figure.dressed, dress=dress, pose=pose))
