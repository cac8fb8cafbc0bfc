"""Makers of films, one module per kind of task."""
