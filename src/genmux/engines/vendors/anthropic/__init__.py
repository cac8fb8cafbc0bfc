"""Anthropic: chat only."""

from genmux.engines.vendors.anthropic.engine import open_engine as open_engine
