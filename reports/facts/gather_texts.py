"""Reads what the team wrote into the report, for the facts of a filing and for its pages."""

from cmr.models import ReportingPeriod
from cmr.periods import period_before
from reports.facts.texts import TeamText
from reports.models import SentenceText

Kind = SentenceText.Kind


def newest_texts(period: ReportingPeriod) -> dict[str, SentenceText]:
    """The newest text of each sentence, in the order in which the sentences were first written. One query."""
    rows = SentenceText.objects.filter(period=period).select_related("edited_by").order_by("id")
    return {row.key: row for row in rows}


def texts_of(period: ReportingPeriod) -> tuple[TeamText, ...]:
    """The team's texts in force, each beside the facts of last year where it says the same words as then."""
    by_key = texts_last_year(period)
    by_words = {row.text: row for row in by_key.values()}
    return tuple(
        text_of(row, by_key.get(row.key) or by_words.get(row.text))
        for row in newest_texts(period).values()
        if row.kind != Kind.AS_DELIVERED
    )


def texts_last_year(period: ReportingPeriod) -> dict[str, SentenceText]:
    """What the team wrote into the report of the year before, by sentence."""
    before = period_before(period)
    rows = newest_texts(before) if before else {}
    return {key: row for key, row in rows.items() if row.kind in (Kind.REWORDED, Kind.ADDED)}


def texts_to_take_over(period: ReportingPeriod, section: str) -> list[SentenceText]:
    """Last year's texts of a section that this year's report does not say, and has no other text for."""
    now = newest_texts(period)
    words = {row.text for row in now.values()}
    return [
        row
        for key, row in texts_last_year(period).items()
        if row.section == section and key not in now and row.text not in words
    ]


def text_of(row: SentenceText, before: SentenceText | None = None) -> TeamText:
    kept = before is not None and row.text == before.text
    return TeamText(
        section=row.section,
        key=row.key,
        kind=row.kind,
        text=row.text,
        after=row.after,
        apart=row.apart,
        delivered=row.delivered,
        rests_on=row.rests_on,
        last_year=before.rests_on if before and kept else {},
        reason=row.reason,
    )


def authors_of(period: ReportingPeriod) -> set[int]:
    """Whose words stand in the report: who wrote a text in force, and who confirmed it since."""
    held: dict[str, tuple[str, str, set[int]]] = {}
    rows = SentenceText.objects.filter(period=period).order_by("id").values_list("key", "kind", "text", "edited_by")
    for key, kind, text, person in rows:
        known = held.get(key)
        people = known[2] if known and known[:2] == (kind, text) else set()
        held[key] = (kind, text, people | {person} if person else people)
    return {person for kind, _, people in held.values() if kind != Kind.AS_DELIVERED for person in people}
