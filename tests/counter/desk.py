"""A commune with a clerk and an officer, a published procedure of five days, and short ways to the counter."""

from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import Any

from django.apps import apps
from django.db import connection
from django.utils import timezone

from accounts.models import Agency, User
from counter.intake import Places, Request, open_dossier
from counter.results import Refused
from dossiers.identity.registering import Claim
from dossiers.models import Component, Dossier, Procedure
from tests.records import make_agency, make_component, make_procedure, make_user

APPLICANT = Claim(number="079190012345", name="Trần Thị Mơ", address="Thôn Một, xã Thử")


@dataclass
class Desk:
    province: Agency
    agency: Agency
    clerk: User
    officer: User
    procedure: Procedure
    components: list[Component]
    sent: list[str] = field(default_factory=list)

    def open(self, **facts: Any) -> Dossier:
        """A dossier that was opened here."""
        made = self.try_to_open(**facts)
        assert isinstance(made, Dossier), made
        return made

    def try_to_open(self, **facts: Any) -> Dossier | Refused:
        request = {
            "procedure": self.procedure,
            "applicant": APPLICANT,
            **{
                name: facts.pop(name) for name in ("applicant", "procedure", "key") if name in facts
            },
        }
        places = facts.pop("places", Places(intake=self.agency, deciding=self.agency))
        return open_dossier(
            request=Request(**request), places=places, **{"by": self.clerk, **facts}
        )


def make_desk(code: str = "H99.41") -> Desk:
    province = make_agency("H99", level="province", name="Ủy ban nhân dân tỉnh Thử")
    agency = make_agency(code, parent=province, name="Ủy ban nhân dân xã Thử")
    procedure = make_procedure(
        "1.004194", name="Đăng ký thử", processing_days=5, legal_basis="Luật Thử"
    )
    components = [
        make_component(procedure, name="Tờ khai"),
        make_component(procedure, name="Giấy chứng nhận kết hôn"),
    ]
    return Desk(
        province=province,
        agency=agency,
        clerk=make_user("clerk", agency, username="mot-cua", full_name="Lê Thị Cửa"),
        officer=make_user("officer", agency, username="can-bo", full_name="Phạm Văn Giải"),
        procedure=procedure,
        components=components,
    )


def make_forms() -> None:
    """The editions of the migration, for tests that begin with an empty database."""
    import_module("dossiers.migrations.0012_form_editions").add_forms(
        apps, connection.schema_editor()
    )


def at(text: str) -> datetime:
    """A moment in the office's time zone."""
    return timezone.make_aware(datetime.fromisoformat(text))
