"""The status vocabulary as CMR begins with it; from then on it is data.

Loaded by a migration. The definitions are our own words. A word's days of use say when a correction may use it; a list
keeps the words it was printed with. `words` are the spellings lists use, compared whole (see `word_key`).
"""

import re
from datetime import date
from typing import Any

NOT_LISTED = "not_listed"  # the one code that CMR derives
RENAMED = date(2018, 4, 27)  # the first CMRT release that speaks of RMAP and "conformant"
LAST_CFSP_DAY = date(2018, 4, 26)

# code, label, definition, group, valid from, valid to, words
STATUSES: tuple[tuple[str, str, str, str, date | None, date | None, tuple[str, ...]], ...] = (
    (
        "conformant", "Conformant",
        "Passed an independent assessment against the standard of the Responsible Minerals Assurance Process (RMAP). "
        "It looks back, at management systems; it is no guarantee about any material.",
        "conformant", RENAMED, None, ("Conformant", "RMAP Conformant", "Full Compliant", "Fully Compliant"),
    ),
    (
        "cross_recognised", "Conformant (cross-recognised)",
        "Passed an audit of a partner scheme that RMAP recognises, such as LBMA Responsible Gold or the Responsible "
        "Jewellery Council's Chain of Custody.",
        "conformant", None, None,
        ("Cross-recognised", "Cross-recognized", "Conformant (cross-recognised)", "Conformant (cross-recognized)",
         "Conformant (LBMA)", "Conformant (RJC)", "Conformant (LBMA, RJC)"),
    ),
    (
        "active", "Active",
        "Committed to the programme, papers complete, on-site assessment scheduled; may be before, in or after the "
        "assessment, or in corrective action.",
        "active", RENAMED, None, ("Active", "RMAP Active"),
    ),
    (
        "cfsp_compliant", "Compliant",
        "Passed the audit of the Conflict-Free Smelter Program (CFSP), the earlier name of RMAP.",
        "conformant", None, LAST_CFSP_DAY, ("Compliant", "CFSP Compliant"),
    ),
    (
        "cfsp_active", "Active (CFSP)",
        "Committed to an audit of the Conflict-Free Smelter Program (CFSP), the earlier name of RMAP.",
        "active", None, LAST_CFSP_DAY, ("CFSP Active", "Active (CFSP)"),
    ),
    (
        NOT_LISTED, "Not on the conformant or active list",
        "Neither list of the day names the facility. CMR derives this from the lists; it is nobody's finding.",
        "not_listed", None, None, ("Indeterminable", "Not listed", "Not on the conformant or active list"),
    ),
    (
        "eligible", "Eligible",
        "May be assessed; says nothing about a result.",
        "not_listed", None, None, ("Eligible", "RMAP Eligible"),
    ),
    (
        "non_conformant", "Non-Conformant",
        "Was assessed and did not pass, or let its assessment lapse.",
        "not_listed", None, None, ("Non-Conformant", "Non Conformant", "Nonconformant"),
    ),
    (
        "outreach", "Outreach Required",
        "Takes no part; its customers are asked to urge it to join.",
        "not_listed", None, None, ("Outreach Required",),
    ),
    (
        "in_communication", "In Communication",
        "Takes no part yet; in touch with the programme or one of its members.",
        "not_listed", None, None, ("In Communication",),
    ),
    (
        "suspended", "Communication Suspended - Not Interested",
        "Firmly declined to take part.",
        "not_listed", None, None, ("Communication Suspended - Not Interested", "Communication Suspended"),
    ),
    (
        "dd_vetting", "Due Diligence Vetting Process",
        "Under vetting because it does not meet the requirements of taking part.",
        "not_listed", None, None, ("Due Diligence Vetting Process", "Due Diligence Vetting"),
    ),
    (
        "dd_unable", "Due Diligence Review - Unable to Proceed",
        "Below the threshold of vetting after six months; may change with new information.",
        "not_listed", None, None,
        ("RMI Due Diligence Review - Unable to Proceed", "Due Diligence Review - Unable to Proceed",
         "Unable to Proceed"),
    ),
    (
        "ext_cap", "Extended corrective action plan",
        "On a longer path towards conformance.",
        "not_listed", None, None, ("Extended corrective action plan", "Extended CAP"),
    ),
    (
        "not_applicable", "Not Applicable (ceased operation)",
        "Stopped operating; stock from before may still circulate.",
        "not_listed", None, None, ("Not Applicable", "Not Applicable (ceased operation)", "Ceased operation"),
    ),
)  # fmt: skip


def word_key(text: str) -> str:
    """A status word without case, punctuation and doubled blanks; compared whole, never by part."""
    return " ".join(re.findall(r"\w+", text.casefold()))


def vocabulary_load(model: Any) -> None:
    """Put the table into the Status model given (a migration's or today's); what is there already stays as it is."""
    for position, (code, label, definition, group, valid_from, valid_to, words) in enumerate(STATUSES, 1):
        fields = {
            "label": label,
            "definition": definition,
            "group": group,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "words": list(words),
            "position": position,
        }
        model.objects.get_or_create(code=code, defaults=fields)
