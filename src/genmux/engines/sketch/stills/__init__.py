"""Makers of pictures, one module per kind of task."""
