"""A text of the team that leaves the region or a conflict out, however it is worded; and honest ones that do not."""

import pytest

from reports.facts.conclusion import Conclusion
from reports.prefiling.quantities import untrue
from tests.reports.examples import facts


@pytest.mark.parametrize(
    "sentence",
    [
        "Our supply chain does not involve the DRC or any adjoining country.",
        "We found no facility in central Africa.",
        "All smelters in our supply chain are outside the Covered Countries.",
        "No minerals in our products come from Rwanda.",
        "Our sourcing is free from Covered-Country origin.",
        "There are zero smelters in the region.",
        "The facilities that we identified operate solely in Asia, Europe and the Americas.",
        "Our suppliers source exclusively from non-conflict regions.",
        "Our products contain no conflict minerals.",
        "We are confident that our products do not finance conflict.",
    ],
)
def test_it_hears_a_denial_in_other_words(sentence):
    held = facts()
    assert held.proposed == Conclusion.REASON_TO_BELIEVE
    assert untrue(sentence, held)


@pytest.mark.parametrize(
    "sentence",
    [
        "We do not require our suppliers to stop sourcing from the Covered Countries.",
        "One contract manufacturer reported no sourcing from the Covered Countries.",
        "We do not describe our products as DRC conflict free.",
        "We could not determine whether any mineral came from the DRC.",
        "Our policy is not to finance armed groups in the Congo.",
        "In the year we visited no facility.",
    ],
)
def test_it_lets_an_honest_sentence_stand(sentence):
    assert untrue(sentence, facts()) == ""
