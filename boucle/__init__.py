"""Boucle: the accounting platform that a French cabinet and its client companies share."""

import os

os.environ.setdefault("_RJEM_MALLOC_CONF", "dirty_decay_ms:200,muzzy_decay_ms:200")
# Polars' allocator reads this when it is loaded: what a chunk freed goes back to the system soon.

VERSION = "0.1.0"
"""The version of `pyproject.toml` (a test compares them)."""
