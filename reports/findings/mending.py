"""Where what a check before filing finds is put right: for each check the page, and what the link to it says."""

from dataclasses import dataclass

from django.urls import reverse

from cmr.access import may_open
from cmr.models import ReportingPeriod, User


@dataclass(frozen=True, slots=True)
class Mend:
    url: str
    words: str


# Page -> what the link says, and the checks whose findings are mended there. A page takes the year unless it is of the
# registrant or of the register.
_PAGES: dict[str, tuple[str, str]] = {
    "admin:cmr_registrant_change": ("The registrant's data", "F01 F02 F08 F10 F11 T11"),
    "admin:cmr_reportingperiod_change": ("The period's data", "T21"),
    "reports:decision": ("What is filed", "F14 F16 F17 G07 T08 P07 P10"),
    "reports:approval": ("Approval and filing", "F09 P06"),
    "reports:posting": ("The copy for the website", "F07"),
    "reports:yearly": ("Beside last year", "S05 S06 P09 C13"),
    "reports:difference": ("What changed", "T24"),
    "reports:risk": ("Risk of the facilities", "G11 G12 G13 G14 G15 G17 C14 C15"),
    "review:manufacturers": ("Manufacturers", "P01 G08 C08 C09 C10"),
    "review:names": ("Unknown names", "G16 S11 P02"),
    "review:facilities": ("Facilities", "C07 G04 G05 S01 S07 S13 S14 S15 S16 S03"),
    "diligence:log": ("Due-diligence log", "T12 T15 T16 T17 T20 P08"),
    "reports:texts": (
        "The report's texts",
        "F04 F06 F12 F13 C01 C02 C03 C04 C05 C06 C11 C12 G01 G02 G03 G06 G09 G10 S02 S04 S08 S09 S10 S12 T01 T02 T03 "
        "T04 T05 T06 T07 T09 T10 T13 T14 T18 T19 T22 T23 T25 T26 W01 W02 W03 W04 W05 W06",
    ),
}
PAGE_OF = {code: page for page, (_, codes) in _PAGES.items() for code in codes.split()}


def mend_of(code: str, period: ReportingPeriod, user: User) -> Mend | None:
    """The page that this person may open to put it right; None where there is none."""
    page = PAGE_OF.get(code)
    if page is None or not (user.is_superuser if page.startswith("admin:") else may_open(user, page)):
        return None
    of = {"admin:cmr_registrant_change": period.registrant_id, "admin:cmr_reportingperiod_change": period.pk}
    return Mend(reverse(page, args=[of.get(page, period.year)]), _PAGES[page][0])
