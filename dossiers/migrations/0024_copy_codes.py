import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0023_signing_sessions"),
    ]

    operations = [
        migrations.CreateModel(
            name="CopyCode",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version", models.PositiveIntegerField()),
                ("code", models.CharField(max_length=24, unique=True, verbose_name="mã kiểm tra")),
                ("page", models.PositiveIntegerField(blank=True, null=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="copy_codes", to="dossiers.paper"
                    ),
                ),
            ],
            options={
                "verbose_name": "mã kiểm tra của bản số hóa",
                "verbose_name_plural": "mã kiểm tra của bản số hóa",
                "ordering": ("paper", "version"),
                "constraints": [
                    models.UniqueConstraint(fields=("paper", "version"), name="copy_code_once_a_version")
                ],
            },
        ),
    ]
