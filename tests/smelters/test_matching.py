"""Names: spellings of one name meet, names of two facilities never do."""

from collections import defaultdict

import pytest

from cmr.sheets import read_rows
from smelters.matching import Known, candidates, key_stem, name_key, skeleton
from tests.conftest import SHARED

LOOKUPS = sorted((SHARED / "rmi-templates").glob("RMI_CMRT_*.xlsx"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gannan Tin Co., Ltd.", "GANNAN TIN COMPANY LIMITED"),
        ("Gannan Tin Co., Ltd.", "Gannan Tin Co.Ltd"),
        ("8853 S.p.A.", "8853 SPA"),
        ("H.C. Lark Smelting GmbH & Co. KG", "HC Lark Smelting GmbH and Co KG"),
        ("Wolfram Bergbau und Hütten AG", "Wolfram Bergbau und Hutten AG"),
        ("Non-ferrous Metals", "Nonferrous  Metals"),
        ("Gao'an Metals", "Gao\u2019an Metals"),
        ("ＡＢＣ　Refinery", "ABC Refinery"),
        ("Aurora\u200bRefining\u00ad", "aurora refining"),
        ("洛阳钨业有限公司", "洛阳钨业股份有限公司"),
        ("Feinhütte Mineração", "FEINHUTTE MINERACAO"),
    ],
)
def test_it_takes_spellings_of_one_name_for_the_same(one, other):
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("H.C. Lark Co., Ltd.", "H.C. Lark Ltd."),
        ("H.C. Lark Inc.", "H.C. Lark GmbH"),
        ("Aurora Refining", "\u0410urora Refining"),  # Cyrillic A
        ("Timah Kundur", "Timah Mentok"),
        ("ガス工業", "カス工業"),
        ("Korea Zinc", "Korea Zink"),
    ],
)
def test_it_keeps_names_of_two_facilities_apart(one, other):
    assert name_key(one) != name_key(other)


def test_it_makes_a_key_of_any_text():
    for text in ("", " \u200b ", "!!!", "Co., Ltd.", "\x00", "ß" * 300, "=cmd", "x" * 10_000):
        assert len(name_key(text)) <= 250
    assert name_key("!!!") == ""
    assert name_key("Co., Ltd.")  # a name made of nothing else keeps its words
    assert key_stem(name_key("Aurora Refining AG")) == ("aurorarefining", "ag")


def test_it_suggests_look_alikes_to_a_person():
    assert skeleton("\u0410urora R\u0435fining") == "aurora refining"
    facilities = [Known(1, ("Aurora Refining AG", "Aurora"), "CH", "Chiasso"), Known(2, ("Boreal Works",), "NO")]
    found = candidates("\u0410urora Refining", "CH", facilities)
    assert [each.pk for each in found] == [1]
    assert found[0].score > 90
    assert found[0].reasons == ("name 100 % alike", "same country")


def test_it_suggests_the_likeliest_first_and_says_why():
    facilities = [
        Known(1, ("Gannan Tin Industry Co., Ltd.",), "CN", "Ganzhou"),
        Known(2, ("Gannan Tin Co., Ltd.",), "CN", "Ganzhou"),
        Known(3, ("Ganan Tin Ltd.",), "VN"),
        Known(4, ("Norte Estanho",), "BR"),
    ]
    found = candidates("Tin Gannan Company", "CN", facilities, city="Ganzhou")
    assert [each.pk for each in found] == [2, 3, 1]
    assert found[0].reasons == ("name 100 % alike", "same country", "same city")
    assert "other country" in found[1].reasons
    assert candidates("", "CN", facilities) == []


@pytest.mark.parametrize("path", LOOKUPS, ids=lambda path: path.stem)
def test_it_never_gives_two_facilities_of_a_metal_one_key(path):
    ids = defaultdict(set)
    for cells in read_rows(path.read_bytes(), path.name, sheet="Smelter Look-up")[4:]:
        if cells[4].startswith("CID"):
            for name in cells[1:3]:
                ids[cells[0], name_key(name)].add(cells[4])
    assert len(ids) > 500
    assert [key for key, found in ids.items() if len(found) > 1] == []
