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
    rows,
    scope,
    smelters,
)
from suppliers.cmrt.checks.context import Context, Previous, context_from_json, list_fingerprint, remember
from suppliers.cmrt.checks.subject import Subject, subject

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
        *rows.CHECKS,
        *products.CHECKS,
        *history.CHECKS,
    ),
)

__all__ = [
    "ALL_CHECKS",
    "Context",
    "Previous",
    "Subject",
    "context_from_json",
    "list_fingerprint",
    "remember",
    "subject",
]
