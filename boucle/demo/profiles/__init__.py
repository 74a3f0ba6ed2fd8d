"""The companies of the demo, in the order they are shown."""

from __future__ import annotations

from boucle.demo.profiles.agency import AGENCY
from boucle.demo.profiles.bakery import BAKERY
from boucle.demo.profiles.consultant import CONSULTANT
from boucle.demo.profiles.haulage import HAULAGE
from boucle.demo.profiles.joinery import JOINERY
from boucle.demo.profiles.property import PROPERTY
from boucle.demo.profiles.restaurant import RESTAURANT
from boucle.demo.profiles.wholesale import WHOLESALE
from boucle.demo.types import CompanyProfile

PROFILES: tuple[CompanyProfile, ...] = (
    BAKERY, AGENCY, JOINERY, RESTAURANT, HAULAGE, WHOLESALE, PROPERTY, CONSULTANT,
)  # fmt: skip
