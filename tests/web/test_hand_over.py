"""The link of a handed-over paper: the signed bytes for who holds it, one answer for all who do not."""

import io

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from dossiers.models import Dossier, Event, HandOver, Paper, PaperType, Rendition, Reuse
from dossiers.states import State
from reuse.services import HandedOver, hand_over, revoke_reuse
from storage.adapters.memory import MemoryStore
from storage.errors import StoreUnreachable
from tests.records import make_agency, make_user, vouch_for
from tests.reuse.acting import recorded
from tests.reuse.cases import Case, make_case
from tests.web.test_paper_downloads import body

SIGNED = b"%PDF-1.7 signed"


@pytest.fixture
def case(db: None, store: MemoryStore) -> Case:
    made = make_case()
    held = store.put(io.BytesIO(SIGNED), media_type="application/pdf")
    vouch_for(
        Rendition.objects.create(
            paper=made.paper,
            kind=Rendition.Kind.SIGNED,
            key=held.key,
            sha256=held.sha256,
            size_bytes=held.size_bytes,
            media_type="application/pdf",
        )
    )
    return made


@pytest.fixture
def used(case: Case) -> Reuse:
    return recorded(case)[0]


def address(used: Reuse) -> str:
    done = hand_over(reuse=used, kind=HandOver.Kind.LINK, by="user:can-bo")
    assert isinstance(done, HandedOver)
    return reverse("hand_over", args=[done.token])


def test_whoever_holds_the_link_gets_the_signed_bytes(client: Client, used: Reuse) -> None:
    answer = client.get(address(used))
    assert answer.status_code == 200
    assert body(answer) == SIGNED
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    event = Event.objects.get(verb="reuse.fetched")
    assert (event.actor, event.facts["reuse"]) == ("link", used.pk)
    assert HandOver.objects.get().fetched_at is not None


def test_unknown_over_taken_back_and_withdrawn_are_one_answer(
    client: Client, case: Case, used: Reuse
) -> None:
    def page(where: str) -> str:
        answer = client.get(where)
        assert answer.status_code == 404
        # The id of the request differs each time.
        return answer.content.decode().replace(answer["X-Request-ID"], "")

    unknown = page(reverse("hand_over", args=["x" * 43]))
    over = address(used)
    HandOver.objects.update(until=timezone.now())
    assert page(over) == unknown
    withdrawn = address(used)
    Paper.objects.filter(pk=case.paper.pk).update(state=State.WITHDRAWN)
    assert page(withdrawn) == unknown
    Paper.objects.filter(pk=case.paper.pk).update(state=State.AVAILABLE)
    taken_back = address(used)
    revoke_reuse(reuse_id=used.pk, reason="Bấm nhầm", officer=case.officer)
    assert page(taken_back) == unknown
    assert not Event.objects.filter(verb="reuse.fetched").exists()


def test_only_get_fetches(client: Client, used: Reuse) -> None:
    where = address(used)
    # A look ahead of the person, as mail programs and chats take it, gets and records nothing.
    assert client.head(where).status_code == 405
    assert client.post(where).status_code == 405
    assert HandOver.objects.get().fetched_at is None


def test_guesses_are_counted_and_a_right_link_is_not(client: Client, used: Reuse) -> None:
    for number in range(100):
        wrong = reverse("hand_over", args=[f"{number:043d}"])
        assert client.get(wrong).status_code == 404
    answer = client.get(reverse("hand_over", args=["y" * 43]))
    assert answer.status_code == 429
    assert answer["Retry-After"] == "900"
    assert "quá nhiều lần" in answer.content.decode()
    where = address(used)
    assert client.get(where).status_code == 429
    elsewhere = Client(REMOTE_ADDR="10.1.1.1")
    for _ in range(20):
        assert elsewhere.get(where).status_code == 200


def test_a_store_that_does_not_answer_is_told_and_nothing_recorded(
    client: Client, used: Reuse, store: MemoryStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_key: str) -> io.BytesIO:
        raise StoreUnreachable("away")

    where = address(used)
    monkeypatch.setattr(store, "open", away)
    answer = client.get(where)
    assert answer.status_code == 503
    assert "kho lưu trữ" in answer.content.decode()
    assert not Event.objects.filter(verb="reuse.fetched").exists()


@pytest.mark.parametrize("kind", HandOver.Kind.values)
def test_an_officer_who_may_not_see_the_paper_hands_nothing_over(
    case: Case, used: Reuse, kind: str
) -> None:
    PaperType.objects.update(access=PaperType.Access.RESTRICTED)
    intake = make_agency("H98.7", parent=case.province)
    Dossier.objects.filter(pk=case.dossier.pk).update(place_of_intake=intake)
    where = reverse("checklist_hand_over", args=[case.dossier.pk, case.component.pk, used.pk])
    for officer, given in ((make_user("officer", intake), 0), (case.officer, 1)):
        client = Client()
        client.force_login(officer)
        client.post(where, {"kind": kind})
        assert HandOver.objects.count() == given
