"""What is checked in a CMRT, beyond whether it can be read: `ALL_CHECKS.run(subject(document, today))`.

Codes are stable and never reused. CMRT-C are about the workbook's own Checker, CMRT-K compare the file with itself,
CMRT-Q are questions to ask the manufacturer, CMRT-Y compare with the year before. A blocking finding means that nobody
can accept the file undecided. Some checks need a Context: what the asking company knows beside the file.
"""

from cmr.findings import CheckSet
from suppliers.cmrt.checks import (
    company,
    consistency,
    dates,
    history,
    origin,
    products,
    questions,
    reference,
    rows,
    scope,
    smelters,
)
from suppliers.cmrt.checks.context import (
    Context,
    LookUps,
    Previous,
    context_from_json,
    list_fingerprint,
    remember,
)
from suppliers.cmrt.checks.subject import Subject, subject
from suppliers.cmrt.layouts.addresses import PRODUCTS_FIRST_ROW, SMELTER_COLUMNS

ALL_CHECKS = CheckSet(
    "CMRT",
    (
        *scope.CHECKS,
        *dates.CHECKS,
        *company.CHECKS,
        *questions.CHECKS,
        *consistency.CHECKS,
        *origin.CHECKS,
        *smelters.CHECKS,
        *reference.CHECKS,
        *rows.CHECKS,
        *products.CHECKS,
        *history.CHECKS,
    ),
    # Columns of the Smelter List and the Product List are called as the template calls them, unless they were moved.
    words={letter: letter for letter in SMELTER_COLUMNS.values()} | {"first_row": PRODUCTS_FIRST_ROW},
)

__all__ = [
    "ALL_CHECKS",
    "Context",
    "LookUps",
    "Previous",
    "Subject",
    "context_from_json",
    "list_fingerprint",
    "remember",
    "subject",
]
