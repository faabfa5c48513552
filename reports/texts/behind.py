"""Where the rows behind a fact lie: each number in the text leads to a page of the desk."""

from collections.abc import Mapping

from django.urls import reverse

_FACILITIES = {"conformant": "conformant", "active": "active", "not_listed": "not_listed"}
_LETTERS = ("invitations", "reminders", "corrections", "facilities_told", "escalations")
# Facts -> page and query, where a whole group leads to one place; a name stands for those that begin with it too.
_PAGES: Mapping[str, tuple[tuple[str, ...], str]] = {
    "review:facilities": (
        ("total", "distinct_names", "two_statuses", "corrected", "covered_", "in_covered", "unplaced", "reported",
         "recyclers", "closed", "without_list", "status_basis", "mines"),
        "",
    ),
    "review:names": (("unresolved", "excluded", "sentinels"), "?state=all"),
    "review:manufacturers": (
        ("surveyed", "responded", "accepted", "not_responded", "not_accepted", "response_rate", "acceptance_",
         "returned", "level_", "not_product_level", "received_", "effective_", "q3_", "recycled", "workbooks",
         "statements", "cmrt_responded", "declared_metals", "origin_count", "origin_countries", "unread_origins"),
        "",
    ),
    "campaign:scope": (("left_out",), ""),
    "campaign:letters_sent": ((*_LETTERS, "requested_"), ""),
    "campaign:log": (("talks",), ""),
    "reports:risk": (
        ("grade_", "risk_method", "risk_before", "in_cahra", "cahra_", "transit_", "producers_", "sanctions_",
         "origin_tables", "known_origin", "origin_facilities"),
        "",
    ),
    "reports:decision": (("labelled", "acquired"), ""),
    "review:moved": (("kept", "new", "gone", "gained", "lost", "renamed", "conformant_s"), ""),
    "diligence:log": (
        ("policy_", "team_", "clause_", "grievance", "membership", "retention", "training", "trained", "engagements",
         "flag_reviews", "adverse_reports", "management_reports", "risk_decisions", "decisions_listed", "terminations",
         "facilities_asked", "audit"),
        "",
    ),
    "diligence:actions": (("corrective_actions",), ""),
}  # fmt: skip
_REGISTER = ("as_of", "lists")


def rows_behind(fact: str, year: int) -> str:
    """The address of the rows behind a fact; the report's own page for what is entered with the period."""
    name = fact.partition(":")[0]
    if name in ("before_told", "year_before") or (name.endswith("_before") and name != "risk_before"):
        return reverse("review:moved", args=[year])
    if name in _FACILITIES:
        return f"{reverse('review:facilities', args=[year])}?status={_FACILITIES[name]}"
    if name in _REGISTER:
        return reverse("smelters:list")
    # The longest name that fits decides: "corrections" are letters, "corrected" are facilities.
    fitting = [
        (len(start), page, query)
        for page, (starts, query) in _PAGES.items()
        for start in starts
        if name == start or name.startswith(start)
    ]
    if fitting:
        _, page, query = max(fitting)
        return f"{reverse(page, args=[year])}{query}"
    return reverse("reports:filing", args=[year])
