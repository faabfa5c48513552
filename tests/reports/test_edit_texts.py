"""What the team writes is kept on its facts; what contradicts the evidence is refused, and the attempt recorded."""

from dataclasses import replace
from datetime import date

import pytest

from cmr.findings import Severity
from cmr.models import AuditEvent, ReportingPeriod
from reports.determination.tree import Leaf
from reports.document import plain, texts
from reports.facts.decision import Decision, Result
from reports.facts.gather_texts import authors_of
from reports.facts.texts import Kind, TeamText
from reports.models import Filing, SentenceText
from reports.narrative.compose import compose_report
from reports.prefiling.draft import Draft
from reports.prefiling.edits import EDITS
from reports.services import facts_now, filing_build, filing_check, filing_reopen, snapshot_approve
from reports.services.texts import Do, Given, NotTaken, place_of, text_keep, text_made, why_not, why_unfit
from tests.reports.examples import facts
from tests.reports.signing import TODAY
from tests.reports.year import facility, mention

FREE = "steps.comparing-all-facilities-with-current-published-audit-results-be"
DEMANDED = "inquiry.we-received-a-cmrt-from-each-contract-manufacturer-that-we-asked"
SOURCING = "inquiry.q3-unknown-contract-reported-sourcing-from-the-covered-countries"


def keep(period, key, do, actor, text="", *, apart=False, reason="", seen=None):
    newest = SentenceText.objects.filter(period=period, key=key).order_by("-id").first()
    seen = (newest.pk if newest else 0) if seen is None else seen
    return text_keep(period, key, do, Given(text, apart, reason), seen=seen, today=TODAY, actor=actor)


def said(period) -> list[str]:
    report = compose_report(facts_now(period, TODAY))
    return [plain(text) for _, text in texts(report.part("ex101").blocks)]


def whole(period) -> str:
    return " ".join(said(period))


def test_it_prints_the_teams_words_in_place_of_ours_and_ours_again(approvable, legal):
    row = keep(
        approvable, FREE, Do.REWORD, legal, "comparing the {total} {total:facility} with  new lists.", reason="clearer"
    )
    assert "comparing the one facility with new lists." in said(approvable)
    assert (row.delivered[:24], row.rests_on, row.edited_by) == ("comparing all facilities", {"total": "one"}, legal)
    event = AuditEvent.objects.get(event="sentence.reworded")
    assert (event.actor, event.reason, event.after["text"]) == (legal, "clearer", row.text)
    keep(approvable, FREE, Do.RESTORE, legal)
    assert "comparing all facilities with current published audit results before we report." in said(approvable)
    assert SentenceText.objects.count() == 2, "nothing that was written is lost"


def test_it_adds_sentences_after_one_another_and_apart(approvable, legal):
    at = "caution.the-statements-in-this-report-rest-on-our-rcoi-and-due-diligence"
    first = keep(approvable, at, Do.ADD, legal, "We may be wrong.")
    keep(approvable, first.key, Do.ADD, legal, "So may others.")
    keep(approvable, at, Do.ADD, legal, "We say so.", apart=True)
    paragraphs = said(approvable)
    assert "We may be wrong. So may others." in paragraphs
    assert "We say so." in paragraphs
    keep(approvable, first.key, Do.LEAVE_OUT, legal)
    assert "So may others." in said(approvable)
    keep(approvable, first.key, Do.REWORD, legal, "We may well be wrong.")
    assert "We may well be wrong. So may others." in said(approvable)


def test_it_adds_a_point_to_a_list(approvable, legal):
    keep(approvable, FREE, Do.ADD, legal, "reading what others write.")
    assert "reading what others write." in said(approvable)


def test_it_leaves_out_what_nothing_asks_for(approvable, legal):
    keep(
        approvable,
        "measures.we-kept-each-cmrt-in-the-form-in-which-it-was-received",
        Do.LEAVE_OUT,
        legal,
        reason="known",
    )
    assert "We kept each CMRT" not in whole(approvable)
    assert AuditEvent.objects.filter(event="sentence.left_out").exists()


