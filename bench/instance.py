"""An instance to measure on; import it after `own_instance()`."""

import datetime as dt
import itertools
import random
from collections.abc import Callable, Sequence

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cmr.bulk import bulk_insert
from cmr.models import ReportingPeriod
from cmr.vocab import METALS
from smelters.matching import name_key
from smelters.models import Smelter, SmelterName, Status, StatusList, StatusRecord
from suppliers.folder import read_folder
from suppliers.models import Mention, Request, Submission, Supplier, Upload
from suppliers.services import ingest as ingest_service
from suppliers.services import takeover, uploads
from suppliers.services.summaries import summary_keep

RECORDS, LISTS = 20_000, 24

# All four metals declared; Covered Countries unknown; the least a filing reads of a declaration.
DECLARATION = {
    "answers": {
        question: {metal.value: {"answer": answer, "cell": "Declaration!D26"} for metal in METALS}
        for question, answer in {"1": "Yes", "2": "Yes", "3": "Unknown", "5": "No"}.items()
    }
}


def period(year: int = 2025) -> ReportingPeriod:
    """A year of the sample's registrant."""
    return takeover.period_take_over(read_folder(settings.BASE_DIR / "sample"), year, None, actor=None)


def ask(year: ReportingPeriod, number: int) -> Request:
    supplier = Supplier.objects.create(name=f"Manufacturer {number:05d}")
    return Request.objects.create(supplier=supplier, period=year, due_date=dt.date(year.year + 1, 3, 31))


def ingest(year: ReportingPeriod, data: bytes, number: int) -> None:
    """The whole way of one manufacturer's file: stored, claimed, read in the child, matched, written."""
    upload = uploads.upload_receive(ask(year, number), file_name="cmrt.xlsx", chunks=[data], actor=None)
    ingest_service.process(upload.pk)
    assert Upload.objects.get(pk=upload.pk).state == Upload.State.READ


def fill(
    number: int,
    manufacturers: int,
    facilities: int,
    named: int,
    more: Callable[[Submission], list[Mention]] | None = None,
) -> ReportingPeriod:
    """A period with accepted submissions: each manufacturer names `named` of the facilities; `more` adds rows."""
    year = period(number)
    metals = itertools.cycle(METALS)
    found = [
        Smelter(metal=metal, smelter_id=f"CID{n:06d}", name=f"Works {n} Ltd.", country="JAPAN", country_code="JP")
        for n, metal in zip(range(facilities), metals, strict=False)
    ]
    Smelter.objects.bulk_create(found, ignore_conflicts=True, batch_size=500)
    ids = dict(Smelter.objects.values_list("smelter_id", "pk"))
    now = timezone.now()
    for first in range(0, manufacturers, 200):
        some = range(first, min(first + 200, manufacturers))
        with transaction.atomic():
            suppliers = Supplier.objects.bulk_create(Supplier(name=f"{number} Manufacturer {n:05d}") for n in some)
            requests = Request.objects.bulk_create(
                Request(supplier=each, period=year, due_date=dt.date(number + 1, 3, 31), state=Request.State.ACCEPTED)
                for each in suppliers
            )
            uploads = Upload.objects.bulk_create(
                Upload(
                    request=each, file_name="cmrt.xlsx", sha256=f"{number}{n:060d}", size=1, received_at=now,
                    not_before=now, hint_at=now, state=Upload.State.READ,
                )
                for n, each in zip(some, requests, strict=True)
            )  # fmt: skip
            submissions = Submission.objects.bulk_create(
                Submission(
                    upload=each, request=each.request, reader_version="1", state=Submission.State.ACCEPTED, read_at=now,
                    template_version="6.5", company_name="Works", effective_date=dt.date(number, 12, 1), scope="A",
                    document=DECLARATION,
                )
                for each in uploads
            )  # fmt: skip
            for start, submission in zip(some, submissions, strict=True):
                rows = [mention(submission, row, found[(start * 37 + row) % facilities], ids) for row in range(named)]
                rows += more(submission) if more else []
                bulk_insert(rows)
                summary_keep(submission.pk, rows)
    return year


def mention(submission: Submission, row: int, smelter: Smelter, ids: dict[str, int]) -> Mention:
    cell = f"Smelter List!A{row + 5}"
    return Mention(
        submission=submission, row=row + 5, metal=smelter.metal, reported_id=smelter.smelter_id, name=smelter.name,
        standard_name=smelter.name, country="JAPAN", listed="listed", cells={"smelter_id": cell},
        smelter_id=ids[smelter.smelter_id], match="id",
    )  # fmt: skip


def dated(smelters: Sequence[Smelter]) -> None:
    """For these facilities countries, three names each, and a status history out of two years of monthly lists."""
    dice = random.Random(8)
    places = (("JAPAN", "JP"), ("CHINA", "CN"), ("RWANDA", "RW"), ("BRAZIL", "BR"), ("INDONESIA", "ID"), ("PERU", "PE"))
    for each in smelters:
        each.country, each.country_code = dice.choice(places)
    Smelter.objects.bulk_update(smelters, ["country", "country_code"], batch_size=500)
    SmelterName.objects.bulk_create(
        (
            SmelterName(smelter=each, name=text, key=name_key(text), source="bench")
            for each in smelters
            for text in (each.name, f"{each.name} Northern Works", f"Refinery {each.pk} {each.metal}")
        ),
        batch_size=1000,
    )
    days = [dt.date(2024, 1, 31) + dt.timedelta(days=30 * number) for number in range(LISTS)]
    lists = StatusList.objects.bulk_create(
        StatusList(
            name="Public list", source="bench", as_of=day, sha256=f"{number:064}", row_count=800,
            metals=["Tin", "Tantalum", "Tungsten", "Gold"], groups=["conformant", "active"],
        )
        for number, day in enumerate(days)
    )  # fmt: skip
    statuses = list(Status.objects.exclude(code="not_listed"))
    chosen = [(dice.choice(smelters), dice.choice(lists)) for _ in range(RECORDS)]
    StatusRecord.objects.bulk_create(
        (
            StatusRecord(smelter=each, status=dice.choice(statuses), valid_from=listed.as_of, status_list=listed)
            for each, listed in chosen
        ),
        batch_size=1000,
    )
