from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('smelters', '0007_list_proposal'),
    ]

    operations = [
        migrations.AlterField(
            model_name='datedtable',
            name='kind',
            field=models.CharField(choices=[('cahra', 'Conflict-affected and high-risk areas'), ('transit', 'Transit countries for gold'), ('producers', 'Countries known to produce a metal'), ('sanctions', 'Sanctions'), ('origins', 'Countries of origin')], max_length=10),
        ),
    ]
