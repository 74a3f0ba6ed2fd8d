"""Boucle: the accounting platform that a French cabinet and its client companies share."""

VERSION = "0.1.0"
"""The version of `pyproject.toml` (a test compares them)."""
