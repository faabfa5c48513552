"""What is checked in a CMRT, beyond whether it can be read: `ALL_CHECKS.run(subject(document, today))`.

Codes are stable and never reused. CMRT-C are about the workbook's own Checker, CMRT-K compare the file with itself,
CMRT-Q are questions to ask the manufacturer. A blocking finding means that nobody can accept the file undecided.
"""

from cmr.findings import CheckSet
from suppliers.cmrt.checks import company, consistency, products, questions, rows, scope, smelters
from suppliers.cmrt.checks.subject import Subject, subject

ALL_CHECKS = CheckSet(
    "CMRT",
    (
        *scope.CHECKS,
        *company.CHECKS,
        *questions.CHECKS,
        *consistency.CHECKS,
        *smelters.CHECKS,
        *rows.CHECKS,
        *products.CHECKS,
    ),
)

__all__ = ["ALL_CHECKS", "Subject", "subject"]
