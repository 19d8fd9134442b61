"""The points of Decision 766's digitization group as a first set of data; an office changes them as data.

The decision gives the group 22 points. How they fall to the criteria stands in a public transcription
of its formula, not in the decision as it was published: so reports mark what is made of them as estimated.
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

BEGIN = date(2022, 6, 23)
SOURCE = "Quyết định 766/QĐ-TTg năm 2022; điểm từng tiêu chí theo bản chép công khai, chưa đối chiếu bản gốc"
# Criterion → points, percent from which they are given in full.
POINTS = {
    "e_result": (6, 100),
    "digitized": (4, 100),
    "certified_copy": (2, 100),
    "reuse": (2, 80),
    "citizen_store": (4, 100),
    "population_dossiers": (2, 100),
    "population_proc": (2, 100),
}


def add_points(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add what is not there yet."""
    weights = apps.get_model("targets", "CriterionWeight").objects.using(editor.connection.alias)
    for criterion, (points, full_at) in POINTS.items():
        facts = {"points": points, "full_at": full_at, "source": SOURCE}
        weights.get_or_create(criterion=criterion, valid_from=BEGIN, defaults=facts)


class Migration(migrations.Migration):

    dependencies = [("targets", "0004_reports")]

    operations = [migrations.RunPython(add_points, migrations.RunPython.noop)]
