"""What may happen in the invented province, as acts that hypothesis strings together."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from accounts.models import Agency
from dossiers.models import (
    Complaint,
    Dossier,
    FormEdition,
    FormKind,
    Holder,
    IssuedForm,
    Paper,
    Pause,
    Rating,
    Transfer,
)
from dossiers.states import State
from targets.rollup import follow
from tests.records import make_holder, make_paper_type
from tests.targets.world import BY, World, at, days_of

DAYS = days_of(2024) + days_of(2025)
FINISHED = (7, 8, 9, 10)
type_of_act = tuple[str, int, date, int, bool]


class Life:
    """Plays acts in a province with two persons; each change has its event."""

    def __init__(self) -> None:
        self.world = World()
        self.people: list[Holder] = [make_holder(), make_holder("Trần Thị Mẫu")]

    def play(self, acts: list[type_of_act]) -> None:
        """Do what the acts say, as far as there is something to do it to."""
        for verb, which, day, number, follow_now in acts:
            ACTS[verb](self, self.world.agencies[which], day, number)
            if follow_now:
                follow()

    def receive(self, agency: Agency, day: date, number: int) -> None:
        facts: dict[str, Any] = {"channel": 1 + number % 3, "holder": self.people[number % 2]}
        if number % 7 == 0:
            facts["procedure"] = self.world.without_result
        if number % 3:
            facts["due_at"] = at(day) + timedelta(days=number % 7 - 2)
        self.world.dossier(agency, day, status=1 + number % 6, **facts)

    def finish(self, agency: Agency, _day: date, number: int) -> None:
        dossier = self._dossier(number)
        if dossier:
            assert dossier.received_at is not None
            dossier.status = FINISHED[number % 4]
            dossier.finished_at = dossier.received_at + timedelta(days=number % 9, hours=number % 3)
            dossier.save()
            self._tell(dossier)

    def hand_on(self, agency: Agency, _day: date, number: int) -> None:
        dossier = self._dossier(number)
        if dossier:
            dossier.deciding_agency = agency
            dossier.save()
            self._tell(dossier)

    def transfer(self, agency: Agency, day: date, number: int) -> None:
        dossier = self._dossier(number)
        if dossier:
            medium = "electronic" if number % 2 else "paper"
            Transfer.objects.create(
                dossier=dossier,
                sender=dossier.place_of_intake,
                receiver=agency,
                medium=medium,
                sent_at=at(day) + timedelta(minutes=dossier.transfers.count()),
                by=BY,
            )
            self._tell(dossier)

    def ask(self, _agency: Agency, _day: date, number: int) -> None:
        """Ask for supplements; the second time what was asked for has come."""
        dossier = self._dossier(number)
        if dossier and (waiting := dossier.pauses.filter(completed_at=None).first()):
            waiting.completed_at = waiting.asked_at + timedelta(hours=30)
            waiting.save()
            dossier.status = 4
        elif dossier and dossier.received_at and dossier.status not in FINISHED:
            later = timedelta(days=number % 7 - 1, hours=dossier.pauses.count())
            asked = dossier.received_at + later
            Pause.objects.create(dossier=dossier, asked_at=asked, moves_due=number % 2 == 0)
            dossier.status = 5
        if dossier:
            dossier.save()
            self._tell(dossier)

    def apologise(self, _agency: Agency, day: date, number: int) -> None:
        dossier = self._dossier(number)
        edition = FormEdition.objects.filter(kind=FormKind.APOLOGY).first()
        if dossier and edition:
            IssuedForm.objects.create(
                dossier=dossier,
                edition=edition,
                kind=FormKind.APOLOGY,
                agency=dossier.deciding_agency,
                year=day.year,
                serial=IssuedForm.objects.count() + 1,
                new_due_at=at(day),
                issued_at=at(day),
                issued_by=BY,
            )
            self._tell(dossier)

    def say(self, _agency: Agency, day: date, number: int) -> None:
        """Rate, or complain."""
        dossier = self._dossier(number)
        if dossier and number % 2:
            score = {"score": 1 + number % 5, "channel": "page", "at": at(day)}
            made: Any = Rating.objects.update_or_create(dossier=dossier, defaults=score)[0]
            self.world.tell("dossier.rated", made, dossier.deciding_agency)
        elif dossier:
            made, _ = Complaint.objects.get_or_create(
                dossier=dossier, about="late", received_at=at(day), defaults={"by": BY}
            )
            self.world.tell("dossier.complained", made, dossier.deciding_agency)

    def scan(self, agency: Agency, day: date, number: int) -> None:
        """A component of a dossier, or (without one) a paper of the backlog."""
        dossier = self._dossier(number) if number % 4 else None
        facts: dict[str, Any] = {"paper_type": make_paper_type("don_de_nghi")}
        if dossier and dossier.procedure_id == self.world.with_result.pk:
            facts["component"] = self.world.components[number % 2]
        self._add(dossier, agency, day, number, **facts)

    def give(self, agency: Agency, day: date, number: int) -> None:
        """A dossier's result, or an old result of the backlog."""
        dossier = self._dossier(number) if number % 4 else None
        facts = {"paper_type": make_paper_type("giay_phep_xd"), "is_result": dossier is not None}
        if dossier is None:
            facts["valid_from"] = day - timedelta(days=number * 11)
        self._add(dossier, agency, day, number, **facts)

    def _add(
        self, dossier: Dossier | None, agency: Agency, day: date, number: int, **facts: Any
    ) -> None:
        state = [State.AVAILABLE, State.TO_REVIEW, State.REVIEWED][number % 3]
        self.world.paper(
            dossier,
            agency,
            state=state,
            accepted_at=None if state == State.TO_REVIEW else at(day),
            holder=self.people[number % 2] if number % 5 else None,
            number_key=f"{number % 3}" if number % 2 else "",
            valid_to=day + timedelta(days=number * 9) if number % 5 == 0 else None,
            verdict="valid" if number % 7 else "indeterminate",
            **{"valid_from": day, **facts},
        )

    def withdraw(self, _agency: Agency, day: date, number: int) -> None:
        paper = Paper.objects.filter(state=State.AVAILABLE).order_by("pk").last()
        if paper:
            paper.state = State.WITHDRAWN
            paper.withdrawn_reason = "sai" if number % 2 else "thu hồi"
            paper.revoked_at = day if number % 2 else None
            paper.save()
            self.world.tell("paper.withdrawn", paper, paper.agency)

    def relink(self, _agency: Agency, _day: date, number: int) -> None:
        paper = Paper.objects.order_by("pk").last()
        if paper:
            paper.holder = self.people[number % 2]
            paper.save()
            self.world.tell("paper.relinked", paper, paper.agency)

    def reuse(self, _agency: Agency, _day: date, number: int) -> None:
        """Use a paper again, or take that back."""
        dossier = self._dossier(number)
        paper = Paper.objects.filter(state=State.AVAILABLE).order_by("pk").last()
        if dossier and (given := dossier.reuses.filter(revoked_at=None).first()):
            self.world.revoke(given)
        elif dossier and paper:
            component = self.world.components[number % 2]
            if not dossier.reuses.filter(component=component, paper=paper).exists():
                self.world.reuse(dossier, component, paper)

    def count(self, agency: Agency, day: date, number: int) -> None:
        of_one = self.world.with_result if number % 3 == 0 else None
        self.world.count(agency, day, number, procedure=of_one)

    def _dossier(self, number: int) -> Dossier | None:
        dossiers = Dossier.objects.filter(received_at__isnull=False).order_by("-pk")[:3]
        return dossiers[number % len(dossiers)] if dossiers else None

    def _tell(self, dossier: Dossier) -> None:
        self.world.tell("dossier.recorded", dossier, dossier.deciding_agency)


ACTS: dict[str, Callable[[Life, Agency, date, int], None]] = {
    each.__name__: each
    for each in (
        Life.receive,
        Life.finish,
        Life.hand_on,
        Life.transfer,
        Life.ask,
        Life.apologise,
        Life.say,
        Life.scan,
        Life.give,
        Life.withdraw,
        Life.relink,
        Life.reuse,
        Life.count,
    )
}
# What most depends on comes up more often.
OFTEN = ["receive", "receive", "receive", "finish", "scan", "scan", "give", *ACTS]
some_acts = st.lists(
    st.tuples(
        st.sampled_from(OFTEN),
        st.integers(0, 3),
        st.sampled_from(DAYS),
        st.integers(0, 50),
        st.booleans(),
    ),
    min_size=4,
    max_size=22,
)
