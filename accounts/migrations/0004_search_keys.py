"""Fill what agencies and people are searched by. Apart from the columns: PostgreSQL wants data and schema in two."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from vietnamese.text import fold


def fill(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """The folded names of every agency and user."""
    alias = editor.connection.alias
    agencies = apps.get_model("accounts", "Agency").objects.using(alias)
    users = apps.get_model("accounts", "User").objects.using(alias)
    for agency in agencies.order_by("pk").iterator():
        agency.search_key = fold(f"{agency.code} {agency.old_code} {agency.name}")
        agency.save(update_fields=["search_key"])
    for user in users.order_by("pk").iterator():
        user.search_key = fold(f"{user.username} {user.full_name}")
        user.save(update_fields=["search_key"])


class Migration(migrations.Migration):
    """Data only; undoing it leaves the rows."""

    dependencies = [("accounts", "0003_administration")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
