"""Where a CMRT 6.x keeps what: the same addresses in every version from 6.0 to 6.5.

Inputs are found by address and never by label: labels are formulas in the language of Declaration!D3, and missing in
files saved by programs that keep no results.
"""

from cmr.vocab import DECLARATION_ORDER, Metal

DECLARATION = "Declaration"
SMELTER_LIST = "Smelter List"
PRODUCT_LIST = "Product List"
LOOK_UP = "Smelter Look-up"
CHECKER = "Checker"
LABELS = "L"

LANGUAGE = "D3"
SCOPE = "D9"
EFFECTIVE_DATE = "D22"
VERSION = "J3"

# The other two places that repeat the revision (sheet, cell).
VERSION_WITNESSES = ((SMELTER_LIST, "Q3"), ("Instructions", "A77"))

COMPANY_FIELDS = {
    "name": "D8",
    "scope_description": "D10",
    "unique_id": "D12",
    "authority": "D13",
    "address": "D14",
    "contact_name": "D15",
    "contact_email": "D16",
    "contact_phone": "D17",
    "authorizer_name": "D18",
    "authorizer_title": "D19",
    "authorizer_email": "D20",
    "authorizer_phone": "D21",
}

QUESTIONS = (1, 2, 3, 4, 5, 6, 7, 8)
COMPANY_QUESTIONS = {"A": 75, "B": 77, "C": 79, "D": 81, "E": 83, "F": 85, "G": 87, "H": 89}

SMELTERS_FIRST_ROW = 5
SMELTERS_LAST_ROW = 2504
PRODUCTS_FIRST_ROW = 6
LOOK_UP_FIRST_ROW = 5

# Smelter List columns: what the row says, by the letter of its column.
SMELTER_COLUMNS = {
    "input_id": "A",
    "metal": "B",
    "lookup": "C",
    "name": "D",
    "country": "E",
    "smelter_id": "F",
    "source": "G",
    "street": "H",
    "city": "I",
    "state": "J",
    "contact_name": "K",
    "contact_email": "L",
    "next_steps": "M",
    "mines": "N",
    "mine_countries": "O",
    "recycled": "P",
    "comments": "Q",
}

LANGUAGES = (
    "English",
    "中文 Chinese",
    "日本語 Japanese",
    "한국어 Korean",
    "Français",
    "Português",
    "Deutsch",
    "Español",
    "Italiano",
    "Türkçe",
)

SCOPES = {
    "A": "A. Company",
    "B": "B. Product (or List of Products)",
    "C": "C. User defined [Specify in 'Description of scope']",
}

NOT_LISTED = "Smelter not listed"
NOT_IDENTIFIED = "Smelter not yet identified"

_YES_NO = ("Yes", "No")
_YES_NO_UNKNOWN = ("Yes", "No", "Unknown")
_SHARES = ("100%", "Greater than 90%", "Greater than 75%", "Greater than 50%", "50% or less", "None")

ALLOWED_ANSWERS: dict[int, tuple[str, ...]] = {
    1: _YES_NO,
    2: _YES_NO,
    3: _YES_NO_UNKNOWN,
    4: _YES_NO_UNKNOWN,
    5: _YES_NO_UNKNOWN,
    6: _SHARES,
    7: _YES_NO,
    8: _YES_NO,
}
ALLOWED_COMPANY_ANSWERS: dict[str, tuple[str, ...]] = dict.fromkeys("ABCDFG", _YES_NO) | {
    "E": ("Yes, in conformance with IPC1755 (e.g., CMRT)", "Yes, using other format (describe)", "No"),
    "H": ("Yes, with the SEC", "Yes, with the EU", "Yes, with the SEC and the EU", "No"),
}


def question_row(question: int, metal: Metal) -> int:
    """Declaration row of a question (1-8) for a metal; answer in column D, comment in G."""
    return 26 + 6 * (question - 1) + DECLARATION_ORDER.index(metal)
