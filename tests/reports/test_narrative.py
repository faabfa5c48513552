"""What the report says follows from the facts, in words a lawyer would sign."""

import re
from dataclasses import replace

import pytest

from reports.document import Run, from_json, plain, to_json
from reports.facts.conclusion import Conclusion, Ground
from reports.narrative.compose import compose_report
from reports.narrative.placeholders import PLACEHOLDERS, UnknownPlaceholder, fill
from reports.narrative.typed import typed_numbers
from reports.narrative.words import listed, number, number_read, percent
from tests.reports.examples import ANNEX, LUNA, REPORT, clean, facts, row, words


def test_it_writes_small_numbers_as_words_and_reads_both():
    assert [number(count) for count in (0, 1, 9, 10, 1234)] == ["zero", "one", "nine", "10", "1,234"]
    assert [number_read(text) for text in ("Seven", "53", "1,234", "some")] == [7, 53, 1234, None]


def test_it_never_rounds_a_response_rate_up_to_all():
    assert percent(999, 1000) == "99"
    assert percent(7, 7) == "100"


def test_it_lists_things_as_a_sentence_does():
    assert listed(["a", "b", "c"]) == "a, b and c"


def test_it_fills_holes_from_the_closed_table_only():
    assert plain(fill("{total:Number} {total:facility}", facts())) == "Six facilities"
    assert plain(fill("{in_covered} {in_covered:is}", facts())) == "one is"
    for hole in ("{total.__class__}", "{filer}", "{total:walrus}", "{registrant:is}", "{}", "{0}"):
        with pytest.raises(UnknownPlaceholder):
            fill(hole, facts())


def test_it_takes_braces_in_a_fact_for_text():
    held = facts(filer=replace(facts().filer, name="Curly {total} Inc."))
    assert plain(fill("{registrant}", held)) == "Curly {total} Inc."


def test_it_can_say_every_placeholder_of_an_empty_year():
    nothing = facts(annex=(), lists=(), unresolved=(), sentinels=0, surveyed=0, responded=0, accepted=0, files=())
    nothing = replace(nothing, requested=None, received=None, effective=None)
    for name, placeholder in PLACEHOLDERS.items():
        assert isinstance(placeholder.text(nothing), str), name
    assert compose_report(nothing)


def test_it_names_each_facility_in_a_covered_country_with_its_status():
    text = words(facts())
    named = "Luna Smelter, Ltd. (tin, CID003387), located in Rwanda, whose status is conformant."
    assert f"Of the six facilities in Annex I, one is located in a Covered Country: {named}" in text
    assert "none of the six" not in text


def test_it_puts_many_covered_facilities_into_a_table():
    many = tuple(row("Gold", 5000 + n, f"Refiner {n}", "Uganda", "UG") for n in range(5))
    report = compose_report(facts(annex=ANNEX + many))
    named = [block for part in report.parts for block in part.blocks if getattr(block, "name", "") == "covered"]
    assert len(named[0].rows) == 6
    assert "six are located in the Covered Countries (Uganda and Rwanda)" in words(facts(annex=ANNEX + many))


def test_it_says_none_in_a_covered_country_only_when_every_place_is_known_and_elsewhere():
    sentence = "none of the five facilities in Annex I is located in a Covered Country"
    assert sentence in words(clean(decision=REPORT))
    unplaced = (*clean().annex, row("Gold", 9, "Somewhere", "", ""))
    text = words(clean(annex=unplaced, decision=REPORT))
    assert "in Annex I is located in a Covered Country" not in text
    assert "For one facility in Annex I, the country of location is not known to us" in text


