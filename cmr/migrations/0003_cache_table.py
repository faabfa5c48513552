from django.core.management import call_command
from django.db import migrations


def create(apps, schema_editor):
    """The table in which attempts to sign in are counted (settings.CACHES)."""
    call_command("createcachetable", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):
    dependencies = [("cmr", "0002_append_only")]
    operations = [migrations.RunPython(create, migrations.RunPython.noop)]
