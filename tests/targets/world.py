"""A small invented province whose records tests change at will, each change with its event."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from accounts.models import Agency
from dossiers import events
from dossiers.models import (
    Component,
    Dossier,
    Paper,
    Procedure,
    Rendition,
    Reuse,
    ReuseMode,
    Verification,
)
from dossiers.states import State
from targets.models import StockCount
from tests.records import (
    make_agency,
    make_component,
    make_dossier,
    make_holder,
    make_paper,
    make_paper_type,
    make_procedure,
)

BY = "user:thu"


def at(day: date, hour: int = 2) -> datetime:
    """A moment of that day in the office's time zone (hour counts UTC)."""
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


@dataclass(slots=True)
class World:
    """One province with a department, a commune, a district that ended, and two procedures."""

    province: Agency = field(
        default_factory=lambda: make_agency("H80", name="Tỉnh Mây", level="province")
    )
    department: Agency = field(init=False)
    commune: Agency = field(init=False)
    district: Agency = field(init=False)
    with_result: Procedure = field(init=False)
    without_result: Procedure = field(init=False)
    components: list[Component] = field(init=False)

    def __post_init__(self) -> None:
        self.department = make_agency(
            "H80.1", name="Sở Nắng", level="province", parent=self.province
        )
        self.commune = make_agency("H80.3", name="Xã Suối", parent=self.province)
        self.district = make_agency(
            "H80.2",
            name="Huyện Đồi",
            level="district",
            parent=self.province,
            valid_to=date(2025, 6, 30),
            successor=self.commune,
        )
        result, component = make_paper_type("giay_phep_xd"), make_paper_type("don_de_nghi")
        self.with_result = make_procedure(result_type=result, processing_days=3)
        self.without_result = make_procedure()
        self.components = [make_component(self.with_result, component) for _ in range(2)]
        make_component(self.without_result, component)

    @property
    def agencies(self) -> list[Agency]:
        return [self.province, self.department, self.commune, self.district]

    def dossier(self, agency: Agency, day: date, **facts: Any) -> Dossier:
        """A dossier received that morning, with its event."""
        facts = {"received_at": at(day), "procedure": self.with_result, **facts}
        made = make_dossier(agency, **facts)
        self.tell("dossier.recorded", made, agency)
        return made

    def paper(self, dossier: Dossier | None, agency: Agency, **facts: Any) -> Paper:
        """A signed, verified and stored paper, with its event."""
        facts = {"accepted_at": at(date(2024, 3, 4)), "holder": make_holder(), **facts}
        state = State(facts.pop("state", State.AVAILABLE))
        verdict = facts.pop("verdict", "valid")
        made = make_paper(agency, state, dossier=dossier, **facts)
        if state in {State.AVAILABLE, State.WITHDRAWN}:
            Rendition.objects.create(
                paper=made, kind=Rendition.Kind.SIGNED, key="k", sha256="a" * 64, size_bytes=1
            )
            Verification.objects.create(paper=made, sha256="a" * 64, outcome=verdict)
        self.tell(f"paper.{state.value}", made, agency)
        return made

    def reuse(self, dossier: Dossier, component: Component, paper: Paper) -> Reuse:
        """A recorded reuse, with its event."""
        made = Reuse.objects.create(
            dossier=dossier,
            component=component,
            paper=paper,
            paper_version=1,
            mode=ReuseMode.PRIOR_FILE,
            purpose="giải quyết hồ sơ",
            legal_basis="Nghị định",
            officer=BY,
        )
        self.tell("reuse.recorded", made, dossier.deciding_agency)
        return made

    def revoke(self, reuse: Reuse) -> None:
        """Take a reuse back."""
        reuse.revoked_at = at(date(2025, 1, 1))
        reuse.save()
        self.tell("reuse.revoked", reuse, reuse.dossier.deciding_agency)

    def count(
        self, agency: Agency, day: date, number: int, *, procedure: Procedure | None = None
    ) -> StockCount:
        """A count of paper stock, with its event."""
        made, _ = StockCount.objects.update_or_create(
            agency=agency,
            paper_type=make_paper_type("giay_phep_xd"),
            procedure=procedure,
            valid_on=day,
            defaults={"count": number},
        )
        self.tell("stock.counted", made, agency)
        return made

    def tell(self, verb: str, about: Any, agency: Agency) -> None:
        """Record the event of a change."""
        events.record(agency=agency, actor=BY, verb=verb, about=about)


def days_of(year: int) -> list[date]:
    """A few days of a year, its edges among them."""
    edges = [(1, 1), (6, 30), (7, 1), (12, 31), (4, 10)]
    return [date(year, month, day) for month, day in edges]
