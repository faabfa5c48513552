"""Declarations read before lists were compared get their fingerprint, so that lists still to come meet theirs."""

from django.db import migrations, models

from suppliers.cmrt.checks.context import list_fingerprint


def enter(apps, editor):
    Submission = apps.get_model("suppliers", "Submission")
    Mention = apps.get_model("suppliers", "Mention")
    for pk in Submission.objects.exclude(state="superseded").values_list("pk", flat=True):
        named = Mention.objects.filter(submission=pk).exclude(metal="").exclude(reported_id="")
        if fingerprint := list_fingerprint(named.values_list("metal", "reported_id")):
            Submission.objects.filter(pk=pk).update(list_fingerprint=fingerprint)


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0003_unknown_names_of_old_rows")]

    operations = [
        migrations.AddField(
            model_name="submission",
            name="list_fingerprint",
            field=models.CharField(
                blank=True,
                help_text="The same where two Smelter Lists name the same facilities; empty where too few are named.",
                max_length=64,
            ),
        ),
        migrations.RunPython(enter, migrations.RunPython.noop),
    ]
