"""The application as a role of its own: it does all its work, and cannot change an event."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.management import call_command
from django.db import Error, ProgrammingError, connection, transaction
from django.test import Client

from dossiers.chain import breaks
from dossiers.events import record
from dossiers.models import Event, Holder
from dossiers.protection import allow, may_rewrite_events
from ingest.review import withdraw
from ingest.tools import Tools
from targets.rollup import follow, rebuild
from tests.ingest.conftest import draw_scan, engine, pki, tools, trust  # noqa: F401 - fixtures
from tests.ingest.test_life import agency, take, walked  # noqa: F401 - fixture
from tests.records import make_agency, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.service]

ROLE = 'Motlan "app"'


@pytest.fixture
def as_application() -> Iterator[None]:
    """Signed in as a role that `motlan migrate` has given its rights; all of it is undone."""
    with connection.cursor() as cursor:
        cursor.execute('CREATE ROLE "Motlan ""app""" LOGIN')
        assert allow(ROLE)
        assert allow(ROLE)  # a second time changes nothing
        cursor.execute('SET ROLE "Motlan ""app"""')
        yield
        connection.needs_rollback = False
        cursor.execute("RESET ROLE")


@pytest.mark.usefixtures("as_application")
def test_a_whole_life_needs_no_more_rights(
    agency,  # type: ignore[no-untyped-def]  # noqa: F811
    tools: Tools,  # noqa: F811
    draw_scan: Callable[..., Path],  # noqa: F811
) -> None:
    paper = walked(take(draw_scan(), agency, tools), tools)
    assert paper.state == "available"
    withdraw(paper.pk, reason="Bị thu hồi.", by="user:can-bo", revoked=True)
    assert follow() > 0
    rebuild()
    assert list(breaks(agency)) == []
    client = Client()
    client.force_login(make_user("clerk", agency))
    assert client.get("/quet/").status_code == 200
    SessionStore.clear_expired()


@pytest.mark.usefixtures("as_application")
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE dossiers_event SET actor = 'user:x'",
        "DELETE FROM dossiers_event",
        "TRUNCATE dossiers_event CASCADE",
        "ALTER TABLE dossiers_event DISABLE TRIGGER ALL",
        "DROP TRIGGER events_are_append_only ON dossiers_event",
        "DROP TABLE dossiers_event",
        (
            "CREATE OR REPLACE FUNCTION motlan_events_are_append_only() RETURNS trigger"
            " LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
        ),
        "SET session_replication_role = replica",
        "DELETE FROM django_migrations",
        "INSERT INTO dossiers_chainhead VALUES (1, 1, 1, '')",
        "UPDATE dossiers_chainhead SET seq = 0",
        "DELETE FROM dossiers_chainhead",
        "ALTER TABLE dossiers_chainhead DISABLE TRIGGER ALL",
        "DROP TRIGGER events_keep_their_end ON dossiers_event",
        "UPDATE dossiers_anchor SET root = ''",
        "DELETE FROM dossiers_anchor",
        "TRUNCATE dossiers_anchoredchain",
    ],
)
def test_no_way_leads_to_a_changed_event(sql: str) -> None:
    record(agency=make_agency(), actor="worker", verb="a.b", about=make_agency())
    assert not may_rewrite_events()
    with pytest.raises(Error) as refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql)
    assert getattr(refused.value.__cause__, "sqlstate", "") == "42501"
    assert Event.objects.count() == 1


@pytest.mark.parametrize(
    "sql",
    [
        *("UPDATE dossiers_event SET actor = 'x'", "DELETE FROM dossiers_event"),
        *("UPDATE dossiers_chainhead SET seq = 0", "DELETE FROM dossiers_chainhead"),
        "INSERT INTO dossiers_chainhead VALUES (1, 1, 1, '')",
        *("UPDATE dossiers_anchor SET root = ''", "DELETE FROM dossiers_anchoredchain"),
    ],
)
def test_the_owner_too_is_refused_while_the_trigger_stands(sql: str) -> None:
    assert may_rewrite_events()  # the tests sign in as the owner, who could take the trigger away
    with (
        pytest.raises(ProgrammingError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_a_role_that_could_not_be_refused_anything_is_no_role_of_the_application() -> None:
    assert not allow("nobody-of-that-name")
    assert not allow(connection.settings_dict["USER"])


def test_migrate_gives_the_rights(settings: object) -> None:
    settings.MOTLAN_DATABASE_APP_ROLE = "motlan_app"  # type: ignore[attr-defined]
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE motlan_app")
        call_command("migrate", verbosity=0)
        cursor.execute("SET ROLE motlan_app")
    Holder.objects.create(name="Nguyễn Văn Thử")
    assert not may_rewrite_events()
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
