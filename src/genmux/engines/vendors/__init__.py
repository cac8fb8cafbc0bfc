"""Vendors, one folder each: `engine.py` speaks its API, `routes/*.toml` say what it offers.

A folder's package has `open_engine(account: Account) -> RemoteEngine`; packages outside this
repository offer the same under the entry point group `genmux.engines`.
"""
