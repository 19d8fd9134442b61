"""The people of every role and place, the planted records, and the arguments of addresses."""

from dataclasses import dataclass
from datetime import timedelta

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from dossiers import events
from dossiers.models import (
    Complaint,
    Concealment,
    ConcealmentRule,
    Disposal,
    FormEdition,
    HolderChange,
    IssuedForm,
    LawfulException,
    LegalHold,
    Notification,
    SavedFilter,
    SigningSession,
    Transfer,
)
from dossiers.notices import tell
from dossiers.states import State
from search.adapters.memory_index import MemoryIndex
from storage.adapters.memory import MemoryStore
from tests.api.systems import make_system
from tests.records import (
    make_agency,
    make_component,
    make_paper,
    make_received_file,
    make_user,
    make_version,
)
from tests.web.matrix.planted import IDS, WORDS, Catalogue, Planted, make_catalogue, plant
from tests.web.matrix.planted_targets import plant_figures
from tests.web.matrix.rows import PEOPLE, Row


@dataclass(frozen=True)
class Office:
    """`args` name records of "here"; `records` are those of every place."""

    people: dict[str, User | None]
    args: dict[str, int | str]
    records: dict[str, Planted]
    catalogue: Catalogue

    def address(self, name: str, row: Row) -> str:
        """Where a row asks: the records of "here" stand in the path and in the query."""
        path = reverse(name, args=[self.args[each] for each in row.args])
        return path + row.query.format(**self.args)

    def clients(self) -> dict[str, Client]:
        """Everybody, signed in as far as they can be."""
        made = {}
        for who, user in self.people.items():
            made[who] = Client()
            if user is not None:
                made[who].force_login(user)
        return made


def make_office(store: MemoryStore, index: MemoryIndex) -> Office:
    """Everything that the tables name."""
    province = make_agency(level="province", name="Tỉnh Nam Giang")
    far = make_agency(parent=make_agency(level="province", name="Tỉnh Bắc Sơn"))
    places = {
        "above": province,
        "here": make_agency(parent=province),
        "beside": make_agency(parent=province),
        "far": far,
    }
    catalogue = make_catalogue()
    records = {
        place: plant(place, agency, catalogue, store=store, index=index)
        for place, agency in places.items()
    }
    people: dict[str, User | None] = {
        who: make_user(who.partition("@")[0], places[who.partition("@")[2]]) for who in PEOPLE
    }
    officer = people["officer@here"]
    assert officer is not None
    tell([officer], kind="reuse.paper_withdrawn", key="a", dossier=records["here"].dossier)
    saved = SavedFilter.objects.create(user=officer, area="search", name="Của tôi", query="nam=1")
    inactive = make_user("clerk", places["here"], is_active=False)
    people |= {"stranger": None, "nobody": make_user(None), "inactive": inactive}
    person = make_user("clerk", places["here"])
    here = records["here"]
    system = make_system(places["here"])
    args: dict[str, int | str] = {
        **_planted(here),
        **_more(here, person),
        **_kept(records)["here"],
        **_course(here),
        "to_sign": _to_sign(records, store)["here"],
        **plant_figures(records, people),
        "indicator": "M2",
        "ending": "csv",
        "question": "second_year",
        "here_code": here.agency.code,
        "sources": "ngoai-le",
        "source_code": LawfulException.objects.order_by("code")[0].pk,
        "drafted": _draft(catalogue),
        "system": system.user.pk,
        "token": system.token.pk,
        "here": here.agency.pk,
        "person": person.pk,
        "role": person.roles.get().pk,
        "procedure": catalogue.procedure.pk,
        "code": catalogue.kind.pk,
        "component": catalogue.component.pk,
        "other": catalogue.other.pk,
        "second_holder": records["beside"].holder.pk,
        "notification": Notification.objects.get().pk,
        "filter": saved.pk,
        "one": 1,
    }
    return Office(people, args, records, catalogue)


