"""The template revisions that are read, and the few things in which they differ.

Versions are decimal fractions: 6.01 < 6.1 < 6.22 < 6.5. A tuple comparison would put 6.22 after 6.5.
"""

import datetime
from dataclasses import dataclass, replace
from decimal import Decimal


def _number(version: str) -> Decimal:
    """6.6.1 lies behind 6.6 and before 6.61; raises ArithmeticError for what is no number."""
    whole, _, rest = version.partition(".")
    tenths, _, patch = rest.partition(".")
    return Decimal(f"{whole}.{tenths or 0}") + Decimal(patch or 0) / 10_000


@dataclass(frozen=True, slots=True)
class Layout:
    """One template revision."""

    version: str
    released: datetime.date
    # From 6.22 the row of a "not listed" smelter looks its typed name up (Smelter List column V).
    looks_up_typed_names: bool = False
    # From 6.22 the Checker looks at whole columns for "not listed" rows, so that a header error reaches its counter.
    counts_headers: bool = False
    # What the drop-down of question 6 stores for all suppliers: the number 1, or from 6.31 a text.
    full_share: float | str = 1.0
    # Last effective date the cell's validation lets in, where it has an end (validation of Declaration!D22).
    date_until: datetime.date | None = datetime.date(2026, 3, 31)
    # The instructions ask from 6.22 that question 4 be Yes where question 3 is.
    question_4_follows_3: bool = False
    # Product List column of the comments; from 6.6 the requester's number and name stand before them.
    product_comments: str = "D"
    # Set on a revision never seen itself: it is read as this neighbour.
    read_as: str = ""

    @property
    def number(self) -> Decimal:
        return _number(self.version)


_6_01 = Layout("6.01", datetime.date(2020, 5, 19))
_6_1 = replace(_6_01, version="6.1", released=datetime.date(2021, 4, 28))
_6_22 = Layout(
    "6.22",
    datetime.date(2022, 5, 11),
    looks_up_typed_names=True,
    counts_headers=True,
    question_4_follows_3=True,
)
_6_31 = replace(_6_22, version="6.31", released=datetime.date(2023, 5, 26), full_share="100%", date_until=None)
_6_4 = replace(_6_31, version="6.4", released=datetime.date(2024, 4, 26))
_6_5 = replace(_6_31, version="6.5", released=datetime.date(2025, 4, 25))
# Released after 6.5; the day is not known, and nothing can be declared in it before.
_6_6 = replace(_6_5, version="6.6", read_as="6.5", product_comments="F")

LAYOUTS: tuple[Layout, ...] = (
    replace(_6_01, version="6.0", released=datetime.date(2020, 5, 13), read_as="6.01"),
    _6_01,
    _6_1,
    replace(_6_22, version="6.2", released=datetime.date(2022, 4, 27), read_as="6.22"),
    replace(_6_22, version="6.21", released=datetime.date(2022, 5, 6), read_as="6.22"),
    _6_22,
    replace(_6_31, version="6.3", released=datetime.date(2023, 5, 5), read_as="6.31"),
    _6_31,
    _6_4,
    _6_5,
    _6_6,
    replace(_6_6, version="6.6.1"),
)
# The newest revision whose rules are known from the template itself.
NEWEST = _6_5.version


def layout_numbered(version: str) -> Layout | None:
    """The layout of a version as written in the file ("6.10" is 6.1), or None for one we do not read.

    A later 6.x gets the layout of the last one known; whether it has that layout, the file must show.
    """
    try:
        number = _number(version)
    except ArithmeticError:
        return None
    last = LAYOUTS[-1]
    if last.number < number < int(last.number) + 1:
        return replace(last, version=version)
    return next((layout for layout in LAYOUTS if layout.number == number), None)
