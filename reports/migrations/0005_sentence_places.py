from django.db import migrations, models

from cmr.append_only import guard, install, remove

TEXTS = 'reports_sentencetext'


class Migration(migrations.Migration):

    dependencies = [
        ('reports', '0004_memo'),
    ]

    operations = [
        # SQLite builds the table anew for a new column, and the triggers go with the old one.
        migrations.RunPython(
            lambda apps, editor: remove(editor.connection, TEXTS),
            lambda apps, editor: install(editor.connection, TEXTS),
        ),
        migrations.AddField(
            model_name='sentencetext',
            name='apart',
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AddField(
            model_name='sentencetext',
            name='delivered',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
        guard(TEXTS),
    ]
