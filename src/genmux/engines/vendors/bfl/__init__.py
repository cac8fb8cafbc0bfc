"""Black Forest Labs: the FLUX models from their maker."""

from genmux.engines.vendors.bfl.engine import open_engine as open_engine
