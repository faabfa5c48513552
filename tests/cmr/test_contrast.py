"""Every ink of the house on every ground it may stand on, by day and by night, as WCAG counts contrast."""

import re

import pytest
from django.conf import settings

INKS = ("ink", "ink-soft", "ink-faint", "accent", "accent-strong", "done", "needs", "blocks", "info")
GROUNDS = ("paper", "sheet", "wash", "accent-wash", "done-wash", "needs-wash", "blocks-wash", "info-wash")


def tokens() -> dict[str, dict[str, str]]:
    css = (settings.BASE_DIR / "static" / "css" / "tokens.css").read_text(encoding="utf-8")
    day, night = (dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in css.split("@media"))
    return {"light": day, "dark": day | night}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_it_can_be_read(scheme):
    colours = tokens()[scheme]
    pairs = [(ink, ground) for ink in INKS for ground in GROUNDS] + [
        ("on-accent", "accent"),
        ("on-accent", "accent-strong"),
    ]
    faint = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in faint.items() if ratio < 4.5} == {}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("ground", ["paper", "sheet"])
def test_it_can_be_seen_where_a_field_ends(scheme, ground):
    colours = tokens()[scheme]
    assert contrast(colours["rule-strong"], colours[ground]) >= 3
