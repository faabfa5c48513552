from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_move_reason")]

    operations = [
        migrations.AlterField(
            model_name="rendereddocument",
            name="kind",
            field=models.CharField(
                choices=[
                    ("form-sd.pdf", "Form SD with its exhibit, if one is filed (PDF)"),
                    ("sd.htm", "Form SD (EDGAR HTML)"),
                    ("ex101.htm", "Exhibit 1.01 (EDGAR HTML)"),
                    ("memo.pdf", "Memo on scope (PDF), kept and not filed"),
                ],
                max_length=20,
            ),
        ),
    ]
