from django.db import migrations, models

from cmr.append_only import guard, install, remove

DISPOSITIONS = 'suppliers_disposition'


class Migration(migrations.Migration):

    dependencies = [
        ('suppliers', '0006_drafts_and_parts'),
    ]

    operations = [
        # SQLite builds the table anew for a new column, and the triggers go with the old one.
        migrations.RunPython(
            lambda apps, editor: remove(editor.connection, DISPOSITIONS),
            lambda apps, editor: install(editor.connection, DISPOSITIONS),
        ),
        migrations.AddField(
            model_name='disposition',
            name='stock_used',
            field=models.BooleanField(db_default=False, default=False, help_text="Closed, but what it made before was used in the period's year: counted in that year, with a note."),
        ),
        migrations.AddConstraint(
            model_name='disposition',
            constraint=models.CheckConstraint(condition=models.Q(('stock_used', False), models.Q(('kind', 'closed'), ('smelter__isnull', False)), _connector='OR'), name='disposition_stock_of_a_closed_facility'),
        ),
        guard(DISPOSITIONS),
    ]
