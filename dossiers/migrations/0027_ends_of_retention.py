"""Papers in use before their end of retention was recorded: the type's years from acceptance, as the store was told."""

from django.db import migrations

AT_ONCE = 2000
DEFAULT_YEARS = 10


def end(accepted_at, years):
    try:
        return accepted_at.replace(year=accepted_at.year + years)
    except ValueError:  # 29 February
        return accepted_at.replace(year=accepted_at.year + years, day=28)


def fill(apps, schema_editor):
    # Where a type's years were made fewer since, the store holds the paper longer and refuses to delete it.
    papers = apps.get_model("dossiers", "Paper").objects.filter(
        state__in=("available", "withdrawn"), retain_until=None, accepted_at__isnull=False
    )
    years = dict(apps.get_model("dossiers", "PaperType").objects.values_list("pk", "retention_years"))
    last = 0
    while batch := list(
        papers.filter(pk__gt=last).order_by("pk").only("pk", "accepted_at", "paper_type_id")[:AT_ONCE]
    ):
        for paper in batch:
            paper.retain_until = end(paper.accepted_at, years.get(paper.paper_type_id, DEFAULT_YEARS))
        papers.model.objects.bulk_update(batch, ["retain_until"])
        last = batch[-1].pk


class Migration(migrations.Migration):

    dependencies = [
        ("dossiers", "0026_retention_and_disposal"),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop, elidable=True)]
