"""Another server that speaks the KIE API: the provider itself, or a second Genmux."""

from genmux.engines.vendors.kie.engine import open_engine as open_engine
