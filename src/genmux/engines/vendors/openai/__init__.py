"""OpenAI: pictures, made while we wait."""

from genmux.engines.vendors.openai.engine import open_engine as open_engine
