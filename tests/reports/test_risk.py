"""Risk and origin in the report: said only with a table, a rule and a right; private evidence counts all the same."""

import re
from dataclasses import replace
from datetime import date

import pytest
from django.urls import reverse

from cmr.findings import Severity
from reports.facts.conclusion import Conclusion, Ground
from reports.facts.gather import build_facts
from reports.facts.grading import facility_grade
from reports.out.export import facts_out
from reports.prefiling import ALL_CHECKS
from smelters.services.tables import table_apply
from smelters.tables.parse import Line, parse_table
from suppliers.models import Mention, Submission
from tests.reports.examples import (
    ANNEX,
    LUNA,
    REPORT,
    SANCTIONED,
    TABLES,
    bare,
    clean,
    draft,
    facts,
    graded,
    origins,
    row,
    table,
    words,
)  # fmt: skip
from tests.reports.test_prefiling import added
from tests.reports.year import asked, facility, mention, sent, status_list
from tests.suppliers.test_portal import text_of

TODAY = date(2026, 5, 20)
DAY = date(2026, 4, 30)


def codes(held) -> set[str]:
    return {found.code for found in ALL_CHECKS.run(draft(held))}


def test_it_says_nothing_of_risk_without_tables():
    text = words(graded(None, TABLES[1]))
    for word in ("risk grade", "conflict-affected or high-risk", "sanction", "graded"):
        assert word not in text, word
    told = facts_out(graded(None, TABLES[1]))
    assert told["risk"]["tables_missing"] == ["cahra", "sanctions"]
    assert (told["risk"]["graded"], told["in_cahra"]) == (False, None)


def test_it_prints_grades_with_the_whole_rule_its_version_and_its_tables():
    text = words(graded())
    assert "one rule, applied to all of them alike (version 2 of our method)" in text
    assert "in the table that we used (the list of transit countries (a web page) dated April 30, 2026)" in text
    assert "but was conformant or active on April 30, 2025;" in text
    assert "The grade is “high” for a facility that is neither conformant nor active and shows a sign of risk" in text
    assert "in the table of sanctions that we used (the list of sanctions (a web page) dated April 30, 2026)." in text
    assert "One facility with the risk grade “high.”" in text
    assert "low risk" not in text
    assert graded().by_grade == {"blocked": 0, "high": 1, "medium": 1, "low": 4}
    assert codes(graded()) == set()


def test_it_counts_facilities_in_high_risk_areas_with_the_tables_day_and_source():
    text = words(graded())
    assert (
        "One facility in Annex I is located in China, named, in whole or in part, as conflict-affected or high-risk in "
        "the table that we used: the list of conflict-affected areas (a web page) dated April 30, 2026." in text
    )
    none = words(graded(clean(annex=(ANNEX[0],), decision=REPORT)))
    assert "No country of location of a facility in Annex I is named as conflict-affected or high-risk" in none


def test_it_says_once_which_tables_are_missing():
    findings = [found for found in ALL_CHECKS.run(draft(graded(None, TABLES[1]))) if found.code == "G14"]
    assert [ALL_CHECKS.message("G14", found.params) for found in findings] == [
        "None of these tables is in force on the report's day: conflict-affected and high-risk areas and sanctions. No "
        "facility is graded, and nothing is said of risk."
    ]


@pytest.mark.parametrize("lacking", range(3))
def test_it_prints_no_grade_while_a_table_is_missing(lacking):
    held = graded(None, *(each for number, each in enumerate(TABLES) if number != lacking))
    assert not held.graded
    assert "risk grade" not in words(held).lower()


def test_it_does_not_call_a_conformant_facility_in_a_covered_country_high_and_never_denies_it():
    held = graded()
    luna = next(each for each in held.annex if each.smelter_id == LUNA.smelter_id)
    assert luna.grade == "medium"
    assert "none of the six facilities" not in words(held)
    assert held.conclusion == Conclusion.REASON_TO_BELIEVE


def test_it_blocks_on_a_sanctions_match_and_says_honestly_that_no_decision_can_be_recorded():
    held = graded(None, *TABLES, SANCTIONED)
    findings = [found for found in ALL_CHECKS.run(draft(held)) if found.code == "G11"]
    assert [found.severity for found in findings] == [Severity.BLOCK]
    assert "Another list of sanctions as of 30 April 2026 names its ID" in ALL_CHECKS.message("G11", findings[0].params)
    assert "let the finding pass with counsel's reason" in ALL_CHECKS.remedy("G11", findings[0].params)
    assert "One facility with the risk grade “blocked.”" in words(held)
    assert codes(graded(None, SANCTIONED)) == {"G11", "G14"}  # the other tables are not needed to hear it


