"""Sentences as a report of 2021 had them: each is heard by the check that the list names for it."""

from dataclasses import replace

import pytest

from reports.document import Run
from reports.prefiling import ALL_CHECKS
from reports.prefiling.wording import findings_of_text
from tests.reports.edits import added, said_under
from tests.reports.examples import LUNA, facts

OLD = (
    ("There were no smelters or refiners geographically located in a Covered Country.", {"G01"}),
    (
        "We have assessed these facilities and determined that most of these are of low risk due to their geographic "
        "location.",
        {"G06"},
    ),
    ("They are deemed to be compliant with the Conflict-Free Smelter Program (“CFSP”).", {"T01", "T04"}),
    (
        "Other smelters are deemed “active,” which means such smelters have committed to an audit or are "
        "participating in one of the cross-recognized certification programs: LBMA Responsible Gold Certification or "
        "Responsible Jewelry Program Chain-of-Custody Certification.",
        {"T02", "T03"},
    ),
    (
        "Further, there is no guarantee that these two facilities are present in our supply chain.",
        {"T09"},
    ),
    (
        "We expect to continue our efforts to ensure that the minerals in our products do not originate from the "
        "Covered Countries.",
        {"G10"},
    ),
    ("We have communicated to our contract vendors that we are evaluating their responses.", {"T05"}),
    (
        "An indication of “Full Compliant” in the far right column of the table indicates that the refinery has "
        "received a “conflict free” designation.",
        {"S02", "S09", "T04", "T06"},
    ),
    ("In 2020, we publicly filed the Form SD and this Report with the SEC.", {"F12"}),
    (
        "Our due diligence process was designed to conform with the OECD Guidelines.",
        {"T05"},
    ),
    ("We undertook a RCOI with each first tier contract manufacturer.", {"T18"}),
    ("The Company has seven contract manufacturers.", {"T19"}),
    ("Among them is the definition of a smelter not being finalized at the end of the period.", {"T14"}),
    ("For these facilities, origin information is not disclosed by the RMI.", {"T15"}),
    ("The countries are the Democratic Republic of Congo and its neighbours.", {"G03"}),
)


@pytest.mark.parametrize(("sentence", "codes"), OLD)
def test_it_hears_what_the_old_report_said(sentence, codes):
    found = {finding.code for finding in findings_of_text((Run(sentence),), facts(), "Step 1")}
    assert codes <= found


def test_it_hears_the_inquiry_that_calls_itself_due_diligence():
    wrong = said_under("inquiry-2", "Based on these due diligence efforts, we do not know the origin.")
    assert "T07" in {finding.code for finding in ALL_CHECKS.run(wrong)}


def test_it_hears_an_annex_that_claims_to_hold_known_smelters_only_where_it_does_not():
    sentence = "This table includes only facilities that are listed in the CMRT as “known smelters or refiners.”"
    assert "S11" not in {finding.code for finding in ALL_CHECKS.run(added(sentence))}
    alone = facts(annex=(replace(LUNA, reported=True),))
    assert "S11" in {finding.code for finding in ALL_CHECKS.run(added(sentence, alone))}
