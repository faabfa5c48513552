from django.db import migrations
from django.db.models import Max, OuterRef, Subquery


def of_the_newest_list(apps, editor):
    """Names so far came from the newest list that names the facility."""
    records = apps.get_model("smelters", "StatusRecord").objects.filter(
        smelter=OuterRef("pk"), status_list__isnull=False
    )
    newest = records.order_by().values("smelter").annotate(day=Max("valid_from")).values("day")
    apps.get_model("smelters", "Smelter").objects.update(spelled_on=Subquery(newest))


class Migration(migrations.Migration):

    dependencies = [("smelters", "0004_register_deepened")]

    operations = [migrations.RunPython(of_the_newest_list, migrations.RunPython.noop)]
