"""Rows read before unknown names were kept get theirs; from here on decisions cannot be changed or deleted."""

from django.db import migrations

from cmr.append_only import guard
from suppliers.matching import unknown_key


def enter(apps, editor):
    Mention = apps.get_model("suppliers", "Mention")
    UnknownName = apps.get_model("suppliers", "UnknownName")
    rows = Mention.objects.filter(smelter=None, unknown_name=None).order_by("pk")
    known, changed = {}, []
    for row in rows.only("metal", "reported_id", "name", "standard_name", "listed").iterator(chunk_size=2000):
        name = row.standard_name or row.name
        key = unknown_key(row.metal, row.reported_id, name, row.listed)
        if key is None:
            continue
        if key not in known:
            known[key], _ = UnknownName.objects.get_or_create(**key._asdict(), defaults={"name": name})
        row.unknown_name = known[key]
        changed.append(row)
    Mention.objects.bulk_update(changed, ["unknown_name"], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0002_unknown_names")]

    operations = [migrations.RunPython(enter, migrations.RunPython.noop), guard("suppliers_disposition")]
