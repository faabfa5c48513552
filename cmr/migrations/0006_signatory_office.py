from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cmr", "0005_people")]

    operations = [
        migrations.AddField(
            model_name="registrant",
            name="signatory_since",
            field=models.DateField(
                "executive officer since",
                null=True,
                blank=True,
                help_text="Who signs holds the office on the day of signing.",
            ),
        ),
        migrations.AddField(
            model_name="registrant",
            name="signatory_until",
            field=models.DateField("executive officer until", null=True, blank=True),
        ),
        migrations.AddField(
            model_name="registrant",
            name="edgar_name",
            field=models.CharField(
                "name on EDGAR", max_length=200, blank=True, default="", db_default="", help_text="Empty: not compared."
            ),
        ),
    ]
