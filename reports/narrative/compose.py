"""From facts to the whole report: the form, and its exhibit in the order of `SECTIONS`."""

from reports.document import Block, Paragraph, Part, Report, Run
from reports.factsheet import FilingFacts
from reports.narrative.annexes import FACILITIES, ORIGINS
from reports.narrative.diligence import DESIGN, MEASURES
from reports.narrative.form_sd import form_sd
from reports.narrative.inquiry import INQUIRY
from reports.narrative.introduction import COMPANY, INTRODUCTION
from reports.narrative.outlook import CAUTION, STEPS
from reports.narrative.parts import Section, compose
from reports.narrative.placeholders import fill
from reports.narrative.results import RESULTS

# Form SD, Item 1.01(c), in the order readers know from the best filings.
SECTIONS: tuple[Section, ...] = (
    INTRODUCTION,
    COMPANY,
    INQUIRY,
    DESIGN,
    MEASURES,
    RESULTS,
    STEPS,
    CAUTION,
    FACILITIES,
    ORIGINS,
)


def compose_report(facts: FilingFacts) -> Report:
    """The report for these facts; the same facts give the same report."""
    return Report(
        registrant=facts.filer.name,
        head=f"{facts.form} and Conflict Minerals Report for {facts.year}",
        parts=(form_sd(facts), exhibit(facts)),
    )


def exhibit(facts: FilingFacts) -> Part:
    opening: tuple[Block, ...] = (
        Paragraph((Run("Exhibit 1.01"),), "right"),
        Paragraph(fill("{registrant}", facts), "title"),
        Paragraph((Run("Conflict Minerals Report"),), "title"),
        Paragraph(fill("For the reporting period from January 1, {year} to December 31, {year}", facts), "subtitle"),
    )
    return Part("ex101", "Exhibit 1.01: Conflict Minerals Report", (*opening, *compose(SECTIONS, facts)), contents=True)
