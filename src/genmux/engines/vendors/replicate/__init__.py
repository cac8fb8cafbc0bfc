"""Replicate: many makers' models as predictions of one API."""

from genmux.engines.vendors.replicate.engine import open_engine as open_engine
