"""Our EDGAR pages against our own rules, and each rule against a page that breaks it."""

import random
from dataclasses import replace

import pytest

from reports.narrative.compose import compose_report
from reports.render.edgar import ascii_text, documents
from reports.render.edgar_rules import name_violations, violations
from tests.reports.examples import ANNEX, FILER, facts, row

NAMES = (
    "日本製錬株式会社",
    "محطة تكرير الذهب",
    "L'Orfebre S.A. “Plant” ^2",
    "F&X <Electro> & Co. \N{NO-BREAK SPACE}Ltd.",
    "Škoda — Önder Çelik",
    "🥇 Refinery",
)


def page(body: str) -> bytes:
    return f"<html><head><title>t</title></head><body><div>{body}</div></body></html>".encode()


def test_it_writes_pages_that_pass_its_own_rules():
    pages = documents(compose_report(facts()), draft=False)
    assert sorted(pages) == ["ex101.htm", "sd.htm"]
    assert not name_violations(list(pages))
    for data in pages.values():
        assert violations(data, pages) == []
        assert max(data) < 0x80


@pytest.mark.parametrize("seed", range(20))
def test_it_stays_inside_the_rules_whatever_the_names_are(seed):
    dice = random.Random(seed)
    rows = tuple(
        row("Gold", 7000 + n, "".join(dice.sample(NAMES, 2)) + chr(dice.randrange(0x21, 0x2FFF)), "Japan", "JP")
        for n in range(20)
    )
    held = facts(annex=ANNEX + rows, filer=replace(FILER, name=f"{dice.choice(NAMES)} <Inc.>"))
    for data in documents(compose_report(held), draft=True).values():
        assert violations(data, documents(compose_report(held), draft=True)) == []


def test_it_writes_every_character_outside_the_set_as_a_decimal_reference():
    assert ascii_text("§ “x” ^ & <b> 日") == "&#167; &#8220;x&#8221; &#94; &#38; &#60;b&#62; &#26085;"


def test_it_marks_a_draft_in_the_page_too():
    assert b"NOT FOR FILING" in documents(compose_report(facts()), draft=True)["sd.htm"]
    assert b"NOT FOR FILING" not in documents(compose_report(facts()), draft=False)["sd.htm"]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("<p>caf\u00e9</p>", "outside the characters"),
        ("<p>a ^ b</p>", "outside the characters"),
        ("<p>&nbsp;</p>", "not a decimal one"),
        ("<p>a & b</p>", "not a decimal one"),
        ("<p>&#xA0;</p>", "not a decimal one"),
        ("<section>x</section>", "<section> is not an element"),
        ("<table><tbody><tr><td>x</td></tr></tbody></table>", "<tbody> is not an element"),
        ("<table><tr><td><table><tr><td>x</td></tr></table></td></tr></table>", "nested"),
        ('<p onclick="x()">x</p>', "not allowed on <p>"),
        ('<font face="Arial">x</font>', "not allowed on <font>"),
        ('<table><tr><th scope="col">x</th></tr></table>', "not allowed on <th>"),
        ('<p style="background:url(x.gif)">x</p>', "loads or runs"),
        ('<p style="position: fixed">x</p>', "loads or runs"),
        ('<p><a href="https://example.com">x</a></p>', "leads out"),
        ('<p><a href="mailto:a@b.example">x</a></p>', "leads out"),
        ('<p><a href="javascript:x()">x</a></p>', "leads out"),
        ('<p><a href="#gone">x</a></p>', "leads nowhere"),
        ('<p><a name="a">x</a><a name="a">y</a></p>', "stands twice"),
        ('<p><a href="#b"><a name="b">x</a></a></p>', "nested"),
        ("<p><table><tr><td>x</td></tr></table></p>", "holds running text alone"),
        ("<h1><p>x</p></h1>", "holds running text alone"),
        ("<ul><p>x</p></ul>", "directly in <ul>"),
        ("<table>x</table>", "stands loose"),
        ("<p>x</div>", "closes nothing"),
        ("<td>x</td>", "<td> stands in <div>"),
        ("<body>x</body>", "stands more than once"),
        ("<script>x</script>", "<script> is not an element"),
    ],
)
def test_it_refuses(body, said):
    assert [sentence for sentence in violations(page(body)) if said in sentence]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'<?xml version="1.0"?><html><body><p>x</p></body></html>', "declares XML"),
        (b'<html xmlns="x"><body><p>x</p></body></html>', "declares XML"),
        (b"<html><p>x</p></html>", "outside the body"),
        (b"<html>x<body></body></html>", "outside the body"),
        (b"<html><body><p>x", "never closed"),
        (b"<p>x</p>", "no body"),
        (b'<html><head><meta http-equiv="refresh"></head><body></body></html>', "not allowed on <meta>"),
    ],
)
def test_it_refuses_a_page_that(data, said):
    assert [sentence for sentence in violations(data) if said in sentence]


def test_it_takes_links_within_the_submission_and_to_the_archive():
    links = '<p><a href="ex101.htm">x</a><a href="https://www.sec.gov/Archives/edgar/data/1/x.htm">y</a></p>'
    assert violations(page(links), {"ex101.htm"}) == []


@pytest.mark.parametrize("name", ["Sd.htm", "1sd.htm", "s d.htm", "sd.html", "a-b-c.htm", "x" * 40 + ".htm", "sd.png"])
def test_it_refuses_the_file_name(name):
    assert name_violations([name])


def test_it_refuses_one_name_for_two_files():
    assert name_violations(["sd.htm", "sd.htm"])
