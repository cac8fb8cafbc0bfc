"""xAI: pictures and video by Grok Imagine."""

from genmux.engines.vendors.xai.engine import open_engine as open_engine
