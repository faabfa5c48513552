"""Collecting: who was asked, what they sent, what was found in it, and what was written to them."""

from suppliers.models.asking import Campaign, Contact, CoveredProduct, Exclusion, Request, Supplier
from suppliers.models.letters import ContactRecord, Invitation, LadderStep, Letter, LetterKind, LetterText, StrayMail
from suppliers.models.naming import Disposition, Mention, UnknownName
from suppliers.models.prefilled import Prefilled
from suppliers.models.sending import CorrectionRequest, Explanation, FindingRow, FindingWaiver, Submission, Upload
from suppliers.models.summaries import ListSummary

__all__ = [
    "Campaign",
    "Contact",
    "ContactRecord",
    "CorrectionRequest",
    "CoveredProduct",
    "Disposition",
    "Exclusion",
    "Explanation",
    "FindingRow",
    "FindingWaiver",
    "Invitation",
    "LadderStep",
    "Letter",
    "LetterKind",
    "LetterText",
    "ListSummary",
    "Mention",
    "Prefilled",
    "Request",
    "StrayMail",
    "Submission",
    "Supplier",
    "UnknownName",
    "Upload",
]
