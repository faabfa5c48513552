"""An instance to measure on; import it after `own_instance()`."""

import datetime as dt

from cmr.models import Registrant, ReportingPeriod
from suppliers.models import Request, Supplier, Upload
from suppliers.services import ingest as ingest_service
from suppliers.services import uploads


def period(year: int = 2025) -> ReportingPeriod:
    registrant = Registrant.objects.create(
        name="Meridian Instruments, Inc.",
        state_of_incorporation="Delaware",
        commission_file_number="001-39999",
        ein="94-0000000",
        address="400 Example Parkway\nSan Jose, California 95110",
        contact_name="Dana Whitfield",
        contact_title="Chief Legal Officer",
        contact_phone="(408) 555-0100",
        signatory_name="Dana Whitfield",
        signatory_title="Chief Legal Officer",
        disclosure_url="https://investor.meridian.example/conflict-minerals",
    )
    return ReportingPeriod.objects.create(registrant=registrant, year=year, covered_products="our appliances")


def ask(year: ReportingPeriod, number: int) -> Request:
    supplier = Supplier.objects.create(name=f"Manufacturer {number:05d}")
    return Request.objects.create(supplier=supplier, period=year, due_date=dt.date(year.year + 1, 3, 31))


def ingest(year: ReportingPeriod, data: bytes, number: int) -> None:
    """The whole way of one manufacturer's file: stored, claimed, read in the child, matched, written."""
    upload = uploads.upload_receive(ask(year, number), file_name="cmrt.xlsx", chunks=[data], actor=None)
    ingest_service.process(upload.pk)
    assert Upload.objects.get(pk=upload.pk).state == Upload.State.READ
