import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('suppliers', '0009_list_summaries'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='FindingWaiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('covers', models.CharField(blank=True, max_length=120)),
                ('code', models.CharField(max_length=20)),
                ('fingerprint', models.CharField(max_length=64)),
                ('reason', models.TextField()),
                ('decided_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('request', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='finding_waivers', to='suppliers.request')),
            ],
            options={
                'ordering': ['-id'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('request', 'covers', 'code', 'fingerprint'), name='finding_row_waived_once'), models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='finding_row_waived_with_reason')],
            },
        ),
    ]
