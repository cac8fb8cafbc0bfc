"""Sound: speech, effects, isolation, beds for films, and the files they end up in."""

from genmux.engines.sketch.sound.ambient import ambient

__all__ = ["ambient"]
