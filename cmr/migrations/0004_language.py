from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cmr', '0003_cache_table'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='language',
            field=models.CharField(choices=[('en', 'English'), ('zh-hans', '简体中文')], db_default='en', default='en', max_length=10, verbose_name='writes and reads'),
        ),
    ]
