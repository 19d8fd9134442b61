"""The people of every role and place, the planted records, and the arguments of addresses."""

from dataclasses import dataclass

from django.test import Client

from accounts.models import User
from dossiers.models import Notification, SavedFilter
from dossiers.notices import tell
from search.adapters.memory_index import MemoryIndex
from storage.adapters.memory import MemoryStore
from tests.records import make_agency, make_user
from tests.web.matrix.planted import Catalogue, Planted, make_catalogue, plant
from tests.web.matrix.rows import PEOPLE


@dataclass(frozen=True)
class Office:
    """`args` name records of "here"; `records` are those of every place."""

    people: dict[str, User | None]
    args: dict[str, int | str]
    records: dict[str, Planted]
    catalogue: Catalogue

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
    people |= {
        "stranger": None,
        "nobody": make_user(None),
        "inactive": make_user("clerk", places["here"], is_active=False),
    }
    person = make_user("clerk", places["here"])
    here = records["here"]
    args: dict[str, int | str] = {
        "here": here.agency.pk,
        "person": person.pk,
        "role": person.roles.get().pk,
        "procedure": catalogue.procedure.pk,
        "code": catalogue.kind.pk,
        "batch": here.batch.pk,
        "waiting": here.waiting.pk,
        "paper": here.paper.pk,
        "free": here.free.pk,
        "failed": here.failed.pk,
        "dossier": here.dossier.pk,
        "component": catalogue.component.pk,
        "other": catalogue.other.pk,
        "reuse": here.reuse.pk,
        "refusal": here.refusal.pk,
        "holder": here.holder.pk,
        "second_holder": records["beside"].holder.pk,
        "correction": here.correction.pk,
        "notification": Notification.objects.get().pk,
        "filter": saved.pk,
        "one": 1,
    }
    return Office(people, args, records, catalogue)
