from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('suppliers', '0005_collecting'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='upload',
            name='upload_once_a_request',
        ),
        migrations.AddField(
            model_name='upload',
            name='withdrawn_at',
            field=models.DateTimeField(help_text='Since then it is on record and no part of the answer.', null=True),
        ),
        migrations.AlterField(
            model_name='submission',
            name='state',
            field=models.CharField(choices=[('draft', 'Checked, not sent'), ('in_review', 'In review'), ('needs_correction', 'Needs correction'), ('accepted', 'Accepted'), ('superseded', 'Superseded'), ('withdrawn', 'No longer counted')], default='in_review', max_length=20),
        ),
        migrations.AddConstraint(
            model_name='upload',
            constraint=models.UniqueConstraint(fields=('request', 'sha256', 'draft'), name='upload_once_a_request'),
        ),
    ]