@pytest.mark.parametrize(
    ("sentence", "held", "heard"),
    [
        ("Most of these facilities are low risk.", bare(), True),
        ("Most of these facilities are low-risk due to their location.", graded(), True),
        ("The remaining facilities pose a minimal risk.", bare(), True),
        ("Four of the facilities are low risk by the rule stated above.", graded(), False),
        ("Most of the facilities are low risk by the rule stated above.", graded(), False),
        (
            "All of the facilities are low risk by the rule stated above.",
            graded(clean(annex=(ANNEX[2],), decision=REPORT)),
            True,
        ),
        ("We intend to mitigate the risk that minerals benefit armed groups.", facts(), False),
    ],
)
def test_it_hears_low_risk_without_a_method(sentence, held, heard):
    assert ("G06" in {found.code for found in ALL_CHECKS.run(added(sentence, held))}) is heard


def test_it_counts_an_origin_it_may_not_publish_and_does_not_print_it():
    held = graded(clean(), stated=origins(("Gold", "CID000113", "CD"), ("Gold", "CID000113", "PE")))
    assert held.grounds == (Ground.KNOWN_ORIGIN,)
    assert held.conclusion == Conclusion.REASON_TO_BELIEVE
    text = words(held)
    assert "Peru" not in text and "Not disclosed" in [cells[1] for cells in next(draft(held).tables("origins")).rows]
    assert "countries of origin have been stated to us that we do not have the right to publish" in text
    assert codes(held) == {"G12"}


def test_it_prints_an_origin_it_may_publish_with_its_source():
    held = graded(clean(decision=REPORT), stated=origins(("Gold", "CID000113", "PE"), publishable=True))
    assert held.proposed == Conclusion.NO_REASON
    gold = next(cells for cells in next(draft(held).tables("origins")).rows if cells[0] == "Gold")
    assert gold[1] == "Peru"
    assert "Other sources (the origin data (a web page) dated April 30, 2026) state one country of origin" in words(
        held
    )
    assert codes(held) == set()


def test_it_doubts_an_origin_that_no_table_of_producers_names():
    producers = table("producers", "List of producers", Line(2, "PE", metals=("Gold",)))
    held = graded(
        clean(decision=REPORT), *TABLES, producers, stated=origins(("Gold", "CID000113", "FR"), publishable=True)
    )
    row_ = next(each for each in held.annex if each.smelter_id == "CID000113")
    assert row_.grade == "medium"
    (doubt,) = [found for found in ALL_CHECKS.run(draft(held)) if found.code == "G17"]
    assert (
        "Origin France, as stated by Origin data as of 30 April 2026: no known producer of gold by List of producers"
        in (ALL_CHECKS.message("G17", doubt.params))
    )
    assert "is not named, as a producer of the mineral, in the table that we used (the list of producers" in words(held)
    assert "as a producer of the mineral" not in words(graded())


def test_it_warns_of_a_later_table_and_blocks_where_it_changes_the_answer(period):
    listed = status_list()
    luna = facility("Tin", 3387, "Luna Smelter, Ltd.", "RWANDA", "conformant", listed)
    sent(asked(period, "Alder"), luna)
    late = date(2026, 5, 15)
    take("origins", b"CID,Metal,Country\nCID003387,Tin,Peru\n", as_of=late)
    take("sanctions", b"CID,Metal\nCID003387,Tin\n", as_of=late)
    held = build_facts(period, as_of=DAY, today=TODAY)
    assert [(each.smelter_id, each.blocks) for each in held.risk.later] == [("CID003387", True), ("CID003387", False)]
    assert not held.risk.tables and not held.risk.origins
    now = build_facts(period, as_of=late, today=TODAY)
    assert not now.risk.later and now.annex[0].grade == "blocked"


