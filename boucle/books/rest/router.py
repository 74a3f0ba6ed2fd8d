"""The one router of the books: operations on one path must stand in the same router."""

from __future__ import annotations

from ninja import Router

router = Router()
