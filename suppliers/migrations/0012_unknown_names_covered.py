"""The index of rows with unknown names holds all that the queue and the roll-up read of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("suppliers", "0011_stray_mail")]

    operations = [
        migrations.RemoveIndex(model_name="mention", name="mention_of_unknown_name"),
        migrations.AddIndex(
            model_name="mention",
            index=models.Index(
                condition=models.Q(("unknown_name__isnull", False)),
                fields=["unknown_name"],
                include=("submission", "smelter", "disposition", "country"),
                name="mention_of_unknown_name",
            ),
        ),
    ]
