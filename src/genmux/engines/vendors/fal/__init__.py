"""fal.ai: many makers' models behind one queue."""

from genmux.engines.vendors.fal.engine import open_engine as open_engine
