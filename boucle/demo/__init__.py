"""The demo: seeded French books of invented companies, and the cabinet that keeps them.

`generate` and what it calls are pure: no Django, no database, no clock.
"""
