"""Campaigns and scope, letters and links, the contact log, drafts and parts of a request."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from cmr.append_only import guard


class Migration(migrations.Migration):

    dependencies = [
        ('cmr', '0004_language'),
        ('suppliers', '0004_list_fingerprint'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Campaign',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('due_date', models.DateField()),
                ('level', models.CharField(choices=[('company', 'One declaration for the whole company'), ('product', 'Declarations for the products made for us')], default='company', max_length=8)),
                ('minimum_version', models.CharField(blank=True, help_text='Such as "6.5"; empty takes every 6.x.', max_length=10, verbose_name='oldest CMRT revision taken')),
                ('blank_sha256', models.CharField(blank=True, help_text='The official blank, if the team loaded it.', max_length=64)),
                ('blank_name', models.CharField(blank=True, max_length=120)),
                ('sender_name', models.CharField(blank=True, max_length=120)),
                ('sender_title', models.CharField(blank=True, max_length=120)),
                ('reply_to', models.EmailField(blank=True, max_length=254, verbose_name='replies go to')),
                ('executive_name', models.CharField(blank=True, max_length=120)),
                ('executive_title', models.CharField(blank=True, max_length=120)),
                ('executive_email', models.EmailField(blank=True, max_length=254, verbose_name="executive's e-mail address")),
                ('follow_up', models.BooleanField(default=False, verbose_name='reminders go out by the ladder')),
            ],
        ),
        migrations.CreateModel(
            name='ContactRecord',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('reply', 'Reply'), ('bounce', 'Letter came back'), ('telephone', 'Telephone call'), ('meeting', 'Meeting'), ('note', 'Note')], max_length=10)),
                ('day', models.DateField(help_text='When it happened.')),
                ('text', models.TextField()),
                ('original_sha256', models.CharField(blank=True, help_text='The mail as it came, in the store.', max_length=64)),
                ('message_id', models.CharField(blank=True, max_length=200)),
                ('recorded_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-day', '-id'],
            },
        ),
        migrations.CreateModel(
            name='CorrectionRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('findings', models.JSONField(default=list, help_text='The findings chosen: code, severity, sheet, cell, params.')),
                ('note', models.TextField(blank=True)),
                ('due_date', models.DateField()),
                ('asked_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='CoveredProduct',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=200)),
                ('family', models.CharField(blank=True, max_length=120, verbose_name='product family')),
            ],
            options={
                'ordering': ['family', 'name'],
            },
        ),
        migrations.CreateModel(
            name='Exclusion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reason', models.TextField()),
                ('decided_at', models.DateTimeField()),
                ('lifted_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['supplier__name'],
            },
        ),
        migrations.CreateModel(
            name='Explanation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('covers', models.CharField(blank=True, max_length=120)),
                ('code', models.CharField(max_length=20)),
                ('fingerprint', models.CharField(max_length=64)),
                ('text', models.TextField()),
                ('given_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['id'],
            },
        ),
        migrations.CreateModel(
            name='Invitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('nonce', models.CharField(max_length=32)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField()),
                ('used_at', models.DateTimeField(null=True)),
                ('revoked_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='LadderStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('days', models.SmallIntegerField(verbose_name='days from the due date')),
                ('kind', models.CharField(choices=[('reminder', 'Reminder before the due date'), ('overdue', 'Reminder after the due date'), ('final', 'Last letter to the manufacturer'), ('escalation', 'Escalation to the executive')], max_length=12)),
            ],
            options={
                'ordering': ['days', 'id'],
            },
        ),
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invitation', 'Request for the CMRT'), ('reminder', 'Reminder before the due date'), ('overdue', 'Reminder after the due date'), ('final', 'Last letter to the manufacturer'), ('escalation', 'Escalation to the executive'), ('correction', 'Request for correction'), ('receipt', 'What we received'), ('facilities', 'Facilities without conformant or active status')], max_length=12)),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', '简体中文')], max_length=10)),
                ('to_name', models.CharField(blank=True, max_length=120)),
                ('to_address', models.EmailField(max_length=254)),
                ('reply_to', models.EmailField(blank=True, max_length=254)),
                ('subject', models.CharField(max_length=300)),
                ('body', models.TextField()),
                ('attachments', models.JSONField(default=list, help_text='[{name, sha256}]: files of the private store.')),
                ('key', models.CharField(help_text='What must not be sent twice.', max_length=120, unique=True)),
                ('message_id', models.CharField(blank=True, max_length=200)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to be sent'), ('sending', 'Being sent'), ('sent', 'Sent'), ('bounced', 'Came back'), ('failed', 'Could not be sent'), ('uncertain', 'May or may not have gone out'), ('cancelled', 'Not sent: no longer needed')], default='waiting', max_length=10)),
                ('attempts', models.PositiveSmallIntegerField(default=0)),
                ('not_before', models.DateTimeField()),
                ('lease_until', models.DateTimeField(null=True)),
                ('problem', models.TextField(blank=True)),
                ('written_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='LetterText',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('invitation', 'Request for the CMRT'), ('reminder', 'Reminder before the due date'), ('overdue', 'Reminder after the due date'), ('final', 'Last letter to the manufacturer'), ('escalation', 'Escalation to the executive'), ('correction', 'Request for correction'), ('receipt', 'What we received'), ('facilities', 'Facilities without conformant or active status')], max_length=12)),
                ('language', models.CharField(choices=[('en', 'English'), ('zh-hans', '简体中文')], max_length=10)),
                ('subject', models.CharField(max_length=200)),
                ('body', models.TextField()),
                ('edited_at', models.DateTimeField()),
            ],
            options={
                'ordering': ['-id'],
            },
        ),
        migrations.RemoveConstraint(
            model_name='submission',
            name='one_accepted_submission_a_request',
        ),
        migrations.AddField(
            model_name='contact',
            name='ended_at',
            field=models.DateTimeField(help_text='Since then this person no longer answers for it.', null=True),
        ),
        migrations.AddField(
            model_name='submission',
            name='covers',
            field=models.CharField(blank=True, db_default='', default='', max_length=120),
        ),
        migrations.AddField(
            model_name='upload',
            name='covers',
            field=models.CharField(blank=True, db_default='', default='', help_text="The products it speaks of, by the sender's name for them; empty: all.", max_length=120),
        ),
        migrations.AddField(
            model_name='upload',
            name='draft',
            field=models.BooleanField(db_default=False, default=False, help_text='To be checked only; not yet the answer.'),
        ),
        migrations.AddField(
            model_name='upload',
            name='kind',
            field=models.CharField(choices=[('workbook', 'Workbook'), ('statement', 'Statement that nothing is made with these metals')], db_default='workbook', default='workbook', max_length=10),
        ),
        migrations.AlterField(
            model_name='request',
            name='state',
            field=models.CharField(choices=[('requested', 'Requested'), ('received', 'Received'), ('unreadable', 'Could not be read'), ('needs_correction', 'Needs correction'), ('in_review', 'In review'), ('accepted', 'Accepted'), ('withdrawn', 'No longer asked')], default='requested', max_length=20),
        ),
        migrations.AlterField(
            model_name='submission',
            name='state',
            field=models.CharField(choices=[('draft', 'Checked, not sent'), ('in_review', 'In review'), ('needs_correction', 'Needs correction'), ('accepted', 'Accepted'), ('superseded', 'Superseded')], default='in_review', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='submission',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'accepted')), fields=('request', 'covers'), name='one_accepted_submission_a_part'),
        ),
        migrations.AddField(
            model_name='campaign',
            name='period',
            field=models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='campaign', to='cmr.reportingperiod'),
        ),
        migrations.AddField(
            model_name='contactrecord',
            name='recorded_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contactrecord',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='contact_records', to='suppliers.request'),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='asked_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='correctionrequest',
            name='submission',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='corrections', to='suppliers.submission'),
        ),
        migrations.AddField(
            model_name='coveredproduct',
            name='period',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='products', to='cmr.reportingperiod'),
        ),
        migrations.AddField(
            model_name='request',
            name='products',
            field=models.ManyToManyField(blank=True, related_name='requests', to='suppliers.coveredproduct'),
        ),
        migrations.AddField(
            model_name='exclusion',
            name='decided_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='exclusion',
            name='period',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exclusions', to='cmr.reportingperiod'),
        ),
        migrations.AddField(
            model_name='exclusion',
            name='supplier',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='exclusions', to='suppliers.supplier'),
        ),
        migrations.AddField(
            model_name='explanation',
            name='given_by',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='explanation',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='explanations', to='suppliers.request'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='request',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to='suppliers.request'),
        ),
        migrations.AddField(
            model_name='invitation',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='invitations', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='ladderstep',
            name='campaign',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='ladder', to='suppliers.campaign'),
        ),
        migrations.AddField(
            model_name='letter',
            name='invitation',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='suppliers.invitation'),
        ),
        migrations.AddField(
            model_name='letter',
            name='period',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='cmr.reportingperiod'),
        ),
        migrations.AddField(
            model_name='letter',
            name='request',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='letters', to='suppliers.request'),
        ),
        migrations.AddField(
            model_name='letter',
            name='written_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='contactrecord',
            name='letter',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='answers', to='suppliers.letter'),
        ),
        migrations.AddField(
            model_name='lettertext',
            name='edited_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddConstraint(
            model_name='coveredproduct',
            constraint=models.UniqueConstraint(fields=('period', 'name'), name='product_once_a_period'),
        ),
        migrations.AddConstraint(
            model_name='exclusion',
            constraint=models.UniqueConstraint(condition=models.Q(('lifted_at__isnull', True)), fields=('period', 'supplier'), name='excluded_once'),
        ),
        migrations.AddConstraint(
            model_name='exclusion',
            constraint=models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='exclusion_has_reason'),
        ),
        migrations.AddIndex(
            model_name='explanation',
            index=models.Index(fields=['request', 'code', 'fingerprint'], name='suppliers_e_request_e529cd_idx'),
        ),
        migrations.AddConstraint(
            model_name='explanation',
            constraint=models.CheckConstraint(condition=models.Q(('text', ''), _negated=True), name='explanation_says_something'),
        ),
        migrations.AddConstraint(
            model_name='ladderstep',
            constraint=models.UniqueConstraint(fields=('campaign', 'days', 'kind'), name='ladder_step_once'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(condition=models.Q(('state__in', ['waiting', 'sending'])), fields=['id'], name='letter_open'),
        ),
        migrations.AddIndex(
            model_name='letter',
            index=models.Index(fields=['message_id'], name='suppliers_l_message_e16905_idx'),
        ),
        guard("suppliers_lettertext"),
        guard("suppliers_contactrecord"),
        guard("suppliers_explanation"),
        guard("suppliers_correctionrequest"),
    ]