@pytest.mark.parametrize(
    "key",
    [
        DEMANDED,
        "introduction.covered-countries-means-covered-countries-that-is-the-democratic",
        "inquiry.based-on-our-rcoi-we-have-reason-to-believe-that-conflict-minera",
        "results.covered-facilities-few",
    ],
)
def test_it_refuses_to_leave_out_what_the_rule_asks_for_and_records_the_attempt(approvable, legal, key):
    with pytest.raises(NotTaken, match=r"cannot be left out: .*The attempt is on record"):
        keep(approvable, key, Do.LEAVE_OUT, legal)
    event = AuditEvent.objects.get(event="sentence.refused")
    assert (event.actor, event.after["key"], event.after["to"]) == (legal, key, "left_out")
    assert not SentenceText.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        "No smelter or refiner is located in a Covered Country.",
        "None of the {total} facilities in Annex I is located in the Covered Countries.",
        "Our products are conflict free.",
        "All of our products are DRC conflict-free.",
        "Most facilities are low risk because of the country in which they are located.",
        "No facility in our supply chain is conformant.",
        "No smelter is in the DRC.",
        "There are no refiners in Rwanda or Uganda.",
        "All facilities stand outside the Democratic Republic of the Congo and its neighbours.",
        "None of our suppliers sources minerals from the DRC.",
        "Based on our RCOI, we have no reason to believe that minerals came from there.",
    ],
)
@pytest.mark.parametrize(("key", "do"), [(FREE, Do.REWORD), (FREE, Do.ADD)])
def test_it_refuses_what_the_evidence_contradicts_and_records_it(approvable, legal, text, key, do):
    with pytest.raises(NotTaken, match="This contradicts the evidence"):
        keep(approvable, key, do, legal, text)
    event = AuditEvent.objects.get(event="sentence.refused")
    assert event.after["text"] == text
    assert event.reason
    assert not SentenceText.objects.exists()
    assert text.split("{")[0] not in whole(approvable)


def test_it_refuses_to_word_the_covered_facility_out_of_the_results(approvable, legal):
    the_only = "results.the-total-in-annex-i-located-in-covered-named"
    with pytest.raises(NotTaken, match="do not name it"):
        keep(approvable, the_only, Do.REWORD, legal, "The {total} {total:facility} stand somewhere.")


def test_it_keeps_a_true_denial_and_blocks_it_when_the_evidence_turns(approvable, legal):
    sent = approvable.requests.get().submissions.get()
    sent.mentions.update(smelter=facility("Gold", 113, "Aurubis AG", "GERMANY"))
    keep(approvable, FREE, Do.ADD, legal, "No facility in Annex I is located in a Covered Country.")
    assert "G01" not in _codes(approvable)
    mention(sent, 7, facility("Tin", 3388, "Kivu Tin", "RWANDA"))
    assert "G01" in _codes(approvable)


def test_it_keeps_what_can_be_mended_and_lets_it_block(approvable, legal):
    keep(approvable, FREE, Do.REWORD, legal, "comparing them with the CFSI list of 2024.")
    assert {"T01", "T26"} <= _codes(approvable)
    assert filing_build(approvable, actor=legal, today=TODAY).snapshot.draft


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "empty"),
        ("   \n ", "empty"),
        ("We asked {nobody}.", "no placeholder {nobody}"),
        ("We asked {total.__class__}.", "no placeholder"),
        ("We asked {total:walrus}.", "no placeholder"),
        ("We asked {total.", "brace stands alone"),
        ("We asked total}.", "brace stands alone"),
        ("<b>We asked.</b>", "no place in the report"),
        ("We asked.\u200b", "no place in the report"),
        ("We \u202easked.", "no place in the report"),
        ("Our products are с\u043enflict free.", "Latin letters"),
        ("Our products are \uff43\uff4fnflict free.", "Latin letters"),
        ("=HYPERLINK(A1)", "formula"),
        ("@SUM(A1)", "formula"),
        ("x" * 4001, "4,000 are the limit"),
        ("We asked them – “all of them” – in São Paulo’s way.", ""),
    ],
)
def test_it_takes_plain_text_with_known_placeholders_alone(text, why):
    said = why_unfit(" ".join(text.split()))
    assert why in said if why else said == ""


