from django.db import migrations, models
import django.db.models.deletion


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0006_first_versions'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='component',
            name='component_code_once',
        ),
        migrations.RemoveField(
            model_name='component',
            name='procedure',
        ),
        migrations.RemoveField(
            model_name='procedure',
            name='legal_basis',
        ),
        migrations.RemoveField(
            model_name='procedure',
            name='processing_days',
        ),
        migrations.AlterModelOptions(
            name='component',
            options={'ordering': ('version', 'code'), 'verbose_name': 'thành phần hồ sơ', 'verbose_name_plural': 'thành phần hồ sơ'},
        ),
        migrations.AlterField(
            model_name='component',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='components', to='dossiers.procedureversion'),
        ),
        migrations.AlterField(
            model_name='dossier',
            name='version',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='dossiers', to='dossiers.procedureversion'),
        ),
        migrations.AddConstraint(
            model_name='component',
            constraint=models.UniqueConstraint(fields=('version', 'code'), name='component_code_once'),
        ),
    ]
