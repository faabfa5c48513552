"""What each Smelter List adds up to is kept beside its rows; lists read before get theirs."""

import django.db.models.deletion
from django.db import migrations, models

from suppliers.rollup import rows_by_list, summary_of

A_READ = 200


def enter(apps, editor):
    Submission = apps.get_model("suppliers", "Submission")
    Mention = apps.get_model("suppliers", "Mention")
    ListSummary = apps.get_model("suppliers", "ListSummary")
    pks = list(Submission.objects.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), A_READ):
        some = pks[start : start + A_READ]
        rows = rows_by_list(Mention.objects.filter(submission__in=some))
        ListSummary.objects.bulk_create(ListSummary(submission_id=pk, **summary_of(rows.get(pk, ()))) for pk in some)


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0008_makers_and_prefilled")]

    operations = [
        migrations.CreateModel(
            name="ListSummary",
            fields=[
                (
                    "submission",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="summary",
                        serialize=False,
                        to="suppliers.submission",
                    ),
                ),
                ("rows", models.PositiveIntegerField()),
                (
                    "nameless",
                    models.PositiveIntegerField(
                        help_text="Rows that name nothing, so that there is nothing to decide."
                    ),
                ),
                ("facilities", models.BinaryField()),
                ("recycled", models.BinaryField(help_text="Facilities said to take in recycled material alone.")),
                ("unrecycled", models.BinaryField(help_text="Facilities said to take in other material too.")),
                (
                    "origins",
                    models.JSONField(
                        default=dict, help_text="Origin as written -> keys of the facilities it is said of."
                    ),
                ),
            ],
        ),
        migrations.RunPython(enter, migrations.RunPython.noop),
    ]
