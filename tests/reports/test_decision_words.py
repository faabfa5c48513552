"""The decisions of a year, as the team reads them."""

from django.urls import reverse

from tests.reports.decided import decide
from tests.reports.examples import facts


def test_a_decision_reads_in_the_words_it_was_asked_in(period, legal, executive, client_for):
    decide(period, facts(), ("N0", "yes"), actor=legal)
    at = reverse("reports:decision", args=[period.year])

    page = client_for(legal).get(at).content.decode()

    history = page[page.index('id="history"') :]
    assert (
        "Does the company file reports under Section 13(a) or 15(d) of the Exchange Act? <strong>Yes</strong>"
        in history
    )
    assert "N0" not in history
    assert "Decide again" in page
    assert "Decide again" not in client_for(executive).get(at).content.decode()
