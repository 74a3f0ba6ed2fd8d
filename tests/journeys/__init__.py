"""Journeys in Chromium on the real server."""
