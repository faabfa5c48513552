"""The words and invented facts that the project's own workbooks are made of."""

from typing import NamedTuple

RELEASES = {
    "6.01": "May 19, 2020", "6.1": "April 28, 2021", "6.22": "May 11, 2022",
    "6.31": "May 26, 2023", "6.4": "April 26, 2024", "6.5": "April 25, 2025",
}  # fmt: skip
LANGUAGES = (
    "English", "中文 Chinese", "日本語 Japanese", "한국어 Korean", "Français",
    "Português", "Deutsch", "Español", "Italiano", "Türkçe",
)  # fmt: skip
SCOPES = {
    "A": "A. Company",
    "B": "B. Product (or List of Products)",
    "C": "C. User defined [Specify in 'Description of scope']",
}


class Facility(NamedTuple):
    """One row of the Smelter Look-up sheet."""

    metal: str
    alias: str
    standard_name: str
    country: str
    smelter_id: str | None
    city: str | None = None
    state: str | None = None


LOOKUP = (
    Facility("Gold", "Aurora Refining", "Aurora Refining AG", "SWITZERLAND", "CID900001", "Chiasso", "Ticino"),
    Facility("Gold", "Aurora Refining AG", "Aurora Refining AG", "SWITZERLAND", "CID900001", "Chiasso", "Ticino"),
    Facility("Gold", "Kivu Gold Works", "Kivu Gold Works", "RWANDA", "CID900002", "Kigali"),
    Facility("Tantalum", "Taiga Powders", "Taiga Powders", "ESTONIA", "CID900003", "Narva"),
    Facility("Tin", "Luna Smelter, Ltd.", "Luna Smelter, Ltd.", "RWANDA", "CID900004", "Kigali"),
    Facility("Tin", "Estanho Norte", "Estanho Norte Ltda.", "BRAZIL", "CID900005", "Manaus", "Amazonas"),
    Facility("Tungsten", "Nordwolfram", "Nordwolfram GmbH", "GERMANY", "CID900006", "Goslar"),
)
SPECIAL = ("Smelter not listed", "Smelter not yet identified")

COMPANY = {
    "name": ("D8", "Company name", "Harbor Board Works Ltd."),
    "scope_description": ("D10", "Description of scope", None),
    "unique_id": ("D12", "Company identifier", "123456789"),
    "authority": ("D13", "Issued by", "DUNS"),
    "address": ("D14", "Address", "1 Example Street, Sampletown"),
    "contact_name": ("D15", "Contact", "Ana Muster"),
    "contact_email": ("D16", "Contact e-mail", "ana.muster@harbor.example"),
    "contact_phone": ("D17", "Contact phone", "+49 30 1234567"),
    "authorizer_name": ("D18", "Authorized by", "Karl Probe"),
    "authorizer_title": ("D19", "Title", "Director"),
    "authorizer_email": ("D20", "Authorizer e-mail", "karl.probe@harbor.example"),
    "authorizer_phone": ("D21", "Authorizer phone", None),
}
QUESTIONS = {
    1: "Metal intentionally added or used", 2: "Metal remains in the product", 3: "Sourced from a covered country",
    4: "Sourced from another area of conflict or high risk", 5: "All from recycled or scrap material",
    6: "Share of suppliers that answered", 7: "All smelters identified", 8: "All smelter information reported",
}  # fmt: skip
ANSWERS = {1: "Yes", 2: "Yes", 3: "No", 4: "No", 5: "No", 7: "Yes", 8: "Yes"}
COMPANY_QUESTIONS = {
    "A": ("Policy established", "Yes"), "B": ("Policy public (address)", ("Yes", "www.harbor.example/minerals")),
    "C": ("Validated smelters required", "Yes"), "D": ("Due diligence in place", "Yes"),
    "E": ("Suppliers surveyed", "Yes, in conformance with IPC1755 (e.g., CMRT)"), "F": ("Answers reviewed", "Yes"),
    "G": ("Corrective action managed", "Yes"), "H": ("Files with a regulator", "No"),
}  # fmt: skip

SMELTER_HEADS = (
    "Smelter ID (input)", "Metal", "Smelter look-up", "Smelter name", "Country", "Smelter ID", "Source of ID",
    "Street", "City", "State", "Contact", "E-mail", "Next steps", "Mines", "Countries of the mines", "All recycled?",
    "Comments",
)  # fmt: skip
LOOKUP_HEADS = ("Metal", "Known as", "Standard name", "Country", "ID", "Source", "Street", "City", "State")
