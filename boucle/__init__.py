"""Boucle: the accounting platform that a French cabinet and its client companies share."""

import os

os.environ.setdefault("_RJEM_MALLOC_CONF", "narenas:2,dirty_decay_ms:100,muzzy_decay_ms:0")
# Polars' allocator reads this when it is loaded: few pools, and what a chunk freed goes back soon.

VERSION = "0.1.0"
"""The version of `pyproject.toml` (a test compares them)."""
