"""The waiting for supplements that was asked for before pauses were recorded; due dates hold what has ended."""

from django.db import migrations

AT_ONCE = 2000
SUPPLEMENT_ASKED = 5


def fill(apps, schema_editor):
    forms = apps.get_model("dossiers", "IssuedForm").objects.filter(kind="supplement", pause=None)
    pauses = apps.get_model("dossiers", "Pause").objects
    last = 0
    while batch := list(
        forms.filter(pk__gt=last).order_by("pk").select_related("dossier")[:AT_ONCE]
    ):
        pauses.bulk_create([pause_of(pauses.model, form) for form in batch])
        last = batch[-1].pk


def pause_of(model, form):
    """A dossier that was closed while it waited was given back its days as well."""
    waits = form.answered_at is None and form.dossier.status == SUPPLEMENT_ASKED
    ended = form.answered_at or form.dossier.finished_at or form.issued_at
    return model(
        dossier=form.dossier,
        form=form,
        asked_at=form.issued_at,
        completed_at=None if waits else max(ended, form.issued_at),
        moves_due=waits,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0030_transfers_pauses_ratings"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
