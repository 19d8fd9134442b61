"""What each procedure asked for so far becomes its first version, in force from the beginning."""

from django.db import migrations
from django.db.models import OuterRef, Subquery
from django.utils import timezone


def make_first_versions(apps, schema_editor):
    of = {name: apps.get_model("dossiers", name) for name in ("Procedure", "ProcedureVersion", "Component", "Dossier")}
    # The database that is migrated: another installation is brought up to date before it is moved here.
    rows = {name: model.objects.using(schema_editor.connection.alias) for name, model in of.items()}
    Version = of["ProcedureVersion"]
    now = timezone.now()
    rows["ProcedureVersion"].bulk_create(
        [
            Version(
                procedure=each,
                number=1,
                processing_days=each.processing_days,
                legal_basis=each.legal_basis,
                published_at=now,
                published_by="migrate",
            )
            for each in rows["Procedure"].order_by("pk")
        ],
        batch_size=500,
    )
    first = rows["ProcedureVersion"].filter(procedure=OuterRef("procedure"), number=1).values("pk")[:1]
    rows["Component"].filter(version=None).update(version=Subquery(first))
    rows["Dossier"].filter(version=None).update(version=Subquery(first))


class Migration(migrations.Migration):

    dependencies = [
        ("dossiers", "0005_once_only"),
    ]

    operations = [migrations.RunPython(make_first_versions, migrations.RunPython.noop)]
