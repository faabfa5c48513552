"""This year's sentences beside last year's: what is the same, what follows its fact, what was kept unread."""

from reports.facts.texts import TeamText
from reports.narrative.compose import compose_report
from reports.prefiling.edits import kept_words
from reports.services import filing_build
from reports.services.texts import Do, Given, text_keep
from reports.texts.redline import Kind, compared, lines_of
from tests.reports.examples import facts
from tests.reports.signing import TODAY

FREE = "steps.comparing-all-facilities-with-current-published-audit-results-be"
RCOI = "Our RCOI consisted of asking the"


def kinds(older, newer, moved=()) -> dict[str, Kind]:
    found = compared(compose_report(older), compose_report(newer), moved)
    return {"".join(span.words for span in line.spans if span.kind != "del"): line.kind for line in found}


def starting(found: dict[str, Kind], words: str) -> Kind:
    return next(kind for said, kind in found.items() if said.startswith(words))


def test_it_finds_nothing_changed_in_the_same_report():
    assert set(kinds(facts(), facts()).values()) == {Kind.SAME}


def test_it_takes_a_number_that_follows_its_fact_for_no_change_of_words():
    found = kinds(facts(), facts(surveyed=4, responded=4, accepted=4))
    assert starting(found, f"{RCOI} four contract manufacturers") == Kind.FOLLOWS
    assert starting(found, "There may be several tiers") == Kind.SAME


def test_it_tells_new_gone_and_changed_sentences_apart():
    ours = "comparing all facilities with current published audit results before we report."
    words = "comparing all facilities with the newest published audit results before we report."
    worded = facts(texts=(TeamText("steps", FREE, "reworded", words),))
    assert kinds(facts(), worded)[words] == Kind.CHANGED
    assert kinds(worded, facts())[ours] == Kind.CHANGED
    returned = compared(compose_report(facts(returned=0)), compose_report(facts()))
    assert next(line.kind for line in returned if "We returned one CMRT" in line.spans[0].words) == Kind.NEW
    back = compared(compose_report(facts()), compose_report(facts(returned=0)))
    assert next(line.kind for line in back if "We returned one CMRT" in line.spans[0].words) == Kind.GONE


def test_it_marks_words_that_were_kept_although_their_facts_changed():
    text = TeamText("steps", FREE, "reworded", "Nobody stayed silent.", last_year={"not_responded": "two"})
    held = facts(texts=(text,))
    moved = dict(kept_words(held))
    assert moved == {"Nobody stayed silent.": ("“Contract manufacturers without a CMRT” was two; it is zero now",)}
    assert kinds(held, held, moved.items())["Nobody stayed silent."] == Kind.KEPT


def test_it_parts_sentences_by_their_own_full_stops_and_not_by_those_inside_facts():
    named = [line.printed for line in lines_of(compose_report(facts())) if "Luna Smelter, Ltd." in line.printed]
    assert any("Luna Smelter, Ltd. (tin, CID003387), located in Rwanda" in printed for printed in named)


def test_it_stands_on_its_page(approvable, legal, client_for, period):
    earlier = type(period).objects.create(registrant=period.registrant, year=2024, covered_products="instruments")
    filing_build(earlier, actor=legal, today=TODAY)
    text_keep(period, FREE, Do.ADD, Given("We read this."), seen=0, today=TODAY, actor=legal)
    html = client_for(legal).get("/filing/2025/text/last-year").content.decode()
    assert "The report for 2024, as last built" in html
    assert "<ins>We read this.</ins>" in html