def test_it_screens_the_names_that_no_facility_was_found_for(period):
    submission = sent(asked(period, "Alder"))
    unknown = {"metal": "Gold", "listed": Mention.Listed.NOT_LISTED}
    mention(submission, 1, name="SOME REFINERY", country="UGANDA", **unknown)
    mention(submission, 2, name="Another Refinery", country="RUSSIAN FEDERATION", **unknown)
    mention(submission, 3, name="Third Refinery", country="PERU", **unknown)
    take("sanctions", b"Name,Country,Metal,List\nSome Refinery Ltd.,UGANDA,,EU\n,RUSSIAN FEDERATION,Gold,\n")
    held = build_facts(period, as_of=DAY, today=TODAY)
    assert [(each.name, each.text) for each in held.risk.names] == [
        ("Another Refinery", "sanctions table names its country"),
        ("SOME REFINERY", "sanctions table (EU) names it"),
    ]
    assert "G16" in codes(held)


def take(kind: str, data: bytes, as_of: date = DAY, **more) -> None:
    about = {"name": f"{kind} table", "source": "a web page", "actor": None} | more
    table_apply(parse_table(data, "t.csv", kind), kind=kind, as_of=as_of, original=data, **about)


def test_it_speaks_of_lost_statuses_only_where_a_list_reaches_back(period):
    sent(asked(period, "Alder"), facility("Gold", 2, "Sound Refining", "GERMANY", "conformant", status_list()))
    for kind, data in (("cahra", b"Country\nINDIA\n"), ("transit", b"Country\nINDIA\n"), ("sanctions", b"Name\nX\n")):
        take(kind, data)
    held = build_facts(period, today=TODAY)
    assert held.graded and held.risk.before is None
    assert "but was conformant or active on" not in words(held)


def test_it_grades_from_the_database_with_lost_statuses_and_contradicting_answers(period):
    old = status_list(date(2025, 3, 1), sha256="1" * 64)
    gone = facility("Gold", 1, "Gone Refining", "GERMANY", "conformant", old)
    new = status_list()
    sound = facility("Gold", 2, "Sound Refining", "GERMANY", "conformant", new)
    india = facility("Tin", 3, "Indian Smelting", "INDIA", "conformant", new)
    scrap = facility("Tin", 4, "Scrap Smelting", "GERMANY", "conformant", new)
    take("cahra", b"Country\nINDIA\n")
    take("transit", b"Country\nUNITED ARAB EMIRATES\n")
    take("sanctions", b"Name\nNobody we know\n")
    take("origins", b"CID,Metal,Country\nCID000002,Gold,Peru\nCID000099,Gold,Chile\n", publishable=True)
    submission = sent(asked(period, "Alder"), gone, sound, india)
    mention(submission, 7, scrap, details={"recycled": "Yes"})
    mention(submission, 8, scrap, details={"recycled": "No"})
    held = build_facts(period, today=TODAY)
    assert {row.name: row.grade for row in held.annex} == {
        "Gone Refining": "high", "Sound Refining": "low", "Indian Smelting": "medium", "Scrap Smelting": "medium",
    }  # fmt: skip
    told = facts_out(held)
    assert told["risk"]["by_grade"] == {"blocked": 0, "high": 1, "medium": 2, "low": 1}
    assert [row["smelter_id"] for row in told["in_cahra"]] == ["CID000003"]
    assert [(row["smelter_id"], row["country_code"]) for row in told["origins_by_facility"]] == [("CID000002", "PE")]
    assert {each["kind"] for each in told["tables"]} == {"cahra", "transit", "sanctions", "origins"}
    flags = [reason["flag"] for reason in next(row for row in told["annex"] if row["grade"] == "high")["grade_reasons"]]
    assert flags == ["not_listed", "lost"]
    assert "vouches for it only until a day before" in words(replace(held, decision=REPORT))
    # The register's page grades each by itself, and says the same.
    for each in (gone, sound, india, scrap):
        alone, line = facility_grade(each, TODAY), next(row for row in held.annex if row.name == each.name)
        assert (alone.assessment.grade, alone.assessment.reasons, alone.day) == (line.grade, line.reasons, held.as_of)


