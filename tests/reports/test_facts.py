"""From accepted declarations and dated lists to facts; nothing else is counted."""

from datetime import date

import pytest

from cmr import audit
from reports.facts.answers import answers_of
from reports.facts.conclusion import Conclusion
from reports.facts.gather import build_facts
from reports.facts.origins import origin_read, says_something
from smelters.models import Status, StatusRecord
from suppliers.models import Mention, Submission
from suppliers.services.summaries import summaries_renew
from suppliers.services.takeover import REASON as TAKEN_OVER
from tests.reports.year import METALS, answers, asked, facility, mention, sent, status_list

TODAY = date(2026, 5, 20)


@pytest.fixture
def register(db):
    listed = status_list()
    return {
        "gold": facility("Gold", 113, "Aurubis AG", "GERMANY", "conformant", listed),
        "active": facility("Gold", 711, "Heraeus Germany", "GERMANY", "active", listed),
        "luna": facility("Tin", 3387, "Luna Smelter, Ltd.", "RWANDA", "conformant", listed),
        "plain": facility("Tungsten", 766, "Hunan Chenzhou Mining", "CHINA"),
    }


def test_it_counts_a_facility_once_however_many_name_it(period, register):
    sent(asked(period, "Alder"), register["gold"], register["luna"])
    sent(asked(period, "Birchfield"), register["gold"], register["gold"], register["plain"])
    facts = build_facts(period, today=TODAY)
    assert (facts.total, facts.by_metal) == (3, {"Gold": 1, "Tantalum": 0, "Tin": 1, "Tungsten": 1})
    gold = facts.annex[0]
    assert (gold.manufacturers, len(gold.sources)) == (2, 3)
    file, address = gold.sources[0]
    assert (facts.files[file].supplier, facts.files[file].file_name) == ("Alder", "Alder.xlsx")
    assert address == "Smelter List!A5, B5"


def test_it_counts_accepted_declarations_alone(period, register):
    sent(asked(period, "Alder"), register["gold"])
    sent(asked(period, "Birchfield"), register["luna"], state=Submission.State.IN_REVIEW)
    asked(period, "Cascade")
    facts = build_facts(period, today=TODAY)
    assert (facts.surveyed, facts.responded, facts.accepted) == (3, 2, 1)
    assert facts.without_accepted == ("Birchfield", "Cascade")
    assert [row.name for row in facts.annex] == ["Aurubis AG"]


def test_it_keeps_names_without_a_facility_apart_and_uncounted(period, register):
    submission = sent(asked(period, "Alder"), register["gold"])
    mention(submission, 1, name="Solder paste distributor", country="CHINA", listed=Mention.Listed.NOT_LISTED)
    mention(submission, 2, name="SOLDER PASTE  distributor", listed=Mention.Listed.NOT_LISTED)
    mention(submission, 3, name="Unknown", listed=Mention.Listed.NOT_IDENTIFIED)
    mention(submission, 4, listed=Mention.Listed.NOT_LISTED)
    facts = build_facts(period, today=TODAY)
    assert facts.total == 1
    assert [(row.name, row.country, row.manufacturers) for row in facts.unresolved] == [
        ("Solder paste distributor", "China", 1)
    ]
    assert (facts.unresolved_mentions, facts.sentinels, facts.mentions) == (2, 2, 5)


def test_it_reads_statuses_as_of_a_day(period, register):
    sent(asked(period, "Alder"), *register.values())
    before = build_facts(period, as_of=date(2026, 4, 29), today=TODAY)
    after = build_facts(period, today=TODAY)
    assert before.by_status == {"conformant": 0, "active": 0, "not_listed": 4}
    assert after.by_status == {"conformant": 2, "active": 1, "not_listed": 1}
    assert (after.as_of, after.lists[0].source) == (date(2026, 4, 30), "Responsible Minerals Initiative")


def test_it_shows_a_correction_and_marks_it(period, register):
    sent(asked(period, "Alder"), register["plain"])
    StatusRecord.objects.create(
        smelter=register["plain"],
        status=Status.objects.get(code="conformant"),
        valid_from=date(2026, 5, 1),
        reason="The RMI's letter of May 1",
    )
    facts = build_facts(period, as_of=date(2026, 5, 2), today=TODAY)
    assert (facts.annex[0].status, facts.corrected, facts.corrected_later) == ("conformant", 1, ())
    before = build_facts(period, today=TODAY)
    assert (before.as_of, before.corrected, before.corrected_later) == (date(2026, 4, 30), 0, ("CID000766",))


def test_it_finds_facilities_in_covered_countries_by_country_code(period, register):
    sent(asked(period, "Alder"), *register.values())
    facts = build_facts(period, today=TODAY)
    assert [(row.name, row.country) for row in facts.in_covered] == [("Luna Smelter, Ltd.", "Rwanda")]
    assert facts.conclusion == Conclusion.REASON_TO_BELIEVE


def test_it_knows_a_facility_that_only_manufacturers_name(period, register):
    register["plain"].origin = "reported"
    register["plain"].save()
    sent(asked(period, "Alder"), *register.values())
    facts = build_facts(period, today=TODAY)
    assert [row.name for row in facts.annex if row.reported] == ["Hunan Chenzhou Mining"]


def test_it_sorts_by_metal_then_name(period, db):
    made = [
        facility("Tin", 2, "b", "CHINA"),
        facility("Gold", 3, "B", "CHINA"),
        facility("Gold", 4, "a", "CHINA"),
        facility("Tantalum", 5, "z", "CHINA"),
    ]
    sent(asked(period, "Alder"), *made)
    facts = build_facts(period, today=TODAY)
    assert [row.smelter_id[-1] for row in facts.annex] == ["4", "3", "5", "2"]


