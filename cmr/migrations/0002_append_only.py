from django.db import migrations

from cmr.append_only import guard


class Migration(migrations.Migration):
    dependencies = [("cmr", "0001_initial")]
    operations = [guard("cmr_auditevent")]
