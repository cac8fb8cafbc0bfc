"""Where files live: results, uploads and fetched inputs; signed links; retention.

Bytes come in from the worker, from uploads and from user URLs; they go out through `/files/...`.
"""
