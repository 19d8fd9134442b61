"""What the page of a dossier shows: where it stands, what may be done next by this person, what was done."""

from dataclasses import dataclass
from datetime import date

from django.utils import timezone

from accounts.actors import people_named
from accounts.models import Role, User
from counter.apologies import draft, may_apologise, promised
from counter.calendar import end_of, local_day, office_days
from counter.holding import open_request
from counter.letters import SAID, STEPS
from counter.obstacles import obstacles
from counter.states import may_move
from dossiers.access import dossiers_open_to
from dossiers.models import (
    OPEN_STATUSES,
    Dossier,
    DossierStatus,
    FormKind,
    IssuedForm,
)
from dossiers.selectors import components_of, events_of
from web.counter.forms import (
    ApologyForm,
    OfficerForm,
    ReceiptForm,
    RefusalForm,
    StopForm,
    WithdrawalForm,
    told,
)

MOST_STEPS = 100
WORDS = {**STEPS, **SAID}


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that was done."""

    what: str
    who: str
    at: object


@dataclass(frozen=True)
class Acts:
    """The forms of what may be done now; None or False for what may not."""

    receipt: ReceiptForm | None
    assign: OfficerForm | None
    apologise: ApologyForm | None
    refuse: RefusalForm | None
    stop: StopForm | None
    withdraw: WithdrawalForm | None
    supplement: bool
    received: bool
    finish: bool
    give_back: bool

    @property
    def any(self) -> bool:
        """Whether anything is left to do."""
        return any(getattr(self, name) for name in self.__dataclass_fields__)


@dataclass(frozen=True)
class Board:
    """The page."""

    dossier: Dossier
    tone: str
    acts: Acts
    forms: list[IssuedForm]
    steps: list[Step]
    waiting: IssuedForm | None  # the request for supplements that waits
    promised: date | None
    days_left: (
        int | None
    )  # working days until it is due; None when it is not open or not due at all
    days_past_promise: int
    is_late: bool
    lacks_apology: bool
    obstacle: str

    @property
    def days_over(self) -> int:
        """Working days past the due date."""
        return max(0, -(self.days_left or 0))


def board_of(dossier: Dossier, *, user: User) -> Board:
    """Everything that this person may see and do; the dossier comes from `dossiers_open_to`."""
    now = timezone.now()
    is_open = dossier.status in OPEN_STATUSES
    waiting = open_request(dossier)
    until = promised(dossier)
    runs = is_open and waiting is None
    late = bool(runs and dossier.due_at and dossier.due_at < now)
    over = runs and until is not None and end_of(until) < now
    days, today = office_days(), local_day(now)
    due = local_day(dossier.due_at) if dossier.due_at else None
    found = obstacles(dossier, on=local_day(dossier.finished_at or now))
    return Board(
        dossier=dossier,
        tone=_tone(dossier),
        acts=_acts(dossier, user),
        forms=list(dossier.forms.select_related("edition", "agency")),
        steps=_steps(dossier),
        waiting=waiting,
        promised=until,
        days_left=days.between(today, due) if is_open and due else None,
        days_past_promise=max(0, days.between(until, today)) if until else 0,
        is_late=late,
        lacks_apology=late and over,
        obstacle=told(found.code, found.details)
        if found and dossier.status in {*OPEN_STATUSES, DossierStatus.RESOLVED}
        else "",
    )


def _tone(dossier: Dossier) -> str:
    if dossier.status == DossierStatus.SUPPLEMENT_ASKED:
        return "attention"
    return "good" if dossier.status in OPEN_STATUSES else "quiet"


def _acts(dossier: Dossier, user: User) -> Acts:
    decides = dossiers_open_to(user, Role.Kind.OFFICER).filter(pk=dossier.pk).exists()
    is_open = dossier.status in OPEN_STATUSES or dossier.status == DossierStatus.REGISTERED

    def may(status: DossierStatus) -> bool:
        return may_move(dossier.status, status)

    sorry = decides and may_apologise(dossier)
    return Acts(
        receipt=receipt_form(dossier) if is_open and not _has_receipt(dossier) else None,
        assign=OfficerForm(dossier=dossier) if dossier.status in OPEN_STATUSES else None,
        apologise=_apology_form(dossier) if sorry else None,
        refuse=RefusalForm() if may(DossierStatus.NOT_RECEIVED) else None,
        stop=StopForm() if decides and may(DossierStatus.STOPPED) else None,
        withdraw=WithdrawalForm() if may(DossierStatus.WITHDRAWN) else None,
        supplement=may(DossierStatus.SUPPLEMENT_ASKED),
        received=dossier.status == DossierStatus.SUPPLEMENT_ASKED,
        finish=decides and may(DossierStatus.RESOLVED),
        give_back=may(DossierStatus.RETURNED),
    )


def _has_receipt(dossier: Dossier) -> bool:
    return dossier.forms.filter(kind=FormKind.RECEIPT).exists()


def receipt_form(dossier: Dossier, data: object = None) -> ReceiptForm:
    """The components that were neither scanned in with the dossier nor reused, to be ticked."""
    there = set(dossier.papers.values_list("component", flat=True))
    there |= set(dossier.reuses.filter(revoked_at__isnull=True).values_list("component", flat=True))
    offered = [
        (each.pk, each.name) for each in components_of(dossier.version) if each.pk not in there
    ]
    return ReceiptForm(data, dossier=dossier, offered=offered)


def _apology_form(dossier: Dossier) -> ApologyForm:
    proposed = draft(dossier)
    return ApologyForm(initial={"new_due_on": proposed.new_due_on, "text": proposed.text})


def _steps(dossier: Dossier) -> list[Step]:
    found = list(events_of(dossier).filter(verb__in=WORDS).order_by("-id")[:MOST_STEPS])
    names = people_named(each.actor for each in found)
    return [Step(WORDS[each.verb], names.get(each.actor, each.actor), each.at) for each in found]
