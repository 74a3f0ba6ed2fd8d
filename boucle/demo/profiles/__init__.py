"""The companies of the demo, in the order they are shown."""

from __future__ import annotations

from boucle.demo.profiles.bakery import BAKERY
from boucle.demo.types import CompanyProfile

PROFILES: tuple[CompanyProfile, ...] = (BAKERY,)
