"""The copy for the website: from the approved text alone, for a year from a day, with who saw it there."""

import io
import re
import zipfile
from datetime import date
from html.parser import HTMLParser

import pytest
from django.urls import reverse

from cmr import storage
from cmr.models import AuditEvent
from reports.deadlines import posted_until
from reports.models import WebCopy
from reports.posting.services import NotPosted, copy_make, copy_seen, posted_of
from reports.render.words import words_of
from reports.services import filing_of
from tests.reports.signing import SIGNED, all_sign

DAY, URL = date(2026, 5, 28), "https://investor.meridian.example/conflict-minerals"


class Asked(HTMLParser):
    """What a page would fetch or run."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        self.found += [f"{tag} {name}" for name in given if name in ("src", "style", "srcset") or name.startswith("on")]
        if tag in ("script", "link", "img", "iframe", "object", "base"):
            self.found.append(tag)
        if tag == "a" and not re.fullmatch(r"#[\w.-]+|form-sd\.pdf", given.get("href") or ""):
            self.found.append(f"a {given.get('href')}")


@pytest.fixture
def approved(built, people):
    return all_sign(built, people)


@pytest.mark.parametrize(
    ("posted", "until"),
    [
        (date(2027, 5, 28), date(2028, 5, 28)),
        (date(2027, 2, 28), date(2028, 2, 28)),
        (date(2028, 2, 29), date(2029, 3, 1)),
    ],
)
def test_it_stays_for_one_calendar_year(posted, until):
    assert posted_until(posted) == until


def test_it_makes_the_page_from_the_approved_text_with_the_day_until_which_it_stays(approved, built, people):
    copy = copy_make(approved, posted_on=DAY, url=URL, actor=people[0])
    page = storage.read(copy.sha256).decode()
    words = " ".join(words_of(page))
    assert "Posted on May 28, 2026 at https://investor.meridian.example/conflict-minerals" in words
    assert "until May 28, 2027 at least" in words and built.sha256 in page
    assert "Luna Smelter, Ltd." in words and "CID003387" in words
    assert "Not for filing" not in page and "not for filing" not in words
    assert copy_make(approved, posted_on=DAY, url=URL, actor=people[0]).sha256 == copy.sha256
    event = AuditEvent.objects.filter(event="web_copy.made").first()
    assert (event.after["until"], event.after["sha256"]) == ("2027-05-28", copy.sha256)


def test_it_stands_alone_under_its_own_policy(approved, people):
    page = storage.read(copy_make(approved, posted_on=DAY, url=URL, actor=people[0]).sha256).decode()
    assert Asked(page).found == []
    assert "url(" not in page and "@import" not in page
    assert re.search(r"default-src 'none'; style-src 'sha256-[\w+/=]{44}'", page)


def test_it_is_made_of_nothing_but_an_approved_report(built, people):
    filing = filing_of(built.filing.period)
    with pytest.raises(NotPosted, match="Only an approved report"):
        copy_make(filing, posted_on=DAY, url=URL, actor=people[0])


@pytest.mark.parametrize("url", ["", "investor.meridian.example", "ftp://meridian.example/x", "https://a b.example/"])
def test_it_takes_a_whole_public_address(approved, people, url):
    with pytest.raises(NotPosted, match="whole public address"):
        copy_make(approved, posted_on=DAY, url=url, actor=people[0])


def test_it_is_not_posted_before_it_was_signed(approved, people):
    with pytest.raises(NotPosted, match="before the day on which it was signed"):
        copy_make(approved, posted_on=date(2026, 5, 18), url=URL, actor=people[0])
    assert date(2026, 5, 18) < SIGNED


def test_it_says_whether_the_day_has_passed_and_who_looked(approved, people):
    copy = copy_make(approved, posted_on=DAY, url=URL, actor=people[0])
    with pytest.raises(NotPosted, match="not before it was posted"):
        copy_seen(copy, seen_on=date(2026, 5, 27), found=True, note="", actor=people[1], today=date(2026, 6, 1))
    with pytest.raises(NotPosted, match="Say what stood there"):
        copy_seen(copy, seen_on=DAY, found=False, note=" ", actor=people[1], today=date(2026, 6, 1))
    copy_seen(copy, seen_on=date(2026, 6, 1), found=True, note="", actor=people[1], today=date(2026, 6, 1))
    standing = posted_of(approved, date(2027, 5, 28))
    assert (standing.until, standing.passed, standing.sighting.person) == (date(2027, 5, 28), False, people[1])
    assert posted_of(approved, date(2027, 5, 29)).passed


def test_it_hands_out_page_pdf_and_note_and_shows_until_when_on_the_report_page(approved, built, people, client_for):
    desk, year = client_for(people[0]), approved.period.year
    refused = desk.post(reverse("reports:posting_make", args=[year]), {"posted_on": "2026-05-28", "url": "nowhere"})
    assert refused.status_code == 400 and "whole public address" in refused.content.decode()
    desk.post(reverse("reports:posting_make", args=[year]), {"posted_on": "2026-05-28", "url": URL})
    copy = WebCopy.objects.get()
    answer = desk.get(reverse("reports:web_copy", args=[copy.pk]))
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.namelist() == ["conflict-minerals.html", "form-sd.pdf", "read-me.txt"]
    assert archive.read("form-sd.pdf") == storage.read(built.documents.get(kind="form-sd.pdf").sha256)
    assert desk.get(reverse("reports:web_copy", args=[copy.pk])).content == answer.content
    for name in ("reports:posting", "reports:filing", "reports:blocking"):
        page = desk.get(reverse(name, args=[year])).content.decode()
        assert "28 May 2027" in page, name
    desk.post(
        reverse("reports:posting_seen", args=[copy.pk]),
        {"seen_on": "2026-05-29", "found": "no", "note": "An old page."},
    )
    page = desk.get(reverse("reports:posting", args=[year])).content.decode()
    assert "not found" in page and "An old page." in page
