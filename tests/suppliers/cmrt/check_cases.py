"""One case for every check of a CMRT: what makes it fire, at which cell, and what does not."""

import datetime

from cmr.findings import Severity
from suppliers.cmrt.checks import list_fingerprint
from tests.builders import LOOKUP
from tests.suppliers.cmrt.check_case import HALF, MANY, NEWER, OFFICIAL, OLDER, B, Case, smelters, tin

CASES = [
    Case("CMRT-C01", "Declaration!D15", {"company": {"contact_name": None}}),
    Case("CMRT-C02", "Smelter List!A8", smelters({"smelter_id": "CID999999"})),
    Case("CMRT-C03", "Checker!D2", {"cells": {"Checker!D2": 5}}, {"cells": {"Checker!D2": "0"}}),
    Case("CMRT-K01", "Smelter List!B5", smelters(), smelters({"metal": "Tin", "manner": "not_identified"})),
    Case("CMRT-K02", "Smelter List!B8", smelters(B) | tin(1, "No"), smelters() | tin(1, "No")),
    Case(
        "CMRT-K03a", "Declaration!D39",
        tin(2, "No"),
        {"answers": {2: {"Tin": "No"}, **{q: {"Tin": None} for q in range(3, 9)}}},
    ),
    Case(
        "CMRT-K03b", "Declaration!D75",
        {"answers": {1: "No", **dict.fromkeys(range(2, 9))}, "smelters": []},
        {"answers": {1: "No", **dict.fromkeys(range(2, 9))}, "smelters": [],
         "company_answers": dict.fromkeys("ABCDEFGH")},
    ),
    Case("CMRT-K04a", "Declaration!D9", {"scope": "A. Company-wide"}, {"scope": "B", "products": [("P1",)]}),
    Case("CMRT-K04a", "Declaration!D9", {"scope": "a. company"}, severity=Severity.INFO, id="other case"),
    Case("CMRT-K04b", "Declaration!D33", tin(2, "Unknown"), tin(3, "Unknown")),
    Case("CMRT-K04c", "Declaration!D39", tin(3, "不明"), tin(3, "不明白")),
    Case("CMRT-K04c", "Declaration!D39", tin(3, "No "), id="blank behind"),
    Case("CMRT-K04c", "Declaration!D39", tin(3, "no"), severity=Severity.INFO, id="other case"),
    Case("CMRT-K04b", "Declaration!D57", tin(6, "about 70 %"), tin(6, "100%"), id="a share in words"),
    Case("CMRT-K04b", "Declaration!D89", {"company_answers": {"H": "perhaps"}}, id="company question"),
    Case(
        "CMRT-K05", "Smelter List!N8",
        smelters(B | {"mines": "Mina Azul"}) | tin(5, "Yes"),
        smelters(B | {"mines": "Recycled", "recycled": "Yes"}) | tin(5, "Yes"),
    ),
    Case("CMRT-K05", "Smelter List!P8", smelters(B | {"recycled": "No"}) | tin(5, "Yes"), id="by column P"),
    Case("CMRT-K05b", "Declaration!D51", tin(5, "Yes"), smelters(B | {"recycled": "Yes"}) | tin(5, "Yes")),
    Case("CMRT-K06a", "Declaration!D51", {"answers": {5: {"Tin": "Yes"}, 3: {"Tin": "Yes"}}}, tin(5, "Yes")),
    Case("CMRT-K06b", "Declaration!D51", smelters(B | {"recycled": "Yes"}), smelters(B | {"recycled": "Unknown"})),
    Case(
        "CMRT-K07", "Declaration!D45",
        tin(3, "Yes"),
        {"answers": {3: {"Tin": "Yes"}, 4: {"Tin": "Yes"}}},
    ),
    Case("CMRT-K07", "Declaration!D45", tin(3, "Yes", version="6.5"), severity=Severity.BLOCK, id="from 6.22"),
    Case(
        "CMRT-K08a", "Smelter List!O8",
        smelters(B | {"mine_countries": "Brazil; DRC"}),
        smelters(B | {"mine_countries": "Brazil, Peru"}),
    ),
    Case(
        "CMRT-K08a", "Smelter List!O8",
        smelters(B | {"mine_countries": "Rwanda"}) | tin(3, "Unknown"),
        severity=Severity.INFO, id="unknown",
    ),
    Case(
        "CMRT-K08c", "Smelter List!O8",
        smelters(B | {"mine_countries": "Myanmar"}) | {"context": {"cahra": {("Tin", "MM"), ("Tin", "RW")}}},
        smelters(B | {"mine_countries": "Rwanda, Peru, Myanmar"})
        | {"context": {"cahra": {("Gold", "MM"), ("Tin", "RW")}}},
    ),
    Case(
        "CMRT-K08c", "Smelter List!O8",
        smelters(B | {"mine_countries": "Myanmar"})
        | tin(4, ("No", "audited"), context={"cahra": {("Tin", "MM")}}),
        severity=Severity.WARN, id="answered in the comment",
    ),
    Case(
        "CMRT-K08d", "Smelter List!E8",
        smelters(B) | {"context": {"cahra": {("Tin", "BR")}}},
        smelters(B) | {"context": {"cahra": {("Gold", "BR"), ("Tin", "PE")}}},
    ),
    Case(
        "CMRT-K08d", "Smelter List!E8", smelters(B) | {"context": {"cahra_parts": {("Tin", "BR")}}},
        tin(4, "Yes") | smelters(B) | {"context": {"cahra_parts": {("Tin", "BR")}}},
        severity=Severity.WARN, id="a part of the country",
    ),
    Case(
        "CMRT-K08d", "Smelter List!E8", smelters(B) | tin(4, "Unknown") | {"context": {"cahra": {("Tin", "BR")}}},
        severity=Severity.INFO, id="unknown",
    ),
    Case(
        "CMRT-K08e", "Smelter List!C8",
        smelters(B) | {"context": {"origins": {("Tin", "CID900005"): {"CD", "PE"}}}},
        smelters(B) | {"context": {"origins": {("Tin", "CID900005"): {"BR"}, ("Tin", "CID900004"): {"CD"}}}},
    ),
    Case(
        "CMRT-K08e", "Smelter List!C8",
        smelters(B)
        | {"context": {"origins": {("Tin", "CID900005"): {"MM"}}, "cahra": {("Tin", "MM")}}},
        smelters(B) | tin(4, "Yes")
        | {"context": {"origins": {("Tin", "CID900005"): {"MM"}}, "cahra": {("Tin", "MM")}}},
        id="an area of conflict",
    ),
    Case(
        "CMRT-K08f", "Smelter List!O8",
        smelters(B | {"mine_countries": "Switzerland; Peru"}) | {"context": {"producers": {("Tin", "PE")}}},
        smelters(B | {"mine_countries": "Peru; a mine"}) | {"context": {"producers": {("Tin", "PE"), ("Gold", "CH")}}},
    ),
    Case(
        "CMRT-Q12", "Smelter List!C8",
        smelters(B) | {"context": {"origins_confidential": {("Tin", "CID900005"): {"CD"}}}},
        smelters(B) | {"context": {"origins": {("Tin", "CID900005"): {"CD"}}}},
    ),
    Case("CMRT-K08b", "Smelter List!E8", smelters({"smelter_id": "CID900004"}), smelters(B)),
    Case("CMRT-K09", "Declaration!D63", smelters({"metal": "Tin", "manner": "not_identified"}), smelters(B)),
    Case("CMRT-K09", "Declaration!D63", tin(6, "50% or less"), id="few answers"),
    Case("CMRT-K10", "Declaration!D57", tin(6, "None"), smelters({"metal": "Tin", "manner": "not_identified"})),
    Case("CMRT-K11a", "Smelter List!A8", smelters(B | {"smelter_id": "CID0027634"}), smelters(B)),
    Case(
        "CMRT-K11a", "Smelter List!F8",
        smelters({"metal": "Tin", "name": "Estanho Norte", "smelter_id": 242332, "manner": "f_only"}),
        severity=Severity.WARN, id="known by name",
    ),
    Case("CMRT-K11b", "Smelter List!A8", smelters({"smelter_id": "cid900005 "}), smelters(B)),
    Case("CMRT-K12", "Smelter List!A8", smelters({"smelter_id": "CID999999"}), smelters(B)),
    Case(
        "CMRT-K12", "Smelter List!F8",
        smelters({"metal": "Tin", "name": "New", "country": "PERU", "smelter_id": "CID999999", "manner": "values"}),
        severity=Severity.WARN, id="complete row",
    ),
    Case(
        "CMRT-K12b", "Smelter List!A8",
        smelters({"smelter_id": "CID910001"}) | {"context": {"look_ups": {"6.5": NEWER, "6.01": OLDER}}},
        smelters({"smelter_id": "CID910001"}) | {"context": {"look_ups": {"6.1": NEWER, "6.01": OLDER}}},
    ),
    Case(
        "CMRT-K12b", "Smelter List!F8",
        smelters({"metal": "Tin", "name": "New", "country": "PERU", "smelter_id": "CID910001", "manner": "values"})
        | {"context": {"look_ups": {"6.5": NEWER}}},
        smelters({"metal": "Gold", "name": "New", "country": "PERU", "smelter_id": "CID910001", "manner": "values"})
        | {"context": {"look_ups": {"6.5": NEWER}}},
        severity=Severity.INFO, id="complete row",
    ),
    Case(
        "CMRT-K25c", "Smelter Look-up!D10",
        {"lookup": [*LOOKUP[:5], LOOKUP[5]._replace(country="PERU"), *LOOKUP[6:]],
         "context": {"look_ups": {"6.1": OFFICIAL}}},
        {"context": {"look_ups": {"6.1": OFFICIAL, "6.5": NEWER}}},
        severity=Severity.BLOCK, id="a smelter that is declared",
    ),
    Case(
        "CMRT-K25c", "Smelter Look-up!A5",
        {"context": {"look_ups": {"6.1": [*OFFICIAL, *NEWER]}}},
        {"lookup": LOOKUP[:3], "version": "6.5", "context": {"look_ups": {"6.1": OFFICIAL}}},
        id="rows missing",
    ),
    Case(
        "CMRT-K13", "Smelter List!F8",
        smelters({"metal": "Tin", "name": "Aurora", "smelter_id": "CID900001", "manner": "f_only"}),
        smelters(B | {"manner": "f_only"}),
    ),
    Case(
        "CMRT-K14a", "Smelter List!F8",
        smelters({"metal": "Tin", "name": "Estanho Norte", "smelter_id": "CID900004", "manner": "f_only"}),
        smelters(B | {"manner": "f_only"}),
    ),
    Case(
        "CMRT-K14b", "Smelter List!C8",
        smelters(B | {"name": "Estanho Sul", "manner": "values"}),
        smelters(B | {"name": "ESTANHO NORTE LTDA", "manner": "values"}),
    ),
    Case(
        "CMRT-K14c", "Smelter List!E8",
        smelters(B | {"country": "PERU", "manner": "values"}),
        smelters(B | {"country": "Brazil", "manner": "values"}),
    ),
    Case(
        "CMRT-K15", "Smelter List!C8",
        smelters({"metal": "Tin", "name": "Aurora Refining", "manner": "picked"}),
        smelters(B | {"manner": "picked"}),
    ),
    Case(
        "CMRT-K15", "Smelter List!C8",
        smelters({"metal": "Tin", "name": "Zinnhütte Nord", "country": "GERMANY", "manner": "values"}),
        severity=Severity.WARN, id="with its country",
    ),
    Case("CMRT-K16a", "Smelter List!B40", {"cells": {"Smelter List!D40": "Some Works"}}),
    Case(
        "CMRT-K16a", "Smelter List!B40", {"cells": {"Smelter List!Q40": "end of list"}},
        severity=Severity.INFO, id="a remark",
    ),
    Case("CMRT-K16b", "Smelter List!C8", smelters({"metal": "Tin", "manner": "picked"}), smelters(B)),
    Case(
        "CMRT-K16c", "Smelter List!E8",
        smelters({"metal": "Tin", "name": "Zinnhütte Nord", "manner": "not_listed"}),
        smelters({"metal": "Tin", "name": "Zinnhütte Nord", "country": "GERMANY", "manner": "not_listed"}),
    ),
    Case(
        "CMRT-K16d", "Smelter List!B8",
        smelters({"metal": "Tin (Sn)", "name": "Estanho Norte", "manner": "picked"}),
        smelters({"metal": "TIN", "name": "Estanho Norte", "manner": "picked"}),
    ),
    Case(
        "CMRT-K17a", "Smelter List!D8",
        smelters({"metal": "Tin", "name": "LUNA SMELTER LTD", "country": "RWANDA", "manner": "not_listed"}),
        smelters({"metal": "Tin", "name": "Zinnhütte Nord", "country": "GERMANY", "manner": "not_listed"}),
    ),
    Case(
        "CMRT-K17b", "Smelter List!D8",
        smelters({"metal": "Tin", "name": "tbd", "country": "PERU", "manner": "not_listed"}),
        smelters({"metal": "Tin", "name": "Zinnhütte Nord", "country": "GERMANY", "manner": "not_listed"}),
    ),
    Case("CMRT-K18", "Smelter List!B9", smelters(B, B), smelters(B)),
    Case(
        "CMRT-K18", "Smelter List!B9",
        smelters(B | {"mines": "Mina Azul"}, B | {"mines": "Mina Verde"}),
        severity=Severity.INFO, id="one row per mine",
    ),
    Case(
        "CMRT-K19", "Smelter List!E8",
        smelters({"metal": "Tin", "name": "Zinnhütte Nord", "country": "Europe", "manner": "not_listed"}),
        smelters({"metal": "Tin", "name": "Zinnhütte Nord", "country": "GERMANY", "manner": "not_listed"}),
    ),
    Case("CMRT-K20a", "Declaration!D22", {"effective_date": "02/03/2021"}, {"effective_date": "30-Jun-2021"}),
    Case("CMRT-K20b", "Declaration!D22", {"effective_date": datetime.date(2021, 7, 16)}),
    Case("CMRT-K20c", "Declaration!D22", {"effective_date": datetime.date(2021, 4, 27)}),
    Case(
        "CMRT-K20c", "Declaration!D22", {"effective_date": datetime.date(2020, 4, 27)},
        severity=Severity.BLOCK, id="left over",
    ),
    Case(
        "CMRT-K20d", "Declaration!D22",
        {"context": {"oldest_date": datetime.date(2021, 7, 1)}},
        {"context": {"oldest_date": datetime.date(2021, 6, 1), "year": 2022}},
    ),
    Case("CMRT-K20d", "Declaration!D22", {"context": {"year": 2022}}, {"context": {"year": 2021}}, id="by the year"),
    Case("CMRT-K20f", "Declaration!D22", {"context": {"year": 2021}}, {"context": {"year": 2020}}),
    Case(
        "CMRT-K20g", "Declaration!D22",
        {"context": {"requested_on": datetime.date(2021, 7, 1)}},
        {"context": {"requested_on": datetime.date(2021, 6, 30)}},
    ),
    Case("CMRT-K20e", "Declaration!D22", {"effective_date": datetime.date(2026, 4, 1)}),
    Case(
        "CMRT-K21a", "Declaration!J3",
        {"context": {"minimum_version": "6.22"}},
        {"context": {"minimum_version": "6.01"}},
    ),
    Case("CMRT-K21b", "Declaration!J3", {"version": "6.21", "effective_date": datetime.date(2022, 6, 1)}),
    Case("CMRT-K21c", "Smelter List!Q3", {"cells": {"Smelter List!Q3": "Revision 6.5\nApril 25, 2025"}}),
    Case("CMRT-K22a", "Declaration!D18", {"company": {"authorizer_name": "Same as above"}}),
    Case("CMRT-K22b", "Declaration!D16", {"company": {"contact_email": "ana.muster"}}),
    Case("CMRT-K22b", "Declaration!D16", {"company": {"contact_email": "n/a"}}, severity=Severity.INFO, id="permitted"),
    Case("CMRT-K22c", "Declaration!D16", {"company": {"contact_email": "ana@harbor, karl@harbor"}}),
    Case("CMRT-K22a", "Declaration!D8", {"company": {"name": "n/a"}}, id="company"),
    Case(
        "CMRT-K22g", "Declaration!D8",
        {"context": {"company": "Alpine Boards GmbH"}},
        {"context": {"company": "HARBOR Boards, Limited"}},
    ),
    Case("CMRT-K22e", "Declaration!D17", {"company": {"contact_phone": "see website"}}),
    Case("CMRT-K22f", "Declaration!D16", {"company": {"contact_email": "no-reply@harbor.example"}}),
    Case("CMRT-K22d", "Declaration!D20", {"company": {"authorizer_email": "Ana.Muster@harbor.example"}}),
    Case("CMRT-K23a", "Product List!B6", {"scope": "B"}, {"scope": "B", "products": [("P1", "Board")]}),
    Case(
        "CMRT-K23b", "Product List!B6",
        {"scope": "B", "products": [(), ("P1",)]},
        {"scope": "B", "products": [("P1",)]},
    ),
    Case(
        "CMRT-K23c", "Product List!B7",
        {"scope": "B", "products": [("P1",), (None, "Board")]},
        {"scope": "B", "products": [("P1",), ("P2", "Board")]},
    ),
    Case(
        "CMRT-K23d", "Product List!B7",
        {"scope": "B", "products": [("P1",), ("p1 ",)]},
        {"scope": "B", "products": [("P1",), ("P2",)]},
    ),
    Case("CMRT-K23e", "Product List!B6", {"products": [("P1",)]}),
    Case(
        "CMRT-K23f", "Declaration!D10", {"scope": "C"}, {"scope": "C", "company": {"scope_description": "All boards"}}
    ),
    Case(
        "CMRT-K23g", "Declaration!D9",
        {"context": {"products_asked": True}},
        {"context": {"products_asked": True}, "scope": "B", "products": [("P1",)]},
    ),
    Case("CMRT-K24a", "Declaration!G77", {"company_answers": {"B": ("Yes", "see policy")}}),
    Case("CMRT-K24b", "Declaration!D77", {"company_answers": {"A": "No"}}, {"company_answers": {"A": "No", "B": "No"}}),
    Case(
        "CMRT-K24c", "Declaration!G83",
        {"company_answers": {"E": "Yes, using other format (describe)"}},
        {"company_answers": {"E": ("Yes, using other format (describe)", "by letter")}},
    ),
    Case("CMRT-K24d", "Declaration!D87", {"company_answers": {"F": "No"}}, {"company_answers": {"F": "No", "G": "No"}}),
    Case("CMRT-K24e", "Declaration!D83", {"company_answers": {"E": "No"}}),
    Case("CMRT-K24f", "Declaration!D81", {"company_answers": {"D": "No"}}),
    Case(
        "CMRT-K24g", "Declaration!G75",
        {"company_answers": {"H": "Yes, with the EU"}},
        {"company_answers": {"H": "Yes, with the EU", "F": ("Yes", "each one, by hand")}},
    ),
    Case("CMRT-K26", "Declaration!D3", {"language": "Klingon"}, {"language": "Klingon", "version": "6.5"}),
    Case(
        "CMRT-K25a", "Declaration!P26", {"cells": {"Declaration!P26": "(*)"}}, {"cells": {"Declaration!P26": '="(*)"'}}
    ),
    Case(
        "CMRT-K25a", "Smelter List!AB8",
        smelters(B) | {"cells": {"Smelter List!AB8": "TinEstanho Norte"}},
        smelters(B | {"manner": "values"}), severity=Severity.INFO, id="hidden columns",
    ),
    Case("CMRT-K25b", "Smelter List!Q8", smelters(B | {"comments": "@SUM(1)"}), smelters(B | {"comments": "- none"})),
    Case(
        "CMRT-Q4", "Declaration!D39",
        tin(3, "Yes"),
        smelters({"smelter_id": "CID900004"}) | tin(3, "Yes"),
    ),
    Case("CMRT-Q5", "Declaration!D63", tin(7, "No")),
    Case("CMRT-Q6", "Declaration!D57", tin(6, "Greater than 75%")),
    Case("CMRT-Q6", "Declaration!D57", tin(6, "50% or less"), severity=Severity.WARN, id="half or fewer"),
    Case(
        "CMRT-Q2", "Smelter List!D8",
        smelters({"metal": "Tin", "name": "Zinnhütte Nord", "country": "GERMANY", "manner": "not_listed"}),
        smelters(
            {"metal": "Tin", "name": "Zinnhütte Nord", "country": "GERMANY", "manner": "not_listed",
             "comments": "smelter since 1920, www.zinn.example"},
        ),
    ),
    Case(
        "CMRT-Q7", "Smelter List!P7",
        tin(5, "Yes") | {"context": {"mined": {("Tin", "CID900005")}}},
        tin(5, "No") | {"context": {"mined": {("Tin", "CID900005")}}},
    ),
    Case(
        "CMRT-Q9", "Declaration!D26",
        {"answers": {1: "No", **dict.fromkeys(range(2, 9))}, "smelters": []},
        {"answers": {1: {"Tin": "No", "Gold": "No"}}},
    ),
    Case(
        "CMRT-Q10", "Smelter List!O8",
        smelters(*({"metal": "Tin", "name": f"Works {n}", "country": "PERU", "manner": "not_listed",
                    "mine_countries": "Peru, Bolivia, Brazil"} for n in range(5))),
        smelters(B | {"mine_countries": "Peru, Bolivia, Brazil"}),
    ),
    Case(
        "CMRT-Q11", "Smelter List!A5",
        HALF | {"context": {"other_lists": {list_fingerprint(("Tin", f.smelter_id) for f in MANY[:30])}}},
        HALF | {"context": {"other_lists": {list_fingerprint(("Tin", f.smelter_id) for f in MANY[:31])}}},
    ),
    Case("CMRT-Y1", "Smelter List!A5", smelters() | {"before": {}}, {"before": {}}),
    Case("CMRT-Y1", "Smelter List!A5", {"smelters": []} | {"before": {}}, severity=Severity.WARN, id="all of them"),
    Case(
        "CMRT-Y2", "Declaration!D39",
        {"before": tin(3, "Yes")},
        tin(3, ("No", "another supplier since May")) | {"before": tin(3, "Yes")},
    ),
    Case(
        "CMRT-Y3", "Declaration!D22",
        {"before": {"effective_date": datetime.date(2020, 6, 30)}},
        {"before": {"company": {"contact_name": "Eva Muster"}}},
    ),
    Case(
        "CMRT-Q8", "Smelter List!B8",
        smelters(*({"smelter_id": f.smelter_id} for f in MANY)) | {"lookup": (*LOOKUP, *MANY)},
        smelters(*({"smelter_id": f.smelter_id} for f in MANY[:30])) | {"lookup": (*LOOKUP, *MANY)},
    ),
]  # fmt: skip
