"""Runway: its own films, and those, pictures and sounds of others that it offers."""

from genmux.engines.vendors.runway.engine import open_engine as open_engine
