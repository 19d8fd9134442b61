"""Every address, asked for with GET and POST by every role, here and elsewhere: who gets what.

A new address fails the first test until it stands in ADDRESSES. What an answer holds is proven by the
tests of its area; here only its class, its headers, and that no personal id stands in it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from accounts.models import User
from dossiers.models import Dossier, Paper, PaperType, Reuse
from dossiers.states import State
from storage.adapters.memory import MemoryStore
from tests.records import (
    make_agency,
    make_batch,
    make_component,
    make_dossier,
    make_holder,
    make_paper,
    make_paper_type,
    make_procedure,
    make_user,
)
from tests.web.test_paper_files import png

pytestmark = pytest.mark.django_db

KINDS = ("clerk", "officer", "manager", "auditor", "administrator")
# here: the agency of all records; above: its province; beside: another commune of it; far: another province.
PLACES = ("here", "above", "beside", "far")
PEOPLE = [f"{kind}@{place}" for kind in KINDS for place in PLACES]
ALL = frozenset(KINDS)
OWN = ("here", "above")
PERSONAL_ID = "038090123456"

OK, ON, SIGN_IN, BAD = "2xx", "on to another page", "sign in", "said what is wrong"
FORBIDDEN, UNKNOWN, NOT_SO = "403", "404", "405"


def at(*kinds: str, places: tuple[str, ...] = OWN) -> frozenset[str]:
    """These kinds at these places."""
    return frozenset(f"{kind}@{place}" for kind in kinds for place in places)


CLERKS = at("clerk")
READERS = at("clerk", "auditor", "officer")


@dataclass(frozen=True)
class Row:
    """Who may ask (`kinds`), for whom the record is there (`seen_by`; None: no record), what they get."""

    kinds: frozenset[str]
    get: str = NOT_SO
    post: str = NOT_SO
    seen_by: frozenset[str] | None = None
    args: tuple[str, ...] = ()
    query: str = ""
    may_name_ids: bool = False  # the clerk's form has the number to compare with the scan
    but: tuple[tuple[str, str], ...] = ()  # people who get another answer than the others

    def expected(self, method: str, who: str) -> str:
        """What this person gets."""
        special = dict(self.but)
        kind = who.partition("@")[0]
        if who in {"stranger", "inactive"}:
            return SIGN_IN
        if kind not in self.kinds and self.kinds != EVERYBODY:
            return FORBIDDEN
        answer = self.get if method == "get" else self.post
        if answer == NOT_SO:
            return NOT_SO
        if self.seen_by is not None and who not in self.seen_by:
            return UNKNOWN
        return special.get(who, answer)


EVERYBODY = ALL | {"nobody"}
CLERK, OFFICER = frozenset({"clerk"}), frozenset({"officer"})
ADMINISTRATOR = frozenset({"administrator"})
LOOKERS, STAFF = CLERK | OFFICER, CLERK | OFFICER | {"auditor"}
OF_FAILURES = CLERK | {"administrator"}
AUDITORS_ONLY_LOOK = tuple((who, FORBIDDEN) for who in sorted(at("auditor")))
PLACE = ("dossier", "component")

ADDRESSES: dict[str, Row] = {
    "home": Row(EVERYBODY, get=ON, post=ON, but=(("nobody", OK),)),
    "scan": Row(CLERK, get=OK, post=BAD),
    "scan_open": Row(CLERK, post=BAD),
    "scan_batch": Row(CLERK, get=OK, seen_by=CLERKS, args=("batch",)),
    "scan_upload": Row(CLERK, post=BAD, seen_by=CLERKS, args=("batch",)),
    "scan_watch": Row(CLERK, get=OK, seen_by=CLERKS, args=("batch",)),
    "review": Row(CLERK, get=OK),
    "review_next": Row(CLERK, get=ON),
    "review_previous": Row(CLERK, get=ON),
    "review_paper": Row(
        CLERK, get=OK, post=BAD, seen_by=CLERKS, args=("waiting",), may_name_ids=True
    ),
    "review_return": Row(CLERK, post=BAD, seen_by=CLERKS, args=("waiting",), may_name_ids=True),
    "review_compare": Row(CLERK, get=OK, seen_by=CLERKS, args=("waiting", "paper")),
    "failures": Row(OF_FAILURES, get=OK),
    "failure_retry": Row(
        OF_FAILURES, post=ON, seen_by=at("clerk", "administrator"), args=("failed",)
    ),
    "failure_return": Row(CLERK, post=ON, seen_by=CLERKS, args=("failed",)),
    "paper_page": Row(EVERYBODY, get=OK, seen_by=READERS, args=("paper", "one")),
    "paper_original": Row(CLERK, get=OK, seen_by=CLERKS, args=("paper",)),
    "paper": Row(STAFF, get=OK, seen_by=READERS, args=("paper",)),
    "paper_open": Row(STAFF, post=BAD, seen_by=READERS, args=("paper",)),
    "paper_download": Row(STAFF, post=BAD, seen_by=READERS, args=("paper",)),
    "paper_withdraw": Row(
        STAFF, post=BAD, seen_by=READERS, args=("paper",), but=AUDITORS_ONLY_LOOK
    ),
    "search": Row(STAFF, get=OK, query="?q=Quyet+dinh"),
    "checklist": Row(
        LOOKERS, get=OK, seen_by=at("clerk", "officer"), query="?ho_so=H15.50.05.13-261008-0975"
    ),
    "checklist_look_up": Row(LOOKERS, post=BAD),
    "checklist_print": Row(
        LOOKERS, get=OK, seen_by=at("clerk", "officer"), query="?ho_so=H15.50.05.13-261008-0975"
    ),
    "checklist_reuse": Row(OFFICER, post=ON, seen_by=at("officer"), args=PLACE),
    "checklist_ask": Row(OFFICER, post=ON, seen_by=at("officer"), args=PLACE),
    "checklist_revoke": Row(OFFICER, post=ON, seen_by=at("officer"), args=(*PLACE, "reuse")),
    "targets": Row(frozenset({"manager", "auditor", "administrator"}), get=OK),
    "health": Row(frozenset({"administrator"}), get=OK),
}
# Quản trị: agencies and people by subtree; the catalogues are changed at the top only.
ADMINISTRATORS = at("administrator")
LOOKS_ONLY = tuple((f"administrator@{place}", FORBIDDEN) for place in ("here", "beside", "far"))
ADDRESSES |= {
    "administration": Row(ADMINISTRATOR, get=OK),
    "certificates": Row(ADMINISTRATOR, get=OK),
    "agencies": Row(ADMINISTRATOR, get=OK),
    "agency_add": Row(ADMINISTRATOR, get=OK, post=BAD),
    "agency": Row(ADMINISTRATOR, get=OK, post=BAD, seen_by=ADMINISTRATORS, args=("here",)),
    "agency_end": Row(
        ADMINISTRATOR,
        get=OK,
        post=BAD,
        seen_by=at("administrator", places=("above",)),
        args=("here",),
    ),
    "people": Row(ADMINISTRATOR, get=OK),
    "person_add": Row(ADMINISTRATOR, get=OK, post=BAD),
    "person": Row(ADMINISTRATOR, get=OK, post=BAD, seen_by=ADMINISTRATORS, args=("person",)),
    "person_lock": Row(ADMINISTRATOR, post=ON, seen_by=ADMINISTRATORS, args=("person",)),
    "person_unlock": Row(ADMINISTRATOR, post=ON, seen_by=ADMINISTRATORS, args=("person",)),
    "person_link": Row(ADMINISTRATOR, post=OK, seen_by=ADMINISTRATORS, args=("person",)),
    "person_role": Row(ADMINISTRATOR, post=BAD, seen_by=ADMINISTRATORS, args=("person",)),
    "role_end": Row(ADMINISTRATOR, post=ON, seen_by=ADMINISTRATORS, args=("role",)),
    "procedures": Row(ADMINISTRATOR, get=OK),
    "procedures_export": Row(ADMINISTRATOR, get=OK),
    "procedures_import": Row(ADMINISTRATOR, get=OK, post=BAD, but=LOOKS_ONLY),
    "procedure": Row(ADMINISTRATOR, get=OK, args=("procedure",)),
    "procedure_add": Row(ADMINISTRATOR, get=OK, post=BAD, but=LOOKS_ONLY),
    "procedure_change": Row(ADMINISTRATOR, get=OK, post=BAD, args=("procedure",), but=LOOKS_ONLY),
    "component_add": Row(ADMINISTRATOR, get=OK, post=BAD, args=("procedure",), but=LOOKS_ONLY),
    "component_change": Row(
        ADMINISTRATOR, get=OK, post=BAD, args=("procedure", "component"), but=LOOKS_ONLY
    ),
    "component_remove": Row(
        ADMINISTRATOR, post=ON, args=("procedure", "component"), but=LOOKS_ONLY
    ),
    "paper_types": Row(ADMINISTRATOR, get=OK),
    "paper_type_add": Row(ADMINISTRATOR, get=OK, post=BAD, but=LOOKS_ONLY),
    "paper_type": Row(ADMINISTRATOR, get=OK, post=BAD, args=("code",), but=LOOKS_ONLY),
}
# Open to strangers; proven by test_sign_in_and_out and by tests/web/test_health.py.
OPEN = {"set_password", "sign_in", "sign_out", "health_live", "health_ready", "metrics"}


def named_addresses() -> Iterator[str | None]:
    """The name of every address that the resolver knows."""
    waiting: list[Any] = [get_resolver()]
    while waiting:
        each = waiting.pop()
        if isinstance(each, URLResolver):
            waiting += each.url_patterns
        elif isinstance(each, URLPattern):
            yield each.name


def test_every_address_stands_in_the_table() -> None:
    assert set(named_addresses()) == set(ADDRESSES) | OPEN


@dataclass(frozen=True)
class Office:
    """The people, and the arguments of addresses."""

    people: dict[str, User | None]
    args: dict[str, int | str]


@pytest.fixture
def office(store: MemoryStore) -> Office:
    province = make_agency(level="province", name="Tỉnh Nam Giang")
    far = make_agency(parent=make_agency(level="province", name="Tỉnh Bắc Sơn"))
    places = {
        "above": province,
        "here": make_agency(parent=province),
        "beside": make_agency(parent=province),
        "far": far,
    }
    here, holder = places["here"], make_holder(personal_id=PERSONAL_ID)
    kind = make_paper_type("giay_phep", name="Giấy phép", access=PaperType.Access.AGENCY)
    procedure = make_procedure()
    component = make_component(procedure, kind)
    dossier = make_dossier(here, "H15.50.05.13-261008-0975", procedure=procedure, holder=holder)
    facts: dict[str, Any] = {"holder": holder, "store": store, "name": f"CCCD_{PERSONAL_ID}.pdf"}
    batch = make_batch(here)
    fields = {"personal_id": PERSONAL_ID, "holder_name": holder.name, "number": PERSONAL_ID}
    title = f"Quyết định về ông có số {PERSONAL_ID}"
    paper = make_paper(
        here,
        State.AVAILABLE,
        content=png(),
        paper_type=kind,
        title=title,
        number=PERSONAL_ID,  # as on an identity card
        fields=fields,
        **facts,
    )
    waiting = make_paper(here, State.TO_REVIEW, batch=batch, title=title, fields=fields, **facts)
    moving = make_paper(here, State.KEPT, batch=batch, **facts)
    failed = make_paper(here, State.FAILED, failure_detail=f"xref {PERSONAL_ID}", **facts)
    assert moving.received_file.batch_id == batch.pk
    reuse = _used(dossier, component.pk, paper)
    people: dict[str, User | None] = {
        who: make_user(who.partition("@")[0], places[who.partition("@")[2]]) for who in PEOPLE
    }
    people |= {
        "stranger": None,
        "nobody": make_user(None),
        "inactive": make_user("clerk", here, is_active=False),
    }
    person = make_user("clerk", here)
    args = {
        "here": here.pk,
        "person": person.pk,
        "role": person.roles.get().pk,
        "procedure": procedure.pk,
        "code": kind.pk,
        "batch": batch.pk,
        "waiting": waiting.pk,
        "paper": paper.pk,
        "failed": failed.pk,
        "dossier": dossier.pk,
        "component": component.pk,
        "reuse": reuse.pk,
        "one": 1,
    }
    return Office(people, args)


def _used(dossier: Dossier, component: int, paper: Paper) -> Reuse:
    return Reuse.objects.create(
        dossier=dossier,
        component_id=component,
        paper=paper,
        paper_version=1,
        mode="prior_file",
        purpose=f"Giải quyết cho {PERSONAL_ID}",
        legal_basis="Nghị định",
        officer="user:x",
    )


def class_of(answer: Any) -> str:
    """The class of an answer, as the table names it."""
    if answer.status_code == 302:
        return SIGN_IN if answer["Location"].startswith("/dang-nhap/?next=") else ON
    named = {400: BAD, 422: BAD, 403: FORBIDDEN, 404: UNKNOWN, 405: NOT_SO}
    return OK if answer.status_code < 300 else named.get(answer.status_code, "unexpected")


def looks_safe(answer: Any, *, may_name_ids: bool) -> list[str]:
    """What is wrong with the headers or the text of an answer."""
    headers = answer.headers
    wrong = [
        name
        for name, value in {
            "Content-Security-Policy": "frame-ancestors 'none'",
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-",
        }.items()
        if value not in headers.get(name, "")
    ]
    text = "" if answer.streaming else answer.content.decode(errors="replace")
    if not may_name_ids and PERSONAL_ID in text:
        wrong.append("a personal id in the page")
    if any(PERSONAL_ID in value for value in headers.values()):
        wrong.append("a personal id in a header")
    if "public" in headers.get("Cache-Control", ""):
        wrong.append("kept by caches")
    return wrong


@pytest.mark.parametrize("name", ADDRESSES)
def test_who_gets_what(office: Office, name: str) -> None:
    row = ADDRESSES[name]
    address = reverse(name, args=[office.args[each] for each in row.args]) + row.query
    got: dict[str, object] = {}
    for who, user in office.people.items():
        client = Client()
        if user is not None:
            client.force_login(user)
        for method, answer in (
            ("get", client.get(address)),
            ("post", client.post(address, {"nothing": "that a form knows"})),
        ):
            expected = row.expected(method, who)
            wrong = looks_safe(answer, may_name_ids=row.may_name_ids and expected in {OK, BAD})
            if class_of(answer) != expected or wrong:
                got[f"{method} {who}"] = (class_of(answer), "expected", expected, wrong)
    assert not got


def test_sign_in_and_out(office: Office) -> None:
    for who, user in office.people.items():
        client = Client()
        if user is not None:
            client.force_login(user)
        signed_in = who not in {"stranger", "inactive"}
        for method in ("get", "post"):
            answer = getattr(client, method)(reverse("sign_in"))
            assert class_of(answer) == (ON if signed_in else OK), (who, method)
            assert looks_safe(answer, may_name_ids=False) == []
        assert client.get(reverse("sign_out")).status_code == 405
        assert client.post(reverse("sign_out"))["Location"] == reverse("sign_in")
        assert class_of(client.get("/")) == SIGN_IN
