from django.db import migrations

from smelters.vocabulary import vocabulary_load


def load(apps, schema_editor):
    vocabulary_load(apps.get_model("smelters", "Status"))


class Migration(migrations.Migration):

    dependencies = [("smelters", "0001_initial")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
