"""Keeping what a Smelter List adds up to beside its rows."""

from collections.abc import Iterable

from suppliers.models import ListSummary, Mention
from suppliers.rollup import Row, rows_by_list, summary_of

A_QUERY = 500


def summary_keep(submission_id: int, mentions: Iterable[Mention]) -> None:
    """Keep the summary of a new submission's rows; call it in the transaction that writes them."""
    rows = (Row(row.smelter_id, row.unknown_name_id, row.details) for row in mentions)
    ListSummary(submission_id=submission_id, **summary_of(rows)).save(force_insert=True)


def summaries_renew(submissions: Iterable[int]) -> None:
    """Read the rows of these submissions again; call it last in the transaction that changed them.

    The summaries are held first, in their order: of two who change rows of one list, the second reads what the first
    wrote.
    """
    pks = sorted(set(submissions))
    for start in range(0, len(pks), A_QUERY):
        some = pks[start : start + A_QUERY]
        held = ListSummary.objects.select_for_update(no_key=True).filter(pk__in=some).order_by("pk")
        known = set(held.values_list("pk", flat=True))
        rows = rows_by_list(Mention.objects.filter(submission__in=some))
        for pk in some:
            ListSummary(submission_id=pk, **summary_of(rows.get(pk, ()))).save(force_insert=pk not in known)
