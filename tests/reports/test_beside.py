"""What the checks before filing know beside the facts, read from the database."""

from datetime import date

import pytest

from reports.facts import beside
from reports.facts.beside import beside_of
from reports.prefiling import ALL_CHECKS
from reports.services import facts_now, filing_check
from smelters.models import ReferenceLookup
from suppliers.models import ContactRecord, Submission, Upload
from tests.reports.signing import TODAY
from tests.reports.year import answers, asked, facility, sent, status_list


@pytest.fixture
def luna(period):
    return facility("Tin", 3387, "Luna Smelter, Ltd.", "RWANDA", "conformant", status_list())


def said(period, code):
    return [
        ALL_CHECKS.message(each.code, each.params) for each in filing_check(period, today=TODAY)[1] if each.code == code
    ]


def test_a_denial_beside_a_facility_in_a_covered_country_blocks_until_somebody_asked(period, luna, legal):
    request = asked(period, "Alder")
    sent(request, luna, document=answers("No"))
    (told,) = said(period, "G08")
    assert told.startswith("Alder answers No to question 3 for every metal")
    ContactRecord.objects.create(
        request=request, kind="telephone", day=date(2026, 3, 1), text="It buys from a trader.",
        recorded_by=legal, recorded_at="2026-03-01T10:00Z",
    )  # fmt: skip
    assert not said(period, "G08")


def test_an_answer_with_unknown_denies_nothing(period, luna):
    sent(asked(period, "Alder"), luna, document=answers("Unknown"))
    assert not said(period, "G08")


def test_a_newer_file_that_nobody_decided_on_blocks_beside_what_is_accepted(period, luna):
    request = asked(period, "Alder")
    sent(request, luna)
    assert not said(period, "P01")
    sent(request, luna, state=Submission.State.IN_REVIEW, sha256="d" * 64)
    assert said(period, "P01") == ["Alder sent another file after the accepted one, and nobody has decided on it."]


def test_a_part_of_an_answer_that_is_open_blocks_beside_the_accepted_one(period, luna):
    request = asked(period, "Alder")
    first = sent(request, luna)
    Submission.objects.filter(pk=first.pk).update(covers="Gauge")
    other = sent(request, luna, state=Submission.State.NEEDS_CORRECTION, sha256="d" * 64)
    Submission.objects.filter(pk=other.pk).update(covers="Probe")
    assert said(period, "P01") == ["Alder has a part of its answer that is not accepted (Probe)."]


def test_a_file_that_is_not_read_yet_blocks_beside_what_is_accepted(period, luna):
    request = asked(period, "Alder")
    sent(request, luna)
    later = sent(request, luna, state=Submission.State.DRAFT, sha256="d" * 64).upload
    Upload.objects.filter(pk=later.pk).update(state=Upload.State.QUEUED)
    assert said(period, "P01") == ["Alder sent another file after the accepted one, which has not been read yet."]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"template_version": "5.12"}, "answers in template version 5.12, which is not supported"),
        ({"document": answers() | {"company": {"name": "Alder"}}}, "has a CMRT that nobody authorized"),
    ],
)
def test_a_cmrt_of_an_old_template_or_without_an_authorizer_blocks(period, luna, change, words):
    submission = sent(asked(period, "Alder"), luna)
    Submission.objects.filter(pk=submission.pk).update(**change)
    assert words in said(period, "P01")[0]


def test_the_newest_look_up_counts_unless_the_register_knows_better_since(period, luna, monkeypatch):
    sent(asked(period, "Alder"), luna)
    lines = {
        "a" * 64: ("Tin", "Luna", "Luna Tin", "RWANDA", "CID003387"),
        "b" * 64: ("Tin", "Luna", "Kigali Tin", "UGANDA", "CID003387"),
    }
    monkeypatch.setattr(beside, "lines_of", lambda sha256: (lines[sha256],))
    for sha256, day in (("a" * 64, date(2024, 5, 1)), ("b" * 64, date(2025, 5, 1))):
        ReferenceLookup.objects.create(source="CMRT", as_of=day, sha256=sha256, facilities=1)
    (known,) = beside_of(period, facts_now(period, TODAY)).reference.values()
    assert (known.name, known.country_code) == ("Kigali Tin", "UG")
    assert "is printed in Rwanda; CMRT, as of 1 May 2025 has it in Uganda" in said(period, "G05")[0]
    luna.spelled_on = date(2026, 4, 30)
    luna.save()
    assert not said(period, "G05") and not said(period, "S07")
