"""Which periods have left the house: signed, or built without the draft's mark."""

from datetime import date

from django.utils import timezone

from reports.models import Filing, Snapshot


def periods_filed() -> dict[int, date]:
    """The day of filing by the period's key: the signature's, else that of the first final snapshot. Two queries."""
    final = Snapshot.objects.filter(draft=False).order_by("-id").values_list("filing__period", "built_at")
    days = {period: timezone.localdate(built_at) for period, built_at in final}
    signed = Filing.objects.filter(signed_on__isnull=False).values_list("period", "signed_on")
    return days | dict(signed)
