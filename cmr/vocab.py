"""The field's fixed vocabulary: metals, smelter IDs and the Covered Countries; pure, no Django.

Statuses are not here: they are dated data (`smelters.models.Status`).
"""

import re
from enum import StrEnum

from cmr.countries import country_code


class Metal(StrEnum):
    """The four conflict minerals (3TG) as CMRT and Form SD name them, in the order the annex prints them."""

    GOLD = "Gold"
    TANTALUM = "Tantalum"
    TIN = "Tin"
    TUNGSTEN = "Tungsten"

    @property
    def symbol(self) -> str:
        return {"Gold": "Au", "Tantalum": "Ta", "Tin": "Sn", "Tungsten": "W"}[self.value]


METALS: tuple[Metal, ...] = tuple(Metal)

# Declaration and Checker list the metals in this order (CMRT Declaration rows 26-29).
DECLARATION_ORDER: tuple[Metal, ...] = (Metal.TANTALUM, Metal.TIN, Metal.GOLD, Metal.TUNGSTEN)


def metal_named(text: str) -> Metal | None:
    """The metal a cell names by its first word ("Gold (Au)", "TIN"), or None."""
    words = text.split()
    return next((metal for metal in METALS if words and words[0].lower() == metal.value.lower()), None)


SMELTER_ID = re.compile(r"CID\d{6}")

# The Democratic Republic of the Congo and the nine countries sharing a border with it (Form SD Item 1.01(d)(1)).
# The order is the report's; the text is the formal name it prints.
COVERED_COUNTRIES: dict[str, str] = {
    "CD": "the Democratic Republic of the Congo",
    "CG": "the Republic of the Congo",
    "CF": "the Central African Republic",
    "SS": "South Sudan",
    "UG": "Uganda",
    "RW": "Rwanda",
    "BI": "Burundi",
    "TZ": "Tanzania",
    "ZM": "Zambia",
    "AO": "Angola",
}


def is_covered(country: str) -> bool:
    """Whether a country, given as ISO code or in words, is a Covered Country."""
    return country_code(country) in COVERED_COUNTRIES
