"""Programs that show Genmux: `make demo`, `make gallery`."""
