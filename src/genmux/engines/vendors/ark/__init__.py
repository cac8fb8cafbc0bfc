"""BytePlus ModelArk and Volcengine Ark: Seedream's pictures, Seedance's films."""

from genmux.engines.vendors.ark.engine import open_engine as open_engine
