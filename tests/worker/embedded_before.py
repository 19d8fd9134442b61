"""Makes an installation of the version before procedures had versions: `python -m tests.worker.embedded_before`."""

import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.db.migrations.executor import MigrationExecutor  # noqa: E402
from django.utils import timezone  # noqa: E402

BEFORE = [
    ("accounts", "0005_sign_in_counts"),
    ("dossiers", "0004_find_leases_and_refused_files"),
    ("targets", "0002_schedules"),
]


def main() -> None:
    """A procedure with one component, and a dossier of it, in the tables of then."""
    for app, name in BEFORE:
        call_command("migrate", app, name, verbosity=0)
    call_command("migrate", "ingest", "0001_heartbeat", verbosity=0)
    for app in ("contenttypes", "auth", "sessions"):
        call_command("migrate", app, verbosity=0)
    then = MigrationExecutor(connection).loader.project_state(BEFORE).apps
    rows = {each.__name__: each._default_manager for each in then.get_models()}
    level = rows["Level"].get(code="commune")
    agency = rows["Agency"].create(code="H26.01", name="Xã Gió", level=level, path="H26.01")
    asked = {"processing_days": 5, "legal_basis": "Luật Hộ tịch"}
    procedure = rows["Procedure"].create(code="1.000001", name="Thử", level=level, **asked)
    component = rows["Component"].create(procedure=procedure, code="TP1", name="Tờ khai")
    rows["AcceptedPaper"].create(
        component=component, alternative=1, paper_type=rows["PaperType"].get(code="don_de_nghi")
    )
    rows["Dossier"].create(
        number="H26.01-260302-0001",
        procedure=procedure,
        holder=rows["Holder"].create(name="Lê Thử", personal_id="079190012345"),
        received_at=timezone.now(),
        place_of_intake=agency,
        deciding_agency=agency,
    )


if __name__ == "__main__":
    main()
