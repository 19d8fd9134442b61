"""On PostgreSQL nobody changes or deletes an event, the owner of the table included.

SQLite has one user, who could drop a trigger as easily as a row; there the chain tells what was changed.
TRUNCATE is no trigger's matter: only the owner may do it at all, and emptying test databases needs it.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

PROTECT = """
CREATE FUNCTION motlan_events_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are append-only' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER events_are_append_only BEFORE UPDATE OR DELETE ON dossiers_event
    FOR EACH STATEMENT EXECUTE FUNCTION motlan_events_are_append_only();
"""
UNPROTECT = """
DROP TRIGGER IF EXISTS events_are_append_only ON dossiers_event;
DROP FUNCTION IF EXISTS motlan_events_are_append_only();
"""


def protect(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Refuse UPDATE and DELETE of events."""
    if editor.connection.vendor == "postgresql":
        editor.execute(PROTECT)


def unprotect(_apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Allow them again."""
    if editor.connection.vendor == "postgresql":
        editor.execute(UNPROTECT)


class Migration(migrations.Migration):
    """A trigger; no row is touched."""

    dependencies = [("dossiers", "0002_paper_types")]
    operations = [migrations.RunPython(protect, unprotect)]
