from django.db import migrations, models

from cmr.append_only import guard, install, remove

RECORDS = 'smelters_statusrecord'


class Migration(migrations.Migration):

    dependencies = [
        ('smelters', '0008_known_producers'),
    ]

    operations = [
        # SQLite may build the table anew for a new column, and the triggers go with the old one.
        migrations.RunPython(
            lambda apps, editor: remove(editor.connection, RECORDS),
            lambda apps, editor: install(editor.connection, RECORDS),
        ),
        migrations.AddField(
            model_name='statusrecord',
            name='valid_until',
            field=models.DateField(blank=True, help_text='The last day the list vouches for, if it says.', null=True),
        ),
        guard(RECORDS),
    ]