def _planted(here: Planted) -> dict[str, int]:
    """What stands in every place, here."""
    return {
        "batch": here.batch.pk,
        "file": here.waiting.received_file_id,
        "waiting": here.waiting.pk,
        "paper": here.paper.pk,
        "free": here.free.pk,
        "failed": here.failed.pk,
        "dossier": here.dossier.pk,
        "reuse": here.reuse.pk,
        "refusal": here.refusal.pk,
        "holder": here.holder.pk,
        "correction": here.correction.pk,
    }


def _more(here: Planted, person: User) -> dict[str, int]:
    """A form that was printed, a change of who is who, and an entry that a citizen does not see."""
    content = make_received_file(here.batch, b"%PDF-1.7 form")
    form = IssuedForm.objects.create(
        dossier=here.dossier,
        edition=FormEdition.objects.filter(kind="control").latest("valid_from"),
        kind="control",
        agency=here.agency,
        year=2026,
        serial=1,
        issued_at=timezone.now(),
        issued_by="user:x",
        key=here.paper.received_file.key,
        sha256=content.sha256,
        size_bytes=13,
    )
    change = HolderChange.objects.create(
        kind="corrected", holder=here.holder, code="mistyped", reason=WORDS["here"], by="user:x"
    )
    rule = ConcealmentRule.objects.create(code="thu", name="Quy tắc", legal_basis="Luật")
    concealment = Concealment.objects.create(
        event=events.record(
            agency=here.agency, actor=person.username, verb="paper.viewed", about=here.paper
        ),
        rule=rule,
        reason=f"Công văn {WORDS['here']}",
        by="user:x",
    )
    return {"form": form.pk, "change": change.pk, "concealment": concealment.pk}


def _course(here: Planted) -> dict[str, int]:
    """A dossier that was handed on, and a complaint about it."""
    sent = Transfer.objects.create(
        dossier=here.dossier,
        sender=here.agency,
        receiver=here.agency,
        medium="paper",
        sent_at=timezone.now(),
        by=f"user:{WORDS['here']}",
    )
    complaint = Complaint.objects.create(
        dossier=here.dossier, about="late", received_at=timezone.now(), by="user:x"
    )
    return {"transfer": sent.pk, "complaint": complaint.pk}


def _kept(records: dict[str, Planted]) -> dict[str, dict[str, int]]:
    """A legal hold and a proposal for disposal in every place."""
    found = {}
    for place, planted in records.items():
        reason = f"Công văn {WORDS[place]}"
        hold = LegalHold.objects.create(paper=planted.free, reason=reason, placed_by="user:x")
        disposal = Disposal.objects.create(
            agency=planted.agency, reason=reason, legal_basis=reason, proposed_by="user:x"
        )
        disposal.items.create(paper=planted.paper)
        found[place] = {"hold": hold.pk, "disposal": disposal.pk}
    return found


def _to_sign(records: dict[str, Planted], store: MemoryStore) -> dict[str, int]:
    """A paper that waits for a signature in every place, with one that somebody else has begun."""
    found, now = {}, timezone.now()
    for place, planted in records.items():
        paper = make_paper(
            planted.agency,
            State.TO_SIGN,
            store=store,
            content=f"%PDF-1.7 to sign {place}".encode(),
            paper_type=planted.paper.paper_type,
            title=f"Giấy chờ ký {WORDS[place]} {IDS[place]}",
            number=IDS[place],
        )
        SigningSession.objects.create(
            paper=paper,
            means=SigningSession.Means.TOKEN,
            begun_by=f"user:{WORDS[place]}",
            begun_at=now,
            expires_at=now + timedelta(hours=1),
        )
        found[place] = paper.pk
    return found


def _draft(catalogue: Catalogue) -> int:
    """A component of the draft of the procedure's next version."""
    version = make_version(catalogue.procedure, published=False)
    return make_component(version, catalogue.kind).pk
