from django.db import migrations

from cmr.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("reports", "0006_outgoing")]

    operations = [guard("reports_waiver", but=("lifted_by_id", "lifted_at"))]