def test_it_finds_a_text_whose_facts_have_changed_and_takes_a_confirmation(approvable, legal):
    sent = approvable.requests.get().submissions.get()
    keep(approvable, SOURCING, Do.REWORD, legal, "Some contract manufacturers left the question open.")
    assert "W01" not in _codes(approvable)
    document = sent.document
    document["answers"]["3"]["Tin"] = {"answer": "Yes"}
    type(sent).objects.filter(pk=sent.pk).update(document=document)
    found = [each for each in filing_check(approvable, today=TODAY)[1] if each.code == "W01"]
    assert [each.severity for each in found] == [Severity.BLOCK]
    assert "was one; it is zero now" in found[0].params["fault"]
    with pytest.raises(NotTaken, match="why the text still holds"):
        keep(approvable, SOURCING, Do.CONFIRM, legal)
    keep(approvable, SOURCING, Do.CONFIRM, legal, reason="Read against the answers of today.")
    assert "W01" not in _codes(approvable)


def test_it_only_asks_for_a_look_where_the_changed_number_prints_itself():
    text = _text("comparing the {total} facilities.", rests_on={"total": "nine"})
    (found,) = EDITS.run(_draft(facts(texts=(text,))))
    assert (found.code, found.severity) == ("W01", Severity.WARN)


def test_it_finds_a_text_over_a_sentence_that_we_have_changed_since():
    text = _text("comparing them.", delivered="comparing all of them as we said last year.")
    (found,) = EDITS.run(_draft(facts(texts=(text,))))
    assert (found.code, found.severity) == ("W01", Severity.BLOCK)


def test_it_leaves_a_placeholder_that_is_no_more_to_be_seen_and_blocks():
    held = facts(texts=(_text("comparing {what_was_once_a_fact}."),))
    assert "comparing {what_was_once_a_fact}." in [
        plain(text) for _, text in texts(compose_report(held).part("ex101").blocks)
    ]


def test_it_confirms_last_years_words_only_with_a_reason():
    kept = _text("Some were silent.", last_year={"not_responded": "two"})
    codes = [each.code for each in EDITS.run(_draft(facts(texts=(kept,))))]
    assert codes == ["W05"]
    assert not EDITS.run(_draft(facts(texts=(replace(kept, reason="One was."),))))
    assert not EDITS.run(
        _draft(facts(texts=(_text("{not_responded} was silent.", last_year={"not_responded": "two"}),)))
    )


def test_it_remembers_last_years_words_by_their_sentence(approvable, legal):
    words = "comparing them with care."
    earlier = ReportingPeriod.objects.create(registrant=approvable.registrant, year=approvable.year - 1)
    now = {
        "edited_by": legal,
        "edited_at": approvable.requests.get().requested_at,
        "section": "steps",
        "kind": "reworded",
    }
    SentenceText.objects.create(period=earlier, key=FREE, text=words, rests_on={"surveyed": "seven"}, **now)
    keep(approvable, FREE, Do.REWORD, legal, words)
    assert "W05" in _codes(approvable)
    keep(approvable, FREE, Do.CONFIRM, legal, reason="It holds for one as well.")
    assert "W05" not in _codes(approvable)


@pytest.mark.parametrize(
    ("sentence", "true"),
    [
        ("All facilities are conformant.", False),
        ("Every smelter was conformant or active.", False),
        ("Most facilities are conformant.", True),
        ("Most facilities are active.", False),
        ("No facility is active.", False),
        ("All contract manufacturers answered.", True),
        ("We ask all facilities that are not conformant to take part.", True),
        ("No contract manufacturer reported sourcing from the Covered Countries.", False),
        ("All suppliers said that they do not source from the DRC.", False),
        ("Our tin does not originate in the Covered Countries.", False),
        ("No minerals in our products come from the DRC or an adjoining country.", False),
        ("We could not determine whether the minerals originated in the Covered Countries.", True),
        ("{total:Number} facilities are conformant.", False),
        ("{conformant:Number} {conformant:facility} {conformant:is} conformant.", True),
        ("Of the {total} facilities, {conformant} are conformant and {active} {active:is} active.", True),
        ("Of the {total} facilities, {active} {active:is} conformant.", False),
        ("{active:Number} of them {active:is} located in the Covered Countries.", True),
        ("{conformant:Number} of them are located in a Covered Country.", False),
        ("{conformant:Number} conformant facilities are located in the Covered Countries.", False),
        ("{covered_conformant:Number} conformant facility is located in a Covered Country.", True),
        ("{not_listed:Number} {not_listed:facility} {not_listed:is} neither conformant nor active.", True),
        ("{surveyed:Number} manufacturers named facilities that are conformant.", True),
    ],
)
def test_it_holds_all_most_and_none_against_the_facts(sentence, true):
    held = facts(texts=(_text(sentence),))
    assert [each.code for each in EDITS.run(_draft(held))] == ([] if true else ["W04"])


