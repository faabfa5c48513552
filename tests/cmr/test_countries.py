import pytest

from cmr.countries import NAMES, country_code, country_label
from cmr.vocab import COVERED_COUNTRIES, Metal, is_covered, metal_named


def test_the_covered_countries_are_exactly_the_ten():
    assert set(COVERED_COUNTRIES) == {"CD", "CG", "CF", "SS", "UG", "RW", "BI", "TZ", "ZM", "AO"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("RWANDA", "RW"),
        ("Ruanda", "RW"),
        ("Congo, Democratic Republic of the", "CD"),
        ("The Democratic Republic\nof  the Congo", "CD"),
        ("D.R.C.", "CD"),
        ("CONGO", "CG"),
        ("Tanzania", "TZ"),
        ("United Republic of Tanzania", "TZ"),
        ("Sudan, South", "SS"),
        ("Central African Rep.", "CF"),
    ],
)
def test_every_spelling_of_a_covered_country_is_covered(text, code):
    assert country_code(text) == code
    assert is_covered(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("SUDAN", "SD"),
        ("GUINEA", "GN"),
        ("EQUATORIAL GUINEA", "GQ"),
        ("NIGER", "NE"),
        ("NIGERIA", "NG"),
        ("KOREA, REPUBLIC OF", "KR"),
        ("KOREA, DEMOCRATIC PEOPLE'S REPUBLIC OF", "KP"),
        ("Türkiye", "TR"),
        ("VIET NAM", "VN"),
        ("Vietnam", "VN"),
        ("TAIWAN, PROVINCE OF CHINA", "TW"),
        ("NORTH MACEDONIA, REPUBLIC OF", "MK"),
        ("cote d\u2019ivoire", "CI"),
    ],
)
def test_neighbours_by_name_are_told_apart_and_are_not_covered(text, code):
    assert country_code(text) == code
    assert not is_covered(text)


@pytest.mark.parametrize("text", ["", "Unknown", "Recycled", "Atlantis", "Congolia"])
def test_it_does_not_guess(text):
    assert country_code(text) == ""


@pytest.mark.parametrize("name", NAMES.values())
def test_the_printed_name_is_the_workbooks_spelling_in_another_case(name):
    assert country_label(name).upper() == name
    assert country_code(country_label(name)) == country_code(name)


@pytest.mark.parametrize(
    ("text", "metal"),
    [("Gold (Au)", Metal.GOLD), ("TIN", Metal.TIN), ("Tinsel", None), ("", None), (" tungsten ", "Tungsten")],
)
def test_a_metal_is_named_by_the_first_word(text, metal):
    assert metal_named(text) == metal