def test_the_facilitys_page_shows_grade_and_reasons_and_leads_to_the_rule(period, client_for, legal):
    tin = facility("Tin", 3387, "Luna Smelter, Ltd.", "RWANDA", "conformant", status_list())
    desk = client_for(legal)
    url = reverse("reports:grade", args=[tin.pk])
    assert f'hx-get="{url}"' in desk.get(reverse("smelters:facility", args=[tin.pk])).content.decode()
    said = text_of(desk.get(url))
    assert "Not graded in calendar year 2025" in said
    assert "No accepted declaration of the year names it" in said
    assert "The rule needs a table of each of these: Conflict-affected and high-risk areas;" in said
    for kind in ("cahra", "transit"):
        take(kind, b"Country\nINDIA\n")
    take("sanctions", b"Name\nX\n")
    sent(asked(period, "Alder"), tin)
    page = desk.get(url)
    assert "Medium in calendar year 2025, as of 30 April 2026" in text_of(page)
    assert "Located in Rwanda, a Covered Country" in text_of(page)
    rule = reverse("reports:risk", args=[2025])
    assert f'{rule}#rule">version' in page.content.decode()
    assert "A facility shows a sign of risk if at least one of the following applies:" in text_of(desk.get(rule))


def test_a_declaration_grades_its_rows_as_the_report_does_and_what_is_new_by_its_own_words(period, client_for, legal):
    listed = status_list()
    luna = facility("Tin", 3387, "Luna Smelter, Ltd.", "RWANDA", "conformant", listed)
    quiet = facility("Tin", 1182, "Quiet Works", "JAPAN", "conformant", listed)
    for kind in ("cahra", "transit", "sanctions"):
        take(kind, b"country\nMyanmar\n" if kind != "sanctions" else b"name,country\nNobody Ltd.,Cuba\n")
    sent(asked(period, "Alder"), luna, state=Submission.State.ACCEPTED)
    new = sent(asked(period, "Birch"), luna, quiet)
    desk, url = client_for(legal), reverse("review:submission", args=[new.pk])
    assert 'hx-get="?graded=1"' in desk.get(url).content.decode()
    rows = re.findall(
        r'(?s)<td class="nowrap" data-label="Risk">(.*?)</td>', desk.get(url, {"graded": 1}).content.decode()
    )
    assert [re.sub("<[^>]*>", " ", row).split() for row in rows] == [["Medium"], ["Low"]]
    assert "Medium" in text_of(desk.get(reverse("reports:grade", args=[luna.pk])))


def test_the_grade_of_one_facility_costs_the_same_however_many_name_it(
    period, client_for, legal, django_assert_max_num_queries
):
    tin = facility("Tin", 3387, "Luna Smelter, Ltd.", "RWANDA", "conformant", status_list())
    for number in range(6):
        sent(asked(period, f"Maker {number}"), tin)
    desk = client_for(legal)
    with django_assert_max_num_queries(14):
        desk.get(reverse("reports:grade", args=[tin.pk]))


def test_it_never_takes_a_facilitys_place_for_an_origin(period):
    luna = facility("Tin", 3387, "Luna Smelter, Ltd.", "RWANDA", "conformant", status_list())
    sent(asked(period, "Alder"), luna, state=Submission.State.ACCEPTED)
    held = build_facts(period, today=TODAY)
    assert held.risk.origins == () and Ground.KNOWN_ORIGIN not in held.grounds
    assert held.origins["Tin"] == ()


def test_it_keeps_south_sudan_apart_from_sudan():
    areas = table("cahra", "Areas", Line(2, "SD", "SUDAN"))
    assert not graded(facts(annex=(row("Gold", 1, "Juba Gold", "South Sudan", "SS"),)), areas).in_cahra
    assert graded(facts(annex=(row("Gold", 1, "Khartoum Gold", "Sudan", "SD"),)), areas).in_cahra


def test_it_shows_the_team_each_grade_with_its_reasons_and_what_is_missing(period, client_for, legal):
    sent(asked(period, "Alder"), facility("Tin", 3, "Indian Smelting", "INDIA", "conformant", status_list()))
    take("cahra", b"Country\nINDIA\n")
    url = f"/filing/{period.year}/risk"
    page = client_for(legal).get(url).content.decode()
    assert "No facility is graded yet." in page and "Transit countries for gold; Sanctions" in page
    assert "Located in India, which cahra table as of 30 April 2026 names" in page
    take("transit", b"Country\nINDIA\n")
    take("sanctions", b"Name\nX\n")
    take("origins", b"CID,Metal,Country\nCID000003,Tin,Peru\n")
    page = client_for(legal).get(url + "?grade=medium").content.decode()
    assert "Medium (1)" in page and "Peru" in page and "not to be printed" in page
    assert "Show all 1" in client_for(legal).get(url + "?grade=low").content.decode()