def test_it_is_read_only_from_the_first_signature_to_the_reopening(built, people):
    filing = Filing.objects.get()
    snapshot_approve(filing, "preparer", sha256=built.sha256, actor=people[0], today=TODAY)
    with pytest.raises(NotTaken, match="Reopen it under Approval"):
        keep(filing.period, FREE, Do.REWORD, people[1], "comparing them.")
    filing.refresh_from_db()
    filing_reopen(filing, "a word", actor=people[0])
    keep(filing.period, FREE, Do.REWORD, people[1], "comparing them.")
    Filing.objects.update(filed_on=date(2026, 5, 20))
    with pytest.raises(NotTaken, match="An amendment"):
        keep(filing.period, FREE, Do.REWORD, people[1], "comparing them again.")


def test_it_lets_the_second_of_two_people_read_first(approvable, people):
    keep(approvable, FREE, Do.REWORD, people[0], "comparing them.")
    with pytest.raises(NotTaken, match="Somebody changed this sentence since"):
        keep(approvable, FREE, Do.REWORD, people[1], "holding them against each other.", seen=0)


def test_it_counts_the_writer_and_the_one_who_confirmed_as_authors(approvable, people):
    keep(approvable, FREE, Do.REWORD, people[0], "comparing them.")
    keep(approvable, FREE, Do.CONFIRM, people[1], reason="It holds.")
    assert authors_of(approvable) == {people[0].pk, people[1].pk}
    keep(approvable, FREE, Do.REWORD, people[2], "comparing all of them.")
    assert authors_of(approvable) == {people[2].pk}
    keep(approvable, FREE, Do.RESTORE, people[1])
    assert authors_of(approvable) == set()


def test_it_holds_all_that_was_said_in_the_snapshot_and_another_word_is_another_snapshot(approvable, legal):
    first = filing_build(approvable, actor=legal, today=TODAY).snapshot
    keep(approvable, FREE, Do.REWORD, legal, "comparing them with care.")
    built = filing_build(approvable, actor=legal, today=TODAY)
    assert built.snapshot.sha256 != first.sha256
    assert [text.text for text in built.facts.texts] == ["comparing them with care."]
    assert built.facts.rules == "2021-03-16"


def test_it_says_that_a_sentence_is_no_more(approvable, legal):
    with pytest.raises(NotTaken, match="no such sentence"):
        keep(approvable, "steps.no-such-sentence", Do.REWORD, legal, "We do.")


def _text(text: str, key: str = FREE, **more) -> TeamText:
    return TeamText(key.partition(".")[0], key, Kind.REWORDED, text, **more)


def _draft(held) -> Draft:
    return Draft(held, compose_report(held), {}, held.due_date)


def _codes(period) -> set[str]:
    return {each.code for each in filing_check(period, today=TODAY)[1]}


def test_it_refuses_a_contradiction_while_no_exhibit_is_filed(approvable, legal):
    mention(approvable.requests.get().submissions.get(), 7, facility("Gold", 3388, "Kivu Gold", "UGANDA"))
    held = replace(facts_now(approvable, TODAY), decision=Decision((_result(Leaf.L3),)))
    assert not held.leaf.exhibit
    place = place_of(held, FREE)
    made = text_made(held, place, Do.ADD, Given("No smelter is located in a Covered Country."))
    assert "Kivu Gold (Uganda)" in why_not(held, place, made)


def _result(leaf: Leaf) -> Result:
    return Result("", "Tin", leaf, "N5", "?", "So", "Looked at it.", "Lena Hart", TODAY)
