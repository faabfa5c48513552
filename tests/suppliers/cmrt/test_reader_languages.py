"""Ten languages of captions, kept results that are right, stale or gone, and answers typed in translation."""

import functools
from pathlib import Path

import pytest

from suppliers.cmrt.document import Document
from suppliers.cmrt.layouts.addresses import ALLOWED_ANSWERS, ALLOWED_COMPANY_ANSWERS, LANGUAGES
from suppliers.cmrt.reader import read_document
from suppliers.cmrt.spellings import english_answer
from suppliers.cmrt.workbook import Workbook, open_workbook
from tests.builders import build_cmrt
from tests.suppliers.cmrt.overlay import overlay

SHARED = Path(__file__).resolve().parents[3] / "../shared"
BLANKS = sorted((SHARED / "rmi-templates").glob("RMI_CMRT_*.xlsx"))
LISTS = (*ALLOWED_ANSWERS[3], *ALLOWED_ANSWERS[6], *ALLOWED_COMPANY_ANSWERS["E"], *ALLOWED_COMPANY_ANSWERS["H"])
TRANSLATED = {f"B{row}": answer for row, answer in enumerate(LISTS, 96)}

FILLED = {
    "Declaration": {
        "D8": "Harbor Board Works Ltd.", "D9": "A. Company", "D16": "a@harbor.example", "D22": "2021-01-10",
        "D26": "No", "D27": "Yes", "D28": "No", "D29": "No", "D33": "Yes", "D39": "Unknown", "D45": "No", "D51": "No",
        "D57": "Greater than 90%", "D63": "Yes", "D69": "Yes", "G39": "asked again", "D75": "Yes", "D89": "No",
    },
    "Smelter List": {"A5": "CID001182"},
}  # fmt: skip


@functools.cache
def blank(path: Path) -> Workbook:
    return open_workbook(path.read_bytes())


def facts(document: Document) -> dict[str, object]:
    return {
        "version": document.version,
        "company": {name: field.text for name, field in document.company.items()},
        "scope": document.scope,
        "date": document.effective_date.date,
        "answers": [(a.answer, a.raw, a.comment) for by in document.answers.values() for a in by.values()],
        "company_answers": [(a.answer, a.raw) for a in document.company_answers.values()],
        "smelters": [(row.metal, row.smelter_id, row.name, row.country) for row in document.smelters],
        "products": document.products,
    }


