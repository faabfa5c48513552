import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cmr.append_only import guard


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('cmr', '0004_language'),
        ('smelters', '0007_list_proposal'),
        ('suppliers', '0009_list_summaries'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CorrectiveAction',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('what', models.TextField(verbose_name='what must be put right')),
                ('due_date', models.DateField()),
                ('state', models.CharField(choices=[('open', 'Open'), ('done', 'Done'), ('dropped', 'Dropped')], default='open', max_length=8)),
                ('outcome', models.TextField(blank=True)),
                ('evidence_sha256', models.CharField(blank=True, max_length=64)),
                ('evidence_name', models.CharField(blank=True, max_length=120)),
                ('opened_at', models.DateTimeField()),
                ('closed_at', models.DateTimeField(null=True)),
                ('version', models.PositiveIntegerField(default=0, help_text='Counts the changes; what was seen is what is changed.')),
                ('closed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('opened_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrective_actions', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrective_actions', to='cmr.reportingperiod')),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrective_actions', to='suppliers.request')),
                ('smelter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='corrective_actions', to='smelters.smelter')),
            ],
            options={
                'ordering': ['due_date', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('request__isnull', False), ('smelter__isnull', False), _connector='OR'), name='corrective_action_has_party'), models.CheckConstraint(condition=models.Q(('state', 'open'), models.Q(('closed_at__isnull', False), models.Q(('outcome', ''), _negated=True)), _connector='OR'), name='corrective_action_closed_with_outcome')],
            },
        ),
        migrations.CreateModel(
            name='Entry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(max_length=24)),
                ('day', models.DateField(help_text='When it happened, or since when it holds.')),
                ('told', models.JSONField(default=dict, help_text='field of the kind -> value; dates as YYYY-MM-DD.')),
                ('note', models.TextField(blank=True)),
                ('evidence_sha256', models.CharField(blank=True, max_length=64)),
                ('evidence_name', models.CharField(blank=True, max_length=120)),
                ('evidence_url', models.CharField(blank=True, max_length=500)),
                ('withdrawn', models.BooleanField(default=False)),
                ('recorded_at', models.DateTimeField()),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='diligence', to='cmr.reportingperiod')),
                ('recorded_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('replaces', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='replaced_by', to='diligence.entry')),
                ('request', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='diligence', to='suppliers.request')),
                ('smelter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='diligence', to='smelters.smelter')),
            ],
            options={
                'verbose_name_plural': 'entries',
                'ordering': ['day', 'id'],
                'constraints': [models.CheckConstraint(condition=models.Q(('withdrawn', False), ('replaces__isnull', False), _connector='OR'), name='entry_withdraws_another')],
            },
        ),
        guard("diligence_entry"),
    ]
