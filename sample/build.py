"""Write the sample period: a list of statuses, and seven invented manufacturers' CMRT workbooks.

    python -m sample.build

Facilities, countries and statuses are those of `facilities.csv`, published in a Form SD for calendar year 2020; which
manufacturer names which facility is invented. Each manufacturer fills its workbook in its own manner, as real ones do.
"""

import csv
import datetime as dt
import hashlib
import io
import re
import zipfile
from pathlib import Path
from typing import Any

from cmr.vocab import METALS
from tests.builders import Facility, build_cmrt

HERE = Path(__file__).resolve().parent

# Name, country, and what its workbook looks like. Only Eastgate says No to question 3, and it names no facility in a
# Covered Country; the others cannot rule it out.
MANUFACTURERS: list[dict[str, Any]] = [
    {"name": "Alder Precision Manufacturing", "country": "US", "manner": "ids"},
    {"name": "Birchfield Electronics Co., Ltd.", "country": "TW", "manner": "picked", "special": ["Tin"]},
    {"name": "Cascade Contract Assembly", "country": "US", "manner": "values", "unlisted": ["Gold", "Tin"]},
    {"name": "Dorado EMS S.A. de C.V.", "country": "MX", "manner": "f_only", "special": ["Tin"]},
    {"name": "Eastgate Circuit Works Ltd.", "country": "MY", "version": "6.1", "manner": "ids", "covered": "No"},
    {"name": "Fjord Board Systems AS", "country": "NO", "manner": "ids", "date": "15-Feb-2021"},
    {"name": "Granite Peak Technologies, Inc.", "country": "US", "version": "6.1", "manner": "picked", "scope": "B"},
]
UNLISTED = {"Gold": ("Harbor Metals Trading", "UNITED STATES OF AMERICA"), "Tin": ("Solder Paste Depot", "CHINA")}
# Who reads Chinese, who makes what, and who was considered and left out.
CHINESE = {"Eastgate Circuit Works Ltd."}
ANALYSER_ONLY = {"Fjord Board Systems AS", "Cascade Contract Assembly"}
LEFT_OUT = {
    "name": "Harborlight Distribution GmbH",
    "contact_name": "Compliance desk, Harborlight",
    "contact_email": "compliance@harborlight-distribution.example",
    "country": "DE",
    "in_scope": "no",
    "reason": "Distributes catalogue cables under its own brand; it manufactures nothing to our specification.",
}
PRODUCTS = [("MI-4400", "Packet probe 4400", None), ("MI-9100", "Optical analyser 9100", None)]


def main() -> None:
    with (HERE / "facilities.csv").open(newline="", encoding="utf-8") as file:
        facilities = list(csv.DictReader(file))
    _write("status_list.csv", ["Smelter ID", "Metal", "Smelter Name", "Country", "Status"], facilities)
    lookup = [
        Facility(f["Metal"], f["Smelter Name"], f["Smelter Name"], f["Country"], f["Smelter ID"]) for f in facilities
    ]
    people = []
    (HERE / "cmrt").mkdir(exist_ok=True)
    for number, manufacturer in enumerate(MANUFACTURERS):
        slug = manufacturer["name"].lower().replace(",", "").replace(".", "").replace(" ", "-")
        mail = f"compliance@{slug}.example"
        named = [f for f in facilities if _names(number, f)]
        (HERE / "cmrt" / f"{slug}.xlsx").write_bytes(_same_bytes(_workbook(number, manufacturer, mail, named, lookup)))
        people.append(
            {
                "name": manufacturer["name"],
                "contact_name": f"Compliance desk, {manufacturer['name'].split()[0]}",
                "contact_email": mail,
                "country": manufacturer["country"],
                "file": f"cmrt/{slug}.xlsx",
                "language": "zh-hans" if manufacturer["name"] in CHINESE else "en",
                "products": "; ".join(name for _, name, _ in PRODUCTS[manufacturer["name"] in ANALYSER_ONLY :]),
                "in_scope": "yes",
                "reason": "",
            }
        )
    _write("suppliers.csv", list(people[0]), [*people, LEFT_OUT])


def _names(number: int, facility: dict[str, str]) -> bool:
    """Whether a manufacturer names a facility: each is named by at least one, and by about half of them."""
    seed = hashlib.sha256(facility["Smelter ID"].encode()).digest()
    others = [n for n in range(len(MANUFACTURERS)) if MANUFACTURERS[n].get("covered") != "No"]
    if number not in others:
        return seed[8] % 2 == 0 and facility["Country"] != "RWANDA"
    return number == others[seed[7] % len(others)] or seed[number] % 2 == 0


def _workbook(number: int, given: dict[str, Any], mail: str, named: list, lookup: list[Facility]) -> bytes:
    rows: list[dict[str, Any]] = [{"smelter_id": f["Smelter ID"]} for f in named]
    rows += [{"metal": metal, "manner": "not_identified"} for metal in given.get("special", [])]
    rows += [
        {"metal": metal, "name": UNLISTED[metal][0], "country": UNLISTED[metal][1], "manner": "not_listed"}
        for metal in given.get("unlisted", [])
    ]
    covered = given.get("covered", "Unknown")
    tin = "Yes" if any(f["Country"] == "RWANDA" for f in named) else covered
    return build_cmrt(
        version=given.get("version", "6.01"),
        company={
            "name": given["name"],
            "contact_name": "Compliance desk",
            "contact_email": mail,
            "authorizer_name": "Quality manager",
            "authorizer_email": mail.replace("compliance", "quality"),
        },
        scope=given.get("scope", "A"),
        effective_date=given.get("date", dt.date(2021, 5 if "version" in given else 1 + number % 4, 5 + number)),
        answers={
            3: {metal.value: tin if metal == "Tin" else covered for metal in METALS},
            4: {metal.value: tin if metal == "Tin" else "Unknown" for metal in METALS},
            5: "No",
            6: "Greater than 90%",
            7: {metal.value: "No" if metal.value in given.get("special", []) else "Yes" for metal in METALS},
        },
        smelters=rows,
        manner=given["manner"],
        products=PRODUCTS if given.get("scope") == "B" else (),
        lookup=lookup,
    )


def _write(name: str, header: list[str], rows: list[dict[str, str]]) -> None:
    """A CSV of the sample; a facility without a status is on no list."""
    with (HERE / name).open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(row for row in rows if row.get("Status", "listed"))


def _same_bytes(book: bytes) -> bytes:
    """The workbook without the hour of its making, so that building twice gives the same files."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(book)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = re.sub(rb"\d{4}-\d\d-\d\dT[\d:]+Z", b"2021-01-31T00:00:00Z", old.read(name))
            new.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)
    return out.getvalue()


if __name__ == "__main__":
    main()