@pytest.mark.skipif(not BLANKS, reason="../shared is not here")
@pytest.mark.parametrize("path", BLANKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("language", LANGUAGES)
def test_it_reads_every_revision_in_every_language_whatever_its_captions_say(path, language):
    typed = FILLED | {"Declaration": FILLED["Declaration"] | {"D3": language}}
    expected = facts(read_document(overlay(blank(path), FILLED)))
    stale = read_document(overlay(blank(path), typed))
    assert stale.language.text == language
    assert facts(stale) == expected
    assert facts(read_document(overlay(blank(path), typed, cached=False))) == expected
    assert not any("moved" in p.message or "row" in p.message for p in stale.problems)


@pytest.mark.skipif(not BLANKS, reason="../shared is not here")
@pytest.mark.parametrize("path", BLANKS, ids=lambda path: path.stem)
def test_it_takes_the_captions_of_any_language_for_captions(path):
    """As after a recalculation in each language: labels from sheet L at the cells they belong to."""
    book = blank(path)
    labels = book.sheets["L"]
    expected = facts(read_document(overlay(book, FILLED)))
    for column in range(4, 14):
        captions: dict[str, dict[str, object]] = {"Declaration": {}, "Smelter List": {}, "Product List": {}}
        for row in labels.lines:
            sheet, ref = labels.cell(row, 2).value, labels.cell(row, 3).value
            if (
                sheet in captions
                and isinstance(ref, str)
                and ref[1:].isdigit()
                and ref not in FILLED["Declaration"]
                and int(ref[1:]) < 90
            ):
                captions[sheet][ref] = labels.cell(row, column).value
        document = read_document(overlay(overlay(book, captions), FILLED))
        assert facts(document) == expected


@pytest.mark.skipif(not BLANKS, reason="../shared is not here")
@pytest.mark.parametrize("path", BLANKS, ids=lambda path: path.stem)
@pytest.mark.parametrize("column", range(4, 14), ids=lambda column: LANGUAGES[column - 4])
def test_it_maps_the_templates_own_translations_of_every_answer(path, column):
    book = blank(path)
    labels = book.sheets["L"]
    for row in labels.lines:
        english = TRANSLATED.get(str(labels.cell(row, 3).value))
        typed = labels.cell(row, column).value
        if labels.cell(row, 2).value != "Declaration" or english is None or typed is None:
            continue
        if english in ALLOWED_COMPANY_ANSWERS["E"][:2]:
            answers = [read_document(overlay(book, {"Declaration": {"D83": typed}})).company_answers["E"]]
        elif english in ALLOWED_COMPANY_ANSWERS["H"][:3]:
            answers = [read_document(overlay(book, {"Declaration": {"D89": typed}})).company_answers["H"]]
        else:
            question = 6 if english in ALLOWED_ANSWERS[6] else 3
            cells = {f"D{20 + 6 * question + n}": typed for n in range(4)}
            answers = list(read_document(overlay(book, {"Declaration": cells})).answers[question].values())
        assert [answer.answer for answer in answers] == [english] * len(answers), typed
        assert all(answer.raw == typed for answer in answers)


@pytest.mark.parametrize(
    ("typed", "english"),
    [
        ("是", "Yes"), ("はい", "Yes"), ("예", "Yes"), ("Oui", "Yes"), ("SIM", "Yes"), ("Ja", "Yes"), ("Sí", "Yes"),
        ("Sì", "Yes"), ("Evet", "Yes"), ("否", "No"), ("いいえ", "No"), ("아니오", "No"), ("Non", "No"), ("Não", "No"),
        ("Nein", "No"), ("Hayır", "No"), ("未知", "Unknown"), ("不明", "Unknown"), ("Inconnu", "Unknown"),
        ("Ja, meistens", None), ("yes and no", None), ("不", None),
    ],
)  # fmt: skip
def test_it_knows_a_translated_answer_without_the_templates_tables(typed, english):
    assert english_answer(typed, ALLOWED_ANSWERS[3]) == english


@pytest.mark.parametrize(
    ("letter", "typed", "place"),
    [
        ("H", "Ja, mit der SEC", 0),
        ("H", "Oui, avec l’UE", 1),
        ("H", "Evet, SEC ve AB ile", 2),
        ("H", "是，SEC和欧盟", 2),
        ("H", "Nein", 3),
        ("E", "Ja, nach IPC-1755", 0),
        ("E", "yes, in conformance with IPC-1755 [e.g., CMRT]", 0),
        ("E", "否", 2),
        ("H", "Yes, but not with the SEC", None),
        ("H", "Yes, section 5", None),
        ("E", "Yes, somehow", None),
    ],
)
def test_it_knows_a_phrase_by_the_names_in_it(letter, typed, place):
    allowed = ALLOWED_COMPANY_ANSWERS[letter]
    assert english_answer(typed, allowed) == (None if place is None else allowed[place])


def test_it_asks_the_file_for_the_words_it_does_not_know():
    cells = {"L!B9": "Declaration", "L!C9": "B106", "L!J9": "Ja, anders (bitte beschreiben)", "Declaration!D83": None}
    typed = {"Declaration!D83": "ja, anders  (bitte beschreiben)"}
    answer = read_document(open_workbook(build_cmrt(cells=cells | typed))).company_answers["E"]
    assert (answer.answer, answer.raw) == ("Yes, using other format (describe)", "ja, anders  (bitte beschreiben)")
