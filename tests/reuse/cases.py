"""One commune, its officer, a person with a valid marriage certificate, and a procedure that asks for it."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Agency, User
from dossiers.models import (
    Component,
    Dossier,
    Holder,
    Paper,
    PaperType,
    Procedure,
    Verification,
)
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


@dataclass
class Case:
    province: Agency
    agency: Agency
    officer: User
    holder: Holder
    kind: PaperType
    procedure: Procedure
    component: Component
    paper: Paper
    dossier: Dossier

    def another_paper(self, **facts: Any) -> Paper:
        return held_paper(self.agency, **{"holder": self.holder, "paper_type": self.kind, **facts})


def held_paper(agency: Agency, *, outcome: str = "valid", **facts: Any) -> Paper:
    """A paper in use whose signature was checked."""
    paper = make_paper(agency, facts.pop("state", State.AVAILABLE), **facts)
    if outcome:
        verdict(paper, outcome)
    return paper


def verdict(paper: Paper, outcome: str, sub_indication: str | None = None) -> Verification:
    signatures = [{"indication": "INDETERMINATE", "sub_indication": sub_indication}]
    return Verification.objects.create(
        paper=paper,
        sha256="0" * 64,
        outcome=outcome,
        signatures=signatures if sub_indication else [],
    )


def make_case() -> Case:
    province = make_agency("H98", level="province", name="Ủy ban nhân dân tỉnh Thử")
    agency = make_agency("H98.1", parent=province, name="Ủy ban nhân dân xã Mây")
    kind = make_paper_type("ket_hon", name="Giấy chứng nhận kết hôn")
    procedure = make_procedure("1.000894", name="Xác nhận tình trạng hôn nhân")
    component = make_component(procedure, kind, name="Giấy chứng nhận kết hôn")
    holder = make_holder("Nguyễn Thị Mây", personal_id="038190000123")
    return Case(
        province=province,
        agency=agency,
        officer=make_user("officer", agency, username="can-bo"),
        holder=holder,
        kind=kind,
        procedure=procedure,
        component=component,
        paper=held_paper(agency, holder=holder, paper_type=kind, title="Giấy chứng nhận kết hôn"),
        dossier=make_dossier(agency, "H98.1-260302-0001", procedure=procedure, holder=holder),
    )
