"""An instance to measure on; import it after `own_instance()`."""

import datetime as dt
import itertools

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from cmr.models import ReportingPeriod
from cmr.vocab import METALS
from smelters.models import Smelter
from suppliers.folder import read_folder
from suppliers.models import Mention, Request, Submission, Supplier, Upload
from suppliers.services import ingest as ingest_service
from suppliers.services import takeover, uploads

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


def fill(number: int, manufacturers: int, facilities: int, named: int) -> ReportingPeriod:
    """A period with accepted submissions: each manufacturer names `named` of the facilities."""
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
            Mention.objects.bulk_create(
                (
                    mention(submission, row, found[(start * 37 + row) % facilities], ids)
                    for start, submission in zip(some, submissions, strict=True)
                    for row in range(named)
                ),
                batch_size=2000,
            )
    return year


def mention(submission: Submission, row: int, smelter: Smelter, ids: dict[str, int]) -> Mention:
    cell = f"Smelter List!A{row + 5}"
    return Mention(
        submission=submission, row=row + 5, metal=smelter.metal, reported_id=smelter.smelter_id, name=smelter.name,
        standard_name=smelter.name, country="JAPAN", listed="listed", cells={"smelter_id": cell},
        smelter_id=ids[smelter.smelter_id], match="id",
    )  # fmt: skip
