from django.db import migrations

from cmr.append_only import guard


class Migration(migrations.Migration):

    dependencies = [("smelters", "0002_vocabulary")]

    operations = [guard("smelters_statusrecord")]
