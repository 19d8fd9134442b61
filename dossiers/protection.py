"""Who may do what to the records on PostgreSQL: the application adds and reads events, and nothing more.

The owner of the tables makes them (`motlan migrate`); pages and workers sign in as another role, which
is given what it needs and no right to change or delete an event. On SQLite there are no roles.
Source: PostgreSQL 15, 5.7 Privileges.
"""

from django.db import connection, transaction

from dossiers.models import Anchor, AnchoredChain, ChainHead, Event

EVENTS = Event._meta.db_table  # noqa: SLF001 - Django's documented Meta API
APPENDED = (EVENTS, Anchor._meta.db_table, AnchoredChain._meta.db_table)  # noqa: SLF001 - as above
# The ends of the chains are written by a trigger with the owner's rights.
WRITTEN_BY_TRIGGER = ChainHead._meta.db_table  # noqa: SLF001 - as above
# Django's own list of what was migrated: looked at, and written by the owner alone.
OWNERS_ONLY = "django_migrations"


def allow(role: str) -> bool:
    """Give a role what the application needs on every table; run as the owner, any number of times.

    Returns:
        False where there is no such role, or where it could not be refused anything: the owner itself,
        a member of the owner, a superuser. Nothing was changed then.
    """
    if connection.vendor != "postgresql":
        return True
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(rolname), quote_ident(current_schema()) FROM pg_roles"
            " WHERE rolname = %s AND NOT rolsuper AND NOT pg_has_role(rolname, current_user, 'MEMBER')",
            [role],
        )
        found = cursor.fetchone()
        if found is None:
            return False
        to, schema = found
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {to}")
        for table in connection.introspection.table_names(cursor):
            name = connection.ops.quote_name(table)
            cursor.execute(f"REVOKE ALL ON {name} FROM {to}")
            cursor.execute(f"GRANT {rights_on(table)} ON {name} TO {to}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {to}")
    return True


def rights_on(table: str) -> str:
    """The rights of the application on a table, as SQL lists them."""
    if table in (OWNERS_ONLY, WRITTEN_BY_TRIGGER):
        return "SELECT"
    return "SELECT, INSERT" if table in APPENDED else "SELECT, INSERT, UPDATE, DELETE"


def may_rewrite_events() -> bool:
    """Whether who is signed in now could change, delete or empty events, or take their protection away.

    False on SQLite, where everybody who can open the file could and nothing is to be told about it.
    """
    if connection.vendor != "postgresql":
        return False
    table = connection.ops.quote_name(EVENTS)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT has_table_privilege(%s, 'UPDATE, DELETE, TRUNCATE')"
            " OR pg_has_role(relowner, 'MEMBER') FROM pg_class WHERE oid = %s::regclass",
            [table, table],
        )
        return bool(cursor.fetchone()[0])
