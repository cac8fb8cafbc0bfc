"""Composed scenes: sky, land, things and weather as layers with depth."""
