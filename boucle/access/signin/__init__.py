"""Signing in: sessions, known devices, first links, throttling, factors, outside identities."""
