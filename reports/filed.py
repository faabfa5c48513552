"""Which periods have left the house: filed, signed, or built without the draft's mark."""

from datetime import date

from django.utils import timezone

from reports.models import Filing, Snapshot


def periods_filed() -> dict[int, date]:
    """The day of filing by the period's key: as recorded, else the signature's, else a final build's. Two queries."""
    final = Snapshot.objects.filter(draft=False).order_by("-id").values_list("filing__period", "built_at")
    days = {period: timezone.localdate(built_at) for period, built_at in final}
    for period, signed_on, filed_on in Filing.objects.values_list("period", "signed_on", "filed_on"):
        if day := filed_on or signed_on:
            days[period] = day
    return days
