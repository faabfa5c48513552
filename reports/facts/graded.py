"""The facilities of a period with their statuses and grades, from one roll-up: for a filing's facts and the desk."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from cmr.countries import country_code, country_label
from cmr.kept import kept
from cmr.models import ReportingPeriod
from cmr.vocab import METALS
from reports.facts.assessing import Said, assess, risk_facts
from reports.facts.grading import means_of, said_in
from reports.facts.origins import origin_read
from reports.facts.risk import Risk
from reports.facts.sheet import AnnexRow, RiskSheet, Unresolved
from smelters.models import Smelter
from smelters.risk import Assessment
from smelters.selectors import Register, status_day
from smelters.tables.book import Book
from smelters.tables.selectors import book_newest
from suppliers.decided import recyclers
from suppliers.rollup import RollUp, feedstock_said, roll_up


@dataclass(frozen=True, slots=True)
class PeriodGraded:
    """What accepted declarations name: which facilities, with the register and the tables of a day, and the grades."""

    named: RollUp
    register: Register
    earlier: Register | None
    book: Book
    grades: Mapping[int, Assessment]
    recyclers: Collection[int]

    def annex(
        self, sources: Mapping[int, Sequence[tuple[int, str]]], closed: Collection[int] = ()
    ) -> tuple[AnnexRow, ...]:
        """The lines of Annex I in their order; `sources`: where the rows of each facility lie (`AnnexRow`)."""
        rows = [
            self._row(pk, manufacturers, sources.get(pk, ()), pk in closed)
            for pk, manufacturers in self.named.manufacturers.items()
        ]
        order = {str(metal): number for number, metal in enumerate(METALS)}
        return tuple(sorted(rows, key=lambda row: (order[row.metal], row.name.casefold(), row.smelter_id)))

    def risk(self, unresolved: Iterable[Unresolved]) -> Risk:
        newest = book_newest(self.book)
        return risk_facts(self.grades, unresolved, self.register, self.earlier, self.book, newest)

    def _row(self, pk: int, manufacturers: int, sources: Sequence[tuple[int, str]], closed: bool) -> AnnexRow:
        smelter, status, assessment = self.register.facilities[pk], self.register.status(pk), self.grades[pk]
        return AnnexRow(
            metal=smelter.metal,
            smelter_id=smelter.smelter_id,
            name=smelter.name,
            country=country_label(smelter.country or smelter.country_code),
            country_code=smelter.country_code or country_code(smelter.country),
            status=status.group,
            status_label=status.label,
            manufacturers=manufacturers,
            sources=sources,
            list_name=status.list_name,
            list_date=status.list_as_of,
            corrected=bool(status.reason),
            reported=smelter.origin == Smelter.Origin.REPORTED,
            recycler=pk in self.recyclers,
            closed=closed,
            grade=assessment.grade or "",
            reasons=assessment.reasons,
        )


def facilities_graded(period: ReportingPeriod, as_of: date) -> PeriodGraded:
    """The facilities that accepted declarations name, graded by the tables of a day."""
    named = roll_up(period)
    smelters = list(Smelter.objects.filter(pk__in=named.manufacturers))
    means = means_of(smelters, period, as_of)
    grades = assess(_said(period, named), *means)
    return PeriodGraded(named, *means, grades, recyclers(period.year))


@kept
def risk_sheet(period: ReportingPeriod, *, today: date) -> RiskSheet:
    """The facilities with their grades, as the facts of today's filing have them, but for the cells they come from."""
    as_of = status_day(period, today)
    graded = facilities_graded(period, as_of)
    return RiskSheet(as_of=as_of, annex=graded.annex({}), risk=graded.risk(()))


def declared_grades(
    period: ReportingPeriod, said: Mapping[Smelter, Sequence[Mapping[str, Any]]], today: date
) -> dict[int, str]:
    """The grade of each facility as the period's report prints it, by its key; "" without the tables to grade by.

    A facility that no accepted declaration names yet is graded by what `said` holds of it: details of `Mention` rows.
    """
    sheet = risk_sheet(period, today=today)
    printed = {(row.metal, row.smelter_id): row.grade for row in sheet.annex}
    grades = {one.pk: printed[one.metal, one.smelter_id] for one in said if (one.metal, one.smelter_id) in printed}
    new = {one: said_in(rows) for one, rows in said.items() if one.pk not in grades}
    found = assess({one.pk: rows for one, rows in new.items()}, *means_of(list(new), period, sheet.as_of))
    return grades | {pk: each.grade or "" for pk, each in found.items()}


def _said(period: ReportingPeriod, named: RollUp) -> dict[int, Said]:
    """What the rows say of the feedstock of each facility named, origins as ISO codes."""
    said = dict.fromkeys(named.manufacturers, Said())
    for pk, each in feedstock_said(period).items():
        codes = frozenset(code for text in each.origins for code in origin_read(text)[0])
        said[pk] = Said(codes, frozenset(each.recycled))
    return {pk: said[pk] for pk in named.manufacturers}
