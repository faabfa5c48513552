import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cmr', '0001_initial'),
        ('smelters', '0001_initial'),
        ('suppliers', '0001_initial'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name='mention',
            name='match',
            field=models.CharField(blank=True, choices=[('id', 'by ID'), ('name', 'by name'), ('decision', 'by decision'), ('', 'not matched')], default='', max_length=8),
        ),
        migrations.CreateModel(
            name='Disposition',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(blank=True, choices=[('matched', 'This facility'), ('alias', 'Another name of this facility'), ('recycler', 'This facility, a recycler'), ('not_a_smelter', 'Not a smelter'), ('upstream_downstream', 'Upstream or downstream of a smelter'), ('closed', 'Closed or removed'), ('duplicate', 'Duplicate, or of another metal'), ('withdrawn', 'Withdrawn by the manufacturer'), ('reported_to_rmi', 'Reported to the RMI'), ('unresolved', 'Unresolved')], max_length=20)),
                ('reason', models.TextField()),
                ('reference', models.CharField(blank=True, max_length=120)),
                ('reference_date', models.DateField(null=True)),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cmr.reportingperiod')),
                ('smelter', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='smelters.smelter')),
                ('voids', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='suppliers.disposition')),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.AddField(
            model_name='mention',
            name='disposition',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='suppliers.disposition'),
        ),
        migrations.CreateModel(
            name='UnknownName',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('metal', models.CharField(blank=True, choices=[('Gold', 'Gold'), ('Tantalum', 'Tantalum'), ('Tin', 'Tin'), ('Tungsten', 'Tungsten')], max_length=8)),
                ('reported_id', models.CharField(blank=True, max_length=9, verbose_name='ID as written')),
                ('key', models.CharField(blank=True, max_length=250)),
                ('name', models.CharField(blank=True, max_length=500, verbose_name='as first written')),
                ('version', models.PositiveIntegerField(default=0)),
            ],
            options={
                'ordering': ['metal', 'name', 'id'],
                'constraints': [models.UniqueConstraint(fields=('metal', 'reported_id', 'key'), name='unknown_name_once')],
            },
        ),
        migrations.AddField(
            model_name='disposition',
            name='unknown_name',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dispositions', to='suppliers.unknownname'),
        ),
        migrations.AddField(
            model_name='mention',
            name='unknown_name',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='suppliers.unknownname'),
        ),
        migrations.AddIndex(
            model_name='mention',
            index=models.Index(condition=models.Q(('unknown_name__isnull', False)), fields=['unknown_name'], name='mention_of_unknown_name'),
        ),
        migrations.AddConstraint(
            model_name='disposition',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='disposition_has_reason'),
        ),
        migrations.AddConstraint(
            model_name='disposition',
            constraint=models.CheckConstraint(condition=models.Q(('kind', ''), ('voids__isnull', True), _connector='XOR'), name='disposition_decides_or_voids'),
        ),
        migrations.AddConstraint(
            model_name='disposition',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ['matched', 'alias', 'recycler']), _negated=True), ('smelter__isnull', False), _connector='OR'), name='disposition_counts_a_facility'),
        ),
    ]
