"""Persons with papers and dossiers, and the whole state of who is who, to compare before and after."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.models import Agency, User
from dossiers.identity.changes import Grounds
from dossiers.models import Dossier, FormerIdentity, Holder, Paper, Reuse
from dossiers.states import State
from tests.records import (
    make_agency,
    make_component,
    make_dossier,
    make_holder,
    make_paper,
    make_paper_type,
    make_procedure,
    make_user,
)

ID, OLD = "038190000123", "171234567"
NAME, BORN = "Nguyễn Thị Mây", date(1990, 3, 8)
TYPED = Grounds("mistyped", "So lại với căn cước công dân.")
TWICE = Grounds("twice", "Cùng một người, hai bản ghi.")
WRONG = Grounds("wrong_person", "Giấy của người khác cùng tên.")


@dataclass(frozen=True)
class Case:
    """A commune with a clerk and an officer; a person twice on record, and another one."""

    agency: Agency
    clerk: User
    officer: User
    holder: Holder
    old_row: Holder
    other: Holder
    paper: Paper
    old_paper: Paper
    dossier: Dossier
    reuse: Reuse


def make_case() -> Case:
    """The clerk has accepted the paper, the officer has used it for a dossier of the holder."""
    agency = make_agency("H91.1")
    clerk, officer = make_user("clerk", agency), make_user("officer", agency)
    holder = make_holder(NAME, personal_id=ID, birth_date=BORN, sex="female")
    old_row = make_holder(NAME, personal_id=None, old_personal_id=OLD, birth_date=BORN)
    other = make_holder("Lê Văn Hai")
    kind, procedure = make_paper_type("giay_phep"), make_procedure()
    component = make_component(procedure, kind)
    facts: dict[str, Any] = {"paper_type": kind, "accepted_by": f"user:{clerk.username}"}
    paper = make_paper(agency, State.AVAILABLE, holder=holder, **facts)
    old_paper = make_paper(agency, State.AVAILABLE, holder=old_row, **facts)
    make_paper(agency, State.AVAILABLE, holder=other, **facts)
    dossier = make_dossier(agency, holder=holder, procedure=procedure)
    make_dossier(agency, holder=old_row, procedure=procedure)
    reuse = use(paper, dossier, component.pk, officer)
    return Case(agency, clerk, officer, holder, old_row, other, paper, old_paper, dossier, reuse)


def use(paper: Paper, dossier: Dossier, component: int, officer: User) -> Reuse:
    """A use in force."""
    return Reuse.objects.create(
        dossier=dossier,
        component_id=component,
        paper=paper,
        mode="prior_file",
        purpose="Giải quyết hồ sơ",
        legal_basis="Nghị định",
        officer=f"user:{officer.username}",
    )


def state() -> dict[str, list[Any]]:
    """Who is who, whose is what, and which uses bear an alarm."""
    return {
        "holders": list(Holder.objects.order_by("pk").values()),
        "papers": list(Paper.objects.order_by("pk").values_list("pk", "holder")),
        "dossiers": list(Dossier.objects.order_by("pk").values_list("pk", "holder")),
        "former": list(FormerIdentity.objects.order_by("pk").values()),
        "uses": list(
            Reuse.objects.order_by("pk").values_list("pk", "alarm", "settled_at", "settled_reason")
        ),
    }