def test_it_counts_manufacturers_by_what_they_answer_over_all_metals(period, db):
    said = {
        "Alder": answers("No"),
        "Birchfield": answers({"Tin": "Yes", "Gold": "No", "Tantalum": "No", "Tungsten": "No"}),
        "Cascade": answers({"Tin": "Unknown", "Gold": "No", "Tantalum": "No", "Tungsten": "No"}),
        "Dorado": answers(declared=("Gold",)),
        "Eastgate": answers(declared=()),
    }
    for name, document in said.items():
        sent(asked(period, name), document=document, scope="B" if name == "Dorado" else "A")
    facts = build_facts(period, today=TODAY)
    assert facts.question_3 == {"yes": 1, "no": 2, "unknown": 1, "out": 1}
    assert facts.no_covered_sourcing == 2
    assert facts.question_3_by_metal["Tin"] == {"Yes": 1, "No": 1, "Unknown": 1}
    assert facts.declared_by_metal == {"Gold": 4, "Tantalum": 3, "Tin": 3, "Tungsten": 3}
    assert facts.declaration_levels == {"A": 4, "B": 1, "C": 0}


def test_it_notices_a_no_beside_a_facility_in_a_covered_country(period, register):
    sent(asked(period, "Alder"), register["luna"], document=answers("No"))
    assert build_facts(period, today=TODAY).no_sourcing_but_listing_covered == 1


def test_it_counts_what_went_back_for_correction(period, register):
    found = sent(asked(period, "Alder"), state=Submission.State.NEEDS_CORRECTION)
    assert build_facts(period, today=TODAY).returned == 0, "a machine's finding alone went to nobody"
    audit.record("submission.returned", None, found, reason="Question 3 is blank.")
    assert build_facts(period, today=TODAY).returned == 1


def test_it_reads_origins_from_what_manufacturers_wrote_and_never_from_location(period, register):
    submission = sent(asked(period, "Alder"), register["luna"])
    assert build_facts(period, today=TODAY).origins == dict.fromkeys(sorted(METALS), ())
    mention(submission, 1, register["gold"], details={"mine_countries": "Peru; Congo, Democratic Republic of the"})
    assert build_facts(period, today=TODAY).origins["Gold"] == ("CD", "PE")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Peru, Bolivia and Rwanda", {"PE", "BO", "RW"}),
        ("CONGO, DEMOCRATIC REPUBLIC OF THE", {"CD"}),
        ("China; Tanzania, United Republic of", {"CN", "TZ"}),
        ("NO", set()),
        ("N/A", set()),
        ("recycled", set()),
        (None, set()),
        ("DRC (Katanga)", set()),
    ],
)
def test_it_recognises_countries_of_origin_whole_or_not_at_all(text, codes):
    assert origin_read(text)[0] == codes


def test_it_takes_a_blank_answer_for_unknown_and_ignores_metals_out_of_scope():
    document = answers({"Tin": "", "Gold": "No"}, declared=("Tin", "Gold"))
    document["answers"]["3"]["Tungsten"] = {"answer": "Yes"}
    assert answers_of(document).sourcing == "unknown"
    assert document["answers"]["3"]["Tin"]["answer"] == "" and answers_of(document).stated("Tin") == "Unknown"


def test_it_takes_silence_for_unknown_and_only_a_no_for_out_of_scope():
    assert answers_of({}).sourcing == "unknown"
    assert answers_of(answers(declared=())).sourcing == "out"
    half = answers(declared=())
    del half["answers"]["1"]["Tin"]
    assert answers_of(half).sourcing == "unknown"


def test_it_counts_what_is_stated_of_mines_and_origins_without_understanding_it(period, register):
    submission = sent(asked(period, "Alder"), register["gold"])
    mention(submission, 1, register["gold"], details={"mines": "Recycled", "mine_countries": "Unknown"})
    mention(submission, 2, register["gold"], details={"mines": "Bisie", "mine_countries": "Peru; region of Walikale"})
    facts = build_facts(period, today=TODAY)
    assert (facts.mines, facts.unread_origins, facts.origins["Gold"]) == (1, 1, ("PE",))
    assert facts.conclusion == Conclusion.REASON_TO_BELIEVE


def test_it_says_nothing_of_days_on_which_a_folder_was_taken_over(period, register):
    sent(asked(period, "Alder"), register["gold"])
    assert build_facts(period, today=TODAY).received
    audit.record("period.opened", None, period, reason=TAKEN_OVER)
    facts = build_facts(period, today=TODAY)
    assert (facts.requested, facts.received) == (None, None)


@pytest.mark.parametrize("text", ["N/A", "unknown", "Recycled / Scrap", "not disclosed", "-", "", None, "无"])
def test_it_hears_that_nothing_is_stated(text):
    assert not says_something(text)


def test_it_says_nothing_of_days_after_the_due_date(period, register):
    late = sent(asked(period, "Alder"), register["gold"])
    late.upload.received_at = late.upload.received_at.replace(year=2027)
    late.upload.save()
    facts = build_facts(period, today=TODAY)
    assert facts.received is None
    assert facts.requested is None or facts.requested.last <= facts.due_date


def test_it_asks_the_database_no_more_for_more_rows(period, register, django_assert_max_num_queries):
    for name in ("Alder", "Birchfield", "Cascade"):
        sent(asked(period, name), *register.values())
    summaries_renew(Submission.objects.values_list("pk", flat=True))
    with django_assert_max_num_queries(28):
        build_facts(period, today=TODAY)
