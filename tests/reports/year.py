"""A year in the database, written straight into the tables: who was asked, what they sent, which list says what."""

from datetime import UTC, date, datetime
from typing import Any

from cmr.countries import country_code
from cmr.models import ReportingPeriod
from smelters.models import Smelter, Status, StatusList, StatusRecord
from suppliers.models import Mention, Request, Submission, Supplier, Upload

METALS = ("Tantalum", "Tin", "Gold", "Tungsten")
RECEIVED = datetime(2026, 2, 10, 9, tzinfo=UTC)


def facility(
    metal: str, number: int, name: str, country: str, status: str = "", listed: StatusList | None = None
) -> Smelter:
    """A facility of the register; with a status, the list that gives it."""
    smelter = Smelter.objects.create(
        metal=metal,
        smelter_id=f"CID{number:06}",
        name=name,
        country=country,
        country_code=country_code(country),
        origin="list",
    )
    if status and listed:
        word = Status.objects.get(code=status)
        StatusRecord.objects.create(
            smelter=smelter, status=word, valid_from=listed.as_of, status_list=listed, raw=word.label
        )
    return smelter


def status_list(as_of: date = date(2026, 4, 30), **more: Any) -> StatusList:
    fields: dict[str, Any] = {
        "name": "List of conformant and active facilities",
        "source": "Responsible Minerals Initiative",
        "sha256": "e" * 64,
        "metals": list(METALS),
        "groups": ["conformant", "active"],
        "row_count": 1,
    }
    return StatusList.objects.create(as_of=as_of, **fields | more)


def asked(period: ReportingPeriod, name: str) -> Request:
    return Request.objects.create(
        supplier=Supplier.objects.create(name=name), period=period, due_date=date(period.year + 1, 3, 31)
    )


def answers(
    question_3: dict[str, str] | str = "No", question_5: str = "No", declared: tuple[str, ...] = METALS
) -> dict[str, Any]:
    """The answers of a declaration, as the reader stores them."""
    third = question_3 if isinstance(question_3, dict) else dict.fromkeys(declared, question_3)
    said = {"1": "Yes", "2": "Yes", "5": question_5}
    table = {number: {metal: {"answer": word} for metal in declared} for number, word in said.items()}
    table["1"] |= {metal: {"answer": "No"} for metal in METALS if metal not in declared}
    table["3"] = {metal: {"answer": word} for metal, word in third.items()}
    return {"answers": table}


def sent(
    request: Request,
    *smelters: Smelter,
    state: str = Submission.State.ACCEPTED,
    document: dict[str, Any] | None = None,
    scope: str = "A",
    sha256: str = "",
) -> Submission:
    """A CMRT of a manufacturer with one row for each facility, accepted unless said otherwise."""
    upload = Upload.objects.create(
        request=request,
        file_name=f"{request.supplier.name}.xlsx",
        sha256=sha256 or f"{request.pk:064x}",
        size=1,
        received_at=RECEIVED,
        not_before=RECEIVED,
        hint_at=RECEIVED,
        state=Upload.State.READ,
    )
    submission = Submission.objects.create(
        upload=upload,
        request=request,
        reader_version="1",
        state=state,
        read_at=RECEIVED,
        template_version="6.5",
        company_name=request.supplier.name,
        effective_date=date(2026, 2, 1),
        scope=scope,
        document=document or answers(),
    )
    for number, smelter in enumerate(smelters):
        mention(submission, number, smelter)
    return submission


def mention(submission: Submission, number: int, smelter: Smelter | None = None, **more: Any) -> Mention:
    row = 5 + number
    fields: dict[str, Any] = {
        "metal": smelter.metal if smelter else "Tin",
        "reported_id": smelter.smelter_id if smelter else "",
        "name": smelter.name if smelter else "",
        "listed": Mention.Listed.LISTED,
        "cells": {"smelter_id": f"Smelter List!A{row}", "metal": f"Smelter List!B{row}"},
        "smelter": smelter,
        "match": Mention.Match.ID if smelter else Mention.Match.NONE,
    }
    return Mention.objects.create(submission=submission, row=row, **fields | more)
