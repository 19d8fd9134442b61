"""Imported dossiers keep the version of their intake, whatever later rows of them say."""

from datetime import date

from dossiers.models import Dossier, ProcedureVersion, Reuse
from tests.imports.conftest import EXAMPLES, type_of_run
from tests.imports.test_imports import changed, type_of_table
from tests.records import make_version


def test_a_dossier_keeps_the_version_of_its_intake(
    run: type_of_run, province: None, table: type_of_table
) -> None:
    run("dossiers", EXAMPLES / "dossiers.csv")
    dossier = Dossier.objects.select_related("procedure", "version").get(
        number="H90.42-240520-0030"
    )
    first = dossier.version
    make_version(dossier.procedure, valid_from=date(2024, 5, 1))
    (told,) = run(
        "dossiers",
        table("dossiers", changed("dossiers", 2, received_at="2024-05-20T09:00:00+07:00")),
    )
    assert told["updated"] == 1
    dossier.refresh_from_db()
    assert dossier.version == first
    other = table("dossiers", changed("dossiers", 2, procedure_code="1.001612"))
    run("dossiers", other)
    dossier.refresh_from_db()
    assert dossier.version.procedure == dossier.procedure
    assert dossier.procedure.code == "1.001612"
    Reuse.objects.create(
        dossier=dossier,
        component=dossier.version.components.all()[0],
        mode="citizen_store",
        reference="KHO-1",
        purpose="x",
        legal_basis="x",
        officer="user:x",
    )
    (wrong,) = run("dossiers", EXAMPLES / "dossiers.csv", status=1)
    assert (wrong["column"], wrong["error"]["code"]) == (
        "procedure_code",
        "dossier.procedure_in_use",
    )
    (same,) = run("dossiers", other)
    assert same["updated"] == 0


def test_a_procedure_without_a_published_version_takes_no_dossiers(
    run: type_of_run, province: None, table: type_of_table
) -> None:
    ProcedureVersion.objects.filter(procedure__code="1.001193").update(published_at=None)
    told = run("dossiers", EXAMPLES / "dossiers.csv", status=1)
    assert {each["error"]["code"] for each in told} == {"procedure.not_published"}
    assert {each["column"] for each in told} == {"procedure_code"}


def test_what_was_registered_takes_its_version_when_it_comes_in(
    run: type_of_run, province: None, table: type_of_table
) -> None:
    run("dossiers", table("dossiers", changed("dossiers", 2, status="1", received_at="")))
    dossier = Dossier.objects.get(number="H90.42-240520-0030")
    old = dossier.version
    new = make_version(dossier.procedure, valid_from=date(2024, 5, 1))
    run("dossiers", EXAMPLES / "dossiers.csv")
    dossier.refresh_from_db()
    assert (old, dossier.version) == (dossier.procedure.versions.first(), new)
