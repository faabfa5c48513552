import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cmr.append_only import guard


class Migration(migrations.Migration):

    dependencies = [
        ('cmr', '0005_people'),
        ('reports', '0002_approving'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='MoveReason',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('metal', models.CharField(max_length=8)),
                ('smelter_id', models.CharField(max_length=9, verbose_name='smelter ID')),
                ('move', models.CharField(max_length=4)),
                ('was', models.CharField(max_length=10)),
                ('now', models.CharField(blank=True, max_length=10)),
                ('kind', models.CharField(blank=True, choices=[('not_named', 'No longer named by the manufacturers that named it'), ('out_of_scope', 'The manufacturers that named it are no longer asked'), ('not_answered', 'No accepted CMRT yet from a manufacturer that named it'), ('product_level', 'The declaration is limited to our products now'), ('closed', 'The facility has closed'), ('merged', 'Merged or renamed into another ID'), ('removed', 'Removed from the supply chain at our request'), ('mistaken', "Last year's entry or status was a mistake"), ('expired', 'The status expired, or the program withdrew it'), ('not_renewed', 'The audit was not renewed'), ('not_passed', 'The audit was not passed'), ('reassessed', 'A new assessment is under way'), ('other', 'Another reason, in words')], max_length=14)),
                ('into', models.CharField(blank=True, max_length=9, verbose_name='ID it went into')),
                ('proposed', models.CharField(blank=True, max_length=14)),
                ('text', models.TextField(blank=True)),
                ('decided_at', models.DateTimeField()),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('period', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='move_reasons', to='cmr.reportingperiod')),
                ('voids', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='undone_by', to='reports.movereason')),
            ],
            options={
                'ordering': ['id'],
                'indexes': [models.Index(fields=['period', 'metal', 'smelter_id'], name='reports_mov_period__a1deeb_idx')],
                'constraints': [models.CheckConstraint(condition=models.Q(('kind', ''), ('voids__isnull', True), _connector='XOR'), name='move_reason_decides_or_voids'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'other'), _negated=True), models.Q(('text', ''), _negated=True), _connector='OR'), name='move_reason_other_in_words'), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'merged'), _negated=True), models.Q(('into', ''), _negated=True), _connector='OR'), name='move_reason_merged_into')],
            },
        ),
        guard("reports_movereason"),
    ]
