"""Reading a list as somebody keeps it, and saying what is wrong with it by row and column."""

import io
import zipfile
from datetime import date

import pytest
from openpyxl import Workbook

from smelters.lists import ListError, ListRow, parse_list
from tests.conftest import SHARED
from tests.smelters.conftest import AURORA, HEAD, KIVU, LUNA, NORTE

REPLAY = SHARED / "replay/2020/status_list.csv"


def workbook(rows, title="List", hidden=()):
    book = Workbook()
    book.active.title = title
    for row in rows:
        book.active.append(row)
    for name in hidden:
        book.create_sheet(name, 0).sheet_state = "hidden"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def problems(data, name="list.csv"):
    with pytest.raises(ListError) as caught:
        parse_list(data if isinstance(data, bytes) else data.encode(), name)
    return caught.value.problems


def test_it_reads_a_plain_csv():
    rows = parse_list((HEAD + AURORA + LUNA).encode(), "list.csv")
    assert rows[0] == ListRow(2, "Gold", "CID900001", "Aurora Refining AG", "SWITZERLAND", "Conformant")
    assert rows[1].name == "Luna Smelter, Ltd."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_it_reads_the_encodings_and_separators_programs_write(encoding, separator):
    text = separator.join(["CID", "Metal", "Standard Smelter Name", "Country", "RMAP Status"]) + "\r\n"
    text += separator.join(["CID900009", "Tungsten (W)", "Hütten Wolfram", "Côte d'Ivoire", "Active"]) + "\r\n"
    (row,) = parse_list(text.encode(encoding), "LIST.CSV")
    assert (row.metal, row.name, row.country, row.status) == ("Tungsten", "Hütten Wolfram", "Côte d'Ivoire", "Active")


def test_it_reads_a_workbook_below_a_title_with_columns_in_any_order():
    rows = [
        ["Facilities as of today"],
        [],
        ["Facility Location: Country", "Status", "Smelter Name", "Metal", "Smelter Identification", "City", "Note"],
        ["PERU", "Conformant", "Inca\u00a0Tin ", "tin", "cid900010 ", "Lima", "=1+1"],
        [None] * 7,
        ["PERU", "Conformant", "Smelter not listed", "Tin", None, None, None],
    ]
    (row,) = parse_list(workbook(rows, hidden=["Lists"]), "list.xlsx")
    assert row == ListRow(4, "Tin", "CID900010", "Inca Tin", "PERU", "Conformant", "Lima", "")


def test_it_names_the_row_and_column_of_everything_that_is_wrong():
    text = HEAD + (
        "CID12,Gold,A,ITALY,Active\n"
        "CID900011,Cobalt,B,ITALY,Active\n"
        "CID900012,Tin,,ITALY,Active\n"
        "CID900013,Tin,D,ATLANTIS,Active\n"
        "CID900014,Tin,E,PERU,\n"
    )
    assert problems(text) == (
        'Row 2, column Smelter ID: "CID12" is not a smelter ID; an ID is CID and six digits.',
        'Row 3, column Metal: "Cobalt" is none of Gold, Tantalum, Tin, Tungsten.',
        "Row 4, column Smelter Name: the name is missing.",
        'Row 5, column Country: "ATLANTIS" is no country we know; write it as the CMRT does.',
        "Row 6, column Status: the status is missing.",
    )


def test_it_refuses_look_alike_digits_in_an_id():
    assert "is not a smelter ID" in problems(HEAD + "CID90000\u0661,Gold,A,ITALY,Active\n")[0]


def test_it_counts_a_row_said_twice_once_and_refuses_a_contradiction():
    assert len(parse_list((HEAD + AURORA + AURORA).encode(), "list.csv")) == 1
    twice = HEAD + AURORA + AURORA.replace("Conformant", "Active")
    assert problems(twice) == ('Row 3: CID900001 is "Conformant" in row 2 and "Active" here.',)
    metals = HEAD + AURORA + AURORA.replace("Gold", "Tin")
    assert problems(metals) == ("Row 3: CID900001 is Gold in row 2; an ID belongs to one metal.",)


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"", "list.csv", "The file is empty."),
        (b"a,b\n1,2\n", "list.csv", "No column is called Smelter ID, Metal, Smelter Name and Country"),
        (HEAD.encode(), "list.csv", "The list has a head but no rows."),
        (b"\xff\xd8\xff\xe0 JPEG", "list.jpg", "neither CSV nor an .xlsx workbook"),
        (b"\xd0\xcf\x11\xe0 old Excel", "list.xls", "neither CSV nor an .xlsx workbook"),
        (b"PK\x03\x04 truncated", "list.xlsx", "cannot be opened"),
        ((HEAD + KIVU).encode() + b"\0", "list.csv", "neither CSV nor an .xlsx workbook"),
        (b"x" * (15 * 1024 * 1024 + 1), "list.csv", "larger than 15 MB"),
        (b'"' + b"x" * 200_000 + b'"', "list.csv", "damaged CSV"),
        ((HEAD + AURORA * 20_001).encode(), "list.csv", "more than 20,000 rows"),
    ],
)
def test_it_says_in_one_sentence_what_is_wrong_with_a_file(data, name, told):
    (problem,) = problems(data, name)
    assert told in problem


def test_it_opens_no_workbook_that_unpacks_to_far_more_than_a_list():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"\0" * (160 * 1024 * 1024))
    assert "unpacks to far more" in problems(out.getvalue(), "list.xlsx")[0]


def test_it_refuses_two_columns_for_one_thing():
    assert problems("CID,Smelter ID,Metal,Name,Country\n") == (
        'Row 1: the columns "CID" and "Smelter ID" mean the same.',
    )


@pytest.mark.skipif(not REPLAY.exists(), reason="the replayed years are not here")
def test_it_reads_the_replayed_list():
    rows = parse_list(REPLAY.read_bytes(), REPLAY.name)
    words = [row.status for row in rows]
    assert (len(rows), words.count("Conformant"), words.count("Active")) == (244, 239, 5)


def test_it_reads_until_when_a_list_vouches_for_a_status():
    head = HEAD.replace("Status", "Status,Next audit due")
    rows = parse_list((head + AURORA.strip() + ",2026-03-31\n" + NORTE.strip() + ",\n").encode(), "list.csv")
    assert [row.valid_until for row in rows] == [date(2026, 3, 31), None]
    assert problems(head + AURORA.strip() + ",soon\n") == (
        'Row 2, column Next audit due: "soon" is no day; write it as year-month-day.',
    )