@pytest.mark.parametrize(
    ("changes", "ground"),
    [
        ({"question_3": {"yes": 1, "no": 2, "unknown": 0, "out": 0}}, Ground.SOURCING),
        ({"question_3": {"yes": 0, "no": 2, "unknown": 1, "out": 0}}, Ground.UNKNOWN),
        ({"annex": ANNEX}, Ground.LOCATION),
        ({"origins": {"Tin": ("CD",)}}, Ground.ORIGIN),
        ({"sentinels": 1}, Ground.UNIDENTIFIED),
        ({"accepted": 2}, Ground.SILENT),
    ],
)
def test_it_concludes_reason_to_believe_from_any_single_ground(changes, ground):
    held = clean(**changes)
    assert (held.grounds, held.conclusion) == ((ground,), Conclusion.REASON_TO_BELIEVE)


def test_it_states_the_conclusion_in_the_rules_own_words():
    assert "we have reason to believe that Conflict Minerals" in words(facts())
    assert "we have no reason to believe that these conflict minerals" in words(clean())
    assert "we reasonably believe that these conflict minerals" in words(clean(all_recycled=3, recycled=3))


def test_it_puts_the_determination_into_the_form_when_no_due_diligence_was_owed():
    form = compose_report(clean()).part("sd")
    body = " ".join(plain(block.text) for block in form.blocks if hasattr(block, "text"))
    assert "We therefore conducted in good faith a reasonable country of origin inquiry" in body
    assert "we have no reason to believe that these conflict minerals originated in the Covered Countries" in body


def test_it_leaves_out_what_is_zero():
    text = words(clean(question_3={"yes": 0, "no": 3, "unknown": 0, "out": 0}, returned=0))
    assert "reported sourcing from the Covered Countries for at least one" not in text
    assert "We returned" not in text
    assert not re.search(r"\b[Zz]ero\b", text)


def test_it_says_who_did_not_answer_and_never_a_hundred_percent():
    text = words(facts(responded=2, accepted=1, without_accepted=("Alder", "Birchfield")))
    assert "from two of the three contract manufacturers that we asked, a response rate of 66 percent" in text
    assert "100 percent" not in text


def test_it_prints_no_day_on_which_work_was_only_entered():
    text = words(facts(requested=None, received=None))
    assert "Our requests were sent" not in text
    assert "not recorded" not in text


def test_it_claims_a_policy_only_with_its_address():
    assert "We maintain a policy" in words(facts())
    assert "policy" not in words(facts(filer=replace(facts().filer, policy_url="")))


def test_it_claims_nothing_that_no_record_shows():
    text = words(facts())
    for claim in ("training", "grievance", "member of", "low risk", "certif", "escalat", "senior management"):
        assert claim not in text.lower(), claim


def test_it_never_names_a_manufacturer_in_public():
    text = words(facts())
    assert not [file.supplier for file in facts().files if file.supplier in text]


def test_it_explains_a_name_with_two_statuses():
    assert "One facility name appears for more than one metal with different statuses" in words(facts())
    assert "different statuses" not in words(facts(annex=(LUNA,)))


def test_it_never_takes_location_for_origin():
    table = next(
        block for block in compose_report(facts()).part("ex101").blocks if getattr(block, "name", "") == "origins"
    )
    assert {plain(cells[1]) for cells in table.rows} == {"Unknown"}


def test_it_binds_every_number_of_the_narrative_to_a_fact():
    for held in (facts(), clean(), facts(responded=2, accepted=1)):
        for part in compose_report(held).parts[1:]:
            for block in part.blocks:
                for text in getattr(block, "items", (getattr(block, "text", ()),)):
                    assert not list(typed_numbers(text)), plain(text)


def test_it_notices_a_number_typed_by_hand_and_lets_names_of_law_pass():
    assert list(typed_numbers((Run("There are 298 facilities."),))) == ["298"]
    assert list(typed_numbers((Run("about 99.5% in "), Run("2025", "year")))) == ["99.5%"]
    assert not list(typed_numbers((Run("Rule 13p-1, Item 1.01, Exhibit 1.01, Act of 1934, Step 3, May 2, 2014"),)))


def test_it_comes_back_whole_from_its_json():
    report = compose_report(facts())
    assert from_json(to_json(report)) == report
