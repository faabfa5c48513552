import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cmr.append_only import guard


class Migration(migrations.Migration):

    dependencies = [
        ('cmr', '0004_language'),
        ('reports', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Determination',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('family', models.CharField(blank=True, max_length=120)),
                ('metal', models.CharField(blank=True, max_length=8)),
                ('question', models.CharField(max_length=4)),
                ('answer', models.CharField(max_length=12)),
                ('proposed', models.CharField(blank=True, max_length=12)),
                ('said', models.JSONField(default=list)),
                ('fingerprint', models.CharField(max_length=64)),
                ('rationale', models.TextField()),
                ('decided_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='SentenceText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('section', models.CharField(max_length=40)),
                ('key', models.CharField(max_length=80)),
                ('kind', models.CharField(choices=[('reworded', 'Reworded'), ('added', 'Added'), ('left_out', 'Left out'), ('as_delivered', 'As delivered')], max_length=12)),
                ('after', models.CharField(blank=True, max_length=80)),
                ('text', models.TextField(blank=True)),
                ('reason', models.TextField(blank=True)),
                ('rests_on', models.JSONField(default=dict)),
                ('edited_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Signoff',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.CharField(choices=[('preparer', 'Prepared'), ('legal', 'Legal'), ('operations', 'Operations or finance'), ('officer', 'Signing officer')], max_length=10)),
                ('signed_at', models.DateTimeField()),
                ('voided_at', models.DateTimeField(null=True)),
                ('voided_because', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Waiver',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('code', models.CharField(max_length=8)),
                ('fingerprint', models.CharField(max_length=64)),
                ('said', models.TextField(help_text="The finding's sentence at the time.")),
                ('reason', models.TextField()),
                ('decided_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.AlterModelOptions(
            name='filing',
            options={'ordering': ['period', 'number']},
        ),
        migrations.AddField(
            model_name='filing',
            name='accession_number',
            field=models.CharField(blank=True, db_default='', default='', max_length=25),
        ),
        migrations.AddField(
            model_name='filing',
            name='filed_on',
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name='filing',
            name='frozen',
            field=models.ForeignKey(blank=True, help_text='From the first approval on, the one snapshot that can be approved and filed.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reports.snapshot'),
        ),
        migrations.AddField(
            model_name='filing',
            name='number',
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
        migrations.AddField(
            model_name='filing',
            name='why',
            field=models.TextField(blank=True, db_default='', default='', verbose_name='why it is amended'),
        ),
        migrations.AlterField(
            model_name='filing',
            name='period',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='filings', to='cmr.reportingperiod'),
        ),
        migrations.AddConstraint(
            model_name='filing',
            constraint=models.UniqueConstraint(fields=('period', 'number'), name='filing_number_once'),
        ),
        migrations.AddField(
            model_name='determination',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='determination',
            name='period',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='determinations', to='cmr.reportingperiod'),
        ),
        migrations.AddField(
            model_name='sentencetext',
            name='edited_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sentencetext',
            name='period',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='sentences', to='cmr.reportingperiod'),
        ),
        migrations.AddField(
            model_name='signoff',
            name='person',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signoff',
            name='prepared_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='signoff',
            name='snapshot',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='signoffs', to='reports.snapshot'),
        ),
        migrations.AddField(
            model_name='waiver',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='waiver',
            name='lifted_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='waiver',
            name='period',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='waivers', to='cmr.reportingperiod'),
        ),
        migrations.AddIndex(
            model_name='determination',
            index=models.Index(fields=['period', 'family', 'metal', 'question'], name='reports_det_period__f21f6d_idx'),
        ),
        migrations.AddConstraint(
            model_name='determination',
            constraint=models.CheckConstraint(condition=models.Q(('rationale', ''), _negated=True), name='determination_has_rationale'),
        ),
        migrations.AddIndex(
            model_name='sentencetext',
            index=models.Index(fields=['period', 'key'], name='reports_sen_period__1b3e53_idx'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('snapshot', 'part'), name='part_signed_once'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.UniqueConstraint(condition=models.Q(('voided_at__isnull', True)), fields=('snapshot', 'person'), name='person_signs_once'),
        ),
        migrations.AddConstraint(
            model_name='signoff',
            constraint=models.CheckConstraint(condition=models.Q(('part', 'preparer'), models.Q(('person', models.F('prepared_by')), _negated=True), _connector='OR'), name='nobody_approves_their_own'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('period', 'code', 'fingerprint'), name='finding_waived_once'),
        ),
        migrations.AddConstraint(
            model_name='waiver',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='finding_waived_with_reason'),
        ),
        guard("reports_determination"),
        guard("reports_sentencetext"),
        guard("reports_snapshot"),
        guard("reports_rendereddocument"),
    ]
