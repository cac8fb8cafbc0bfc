"""Google: pictures, speech and video by Gemini, video by Veo."""

from genmux.engines.vendors.google.engine import open_engine as open_engine
