"""What two persons decided is carried out: nothing personal stays, the record does, and a killed run goes on."""

import io
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from accounts.models import Agency, User
from dossiers.models import (
    Disposal,
    DisposalItem,
    Event,
    Field,
    PageText,
    Paper,
    ReceivedFile,
    Rendition,
)
from dossiers.retention.disposals import Grounds, decide, propose
from dossiers.retention.holds import lift_hold, place_hold
from dossiers.states import State
from ingest.disposing import NO_NAME, Disposed, dispose
from ingest.indexing import follow
from ingest.intake import register
from ingest.objects import Objects, missing, orphans
from search.adapters.memory_index import MemoryIndex
from storage.adapters.memory import MemoryStore
from storage.errors import StoreUnreachable
from storage.ports import Held
from targets.counting.kinds import PAPER
from tests.records import make_agency, make_batch, make_holder, make_paper, make_user

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.now() - timedelta(days=1)
FAR = datetime(2999, 1, 1, tzinfo=UTC)


@pytest.fixture
def store() -> MemoryStore:
    return MemoryStore()


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def keeper(agency: Agency) -> User:
    return make_user("administrator", agency, full_name="Trần Thị Giữ")


def kept(agency: Agency, store: MemoryStore, **facts: object) -> Paper:
    """A paper in use with a signed copy, whose retention has ended."""
    facts = {
        "retain_until": YESTERDAY,
        "title": "Giấy khai sinh Nguyễn Văn A",
        "number": "12/2016",
        "holder": make_holder(),
        **facts,
    }
    paper = make_paper(
        agency,
        State.AVAILABLE,
        store=store,
        name="khai sinh nguyen van a.pdf",
        fields={"holder_name": "Nguyễn Văn A"},
        **facts,
    )
    signed(paper, store)
    return paper


def signed(paper: Paper, store: MemoryStore) -> Rendition:
    content = f"signed {paper.pk}".encode()
    held = store.put(io.BytesIO(content), media_type="application/pdf")
    return Rendition.objects.create(
        paper=paper,
        kind=Rendition.Kind.SIGNED,
        key=held.key,
        sha256=held.sha256,
        size_bytes=held.size_bytes,
        media_type="application/pdf",
    )


def approved(*papers: Paper, by: User) -> Disposal:
    agency = papers[0].agency
    made = propose(
        by=by,
        agency_id=agency.pk,
        papers=[each.pk for each in papers],
        grounds=Grounds("Hết thời hạn lưu", "Luật Lưu trữ"),
    )
    chief = make_user("manager", agency, full_name=f"Lãnh đạo {made.pk}")
    return decide(by=chief, disposal_id=made.pk, approve=True, reason="Đồng ý")


def test_bytes_text_and_names_go_and_the_record_stays(
    agency: Agency, keeper: User, store: MemoryStore
) -> None:
    paper, index = kept(agency, store), MemoryIndex()
    follow(index)
    assert index.count() == 1
    digests = sorted(paper.renditions.values_list("sha256", flat=True))
    made = approved(paper, by=keeper)
    assert dispose(store) == Disposed(papers=1, objects=2)
    follow(index)
    assert (list(store.keys()), index.count()) == ([], 0)
    assert not PageText.objects.filter(paper=paper).exists()
    assert not Field.objects.filter(paper=paper).exists()
    paper, file = Paper.objects.get(pk=paper.pk), ReceivedFile.objects.get()
    assert (paper.state, paper.title, paper.number) == (State.DISPOSED, "", "12/2016")
    assert (file.name, file.source, bool(file.disposed_at)) == (NO_NAME, "", True)
    assert sorted(paper.renditions.values_list("sha256", flat=True)) == digests
    event = Event.objects.get(verb="paper.disposed")
    assert event.facts == {"disposal": made.pk, "sha256": digests}
    made.refresh_from_db()
    assert (made.state, bool(made.done_at)) == (Disposal.State.DONE, True)
    assert dispose(store) == Disposed()
    assert list(missing(store, Objects())) == []


def test_nothing_goes_before_the_second_person(
    agency: Agency, keeper: User, store: MemoryStore
) -> None:
    paper = kept(agency, store)
    made = propose(by=keeper, agency_id=agency.pk, papers=[paper.pk], grounds=Grounds("a", "b"))
    assert dispose(store) == Disposed()
    chief = make_user("manager", agency, full_name="Lê Văn Duyệt")
    decide(by=chief, disposal_id=made.pk, approve=False, reason="Không")
    assert dispose(store) == Disposed()
    assert len(list(store.keys())) == 2


def test_what_counts_in_the_targets_goes_on_counting(
    agency: Agency, keeper: User, store: MemoryStore
) -> None:
    paper = kept(agency, store)
    paper.verifications.create(sha256="0" * 64, outcome="valid")
    said = PAPER.definition([paper.pk]).values("as_accepted_day", "as_stored", "as_copy_from")
    before = said.get()
    assert before["as_accepted_day"]
    assert before["as_stored"]
    approved(paper, by=keeper)
    dispose(store)
    assert said.all().get() == before


def test_the_store_has_its_own_say(agency: Agency, keeper: User, store: MemoryStore) -> None:
    """The records may be wrong about the end: the lock is not, and is asked before anything is written."""
    paper = kept(agency, store)
    store.retain(paper.received_file.key, until=FAR)
    made = approved(paper, by=keeper)
    assert dispose(store) == Disposed(hindered=1)
    item = made.items.get()
    assert (item.hindrance, item.disposed_at) == ("storage.under_retention", None)
    assert Paper.objects.get(pk=paper.pk).state == State.AVAILABLE
    assert Disposal.objects.get(pk=made.pk).state == Disposal.State.APPROVED


def test_a_hold_that_comes_after_the_approval_still_counts(
    agency: Agency, keeper: User, store: MemoryStore
) -> None:
    paper, free = kept(agency, store), kept(agency, store)
    approved(paper, free, by=keeper)
    hold = place_hold(by=keeper, paper_id=paper.pk, reason="Vụ án")
    assert dispose(store) == Disposed(papers=1, objects=2, hindered=1)
    assert DisposalItem.objects.get(paper=paper).hindrance == "storage.on_hold"
    lift_hold(by=keeper, hold_id=hold.pk, reason="Xong")
    assert dispose(store) == Disposed(papers=1, objects=2)
    assert DisposalItem.objects.get(paper=paper).hindrance == ""


class Dying(MemoryStore):
    """Is killed, or out of reach, at the so-manieth deletion."""

    def __init__(self, error: BaseException) -> None:
        super().__init__()
        self.error, self.after = error, 0

    def delete(self, key: str) -> None:
        if self.after == 0:
            self.after = -1
            raise self.error
        self.after -= 1
        super().delete(key)


@pytest.mark.parametrize("after", [0, 1])
def test_a_run_that_is_killed_goes_on(agency: Agency, keeper: User, after: int) -> None:
    store = Dying(KeyboardInterrupt())
    paper = kept(agency, store)
    approved(paper, by=keeper)
    store.after = after
    with pytest.raises(KeyboardInterrupt):
        dispose(store)
    # What is said to be gone may still be there; what is said to be there is.
    assert Paper.objects.get(pk=paper.pk).state == State.DISPOSED
    assert list(missing(store, Objects())) == []
    assert dispose(store) == Disposed(objects=2)
    assert list(store.keys()) == []
    assert Event.objects.filter(verb="paper.disposed").count() == 1
    assert Event.objects.filter(verb="disposal.done").count() == 1


def test_a_store_out_of_reach_is_tried_again(agency: Agency, keeper: User) -> None:
    store = Dying(StoreUnreachable())
    approved(kept(agency, store), by=keeper)
    assert dispose(store) == Disposed(papers=1, hindered=1)
    assert dispose(store) == Disposed(objects=2)


def test_what_papers_share_goes_with_the_last(
    agency: Agency, keeper: User, store: MemoryStore
) -> None:
    first = kept(agency, store, pages=2)
    file = first.received_file
    store.retain(file.key, until=YESTERDAY)
    second = Paper.objects.create(
        received_file=file,
        agency=agency,
        first_page=2,
        last_page=2,
        state=State.AVAILABLE,
        accepted_at=first.accepted_at,
        accepted_by="user:x",
        paper_type=first.paper_type,
        retain_until=FAR,
    )
    original = first.renditions.get(kind=Rendition.Kind.ORIGINAL)
    original.pk, original.paper = None, second
    original._state.adding = True
    original.save()
    approved(first, by=keeper)
    assert dispose(store) == Disposed(papers=1, objects=1)
    assert list(store.keys()) == [file.key]
    with store.open(file.key) as again:
        held = store.put(again, media_type="application/pdf")
    twice = register(held, batch=make_batch(agency), name="lai.pdf", source="")
    assert (twice.outcome, twice.duplicate_of) == ("duplicate", second)
    file.refresh_from_db()
    assert (file.disposed_at, file.name) == (None, "khai sinh nguyen van a.pdf")
    Paper.objects.filter(pk=second.pk).update(retain_until=YESTERDAY)
    approved(Paper.objects.get(pk=second.pk), by=keeper)
    assert dispose(store) == Disposed(papers=1, objects=1)
    assert list(store.keys()) == []
    twice.refresh_from_db()
    assert (twice.name, bool(twice.disposed_at)) == (NO_NAME, True)


def dissolved_into(paper: Paper) -> Paper:
    """A paper of the same file whose pages went to this one: its row still names the original."""
    row = Paper.objects.create(
        received_file=paper.received_file,
        agency=paper.agency,
        first_page=2,
        last_page=2,
        state=State.DISSOLVED,
    )
    original = paper.renditions.get(kind=Rendition.Kind.ORIGINAL)
    original.pk, original.paper, original._state.adding = None, row, True
    original.save()
    return row


def test_what_was_dissolved_into_a_paper_goes_with_it(
    agency: Agency, keeper: User, store: MemoryStore
) -> None:
    paper = kept(agency, store)
    row = dissolved_into(paper)
    approved(paper, by=keeper)
    assert dispose(store) == Disposed(papers=1, objects=2)
    assert list(store.keys()) == []
    assert row.renditions.get().disposed_at is not None
    assert list(missing(store, Objects())) == []


def test_what_was_dissolved_into_a_paper_holds_it(
    agency: Agency, keeper: User, store: MemoryStore
) -> None:
    paper = kept(agency, store)
    made = approved(paper, by=keeper)
    place_hold(by=keeper, paper_id=dissolved_into(paper).pk, reason="Vụ án")
    assert dispose(store) == Disposed(hindered=1)
    assert made.items.get().hindrance == "storage.on_hold"
    assert len(list(store.keys())) == 2


class Renewing(MemoryStore):
    """While it is asked for its locks, another process renews the paper."""

    paper: Paper | None = None

    def stat(self, key: str) -> Held | None:
        paper, self.paper = self.paper, None
        if paper is not None:
            held = self.put(io.BytesIO(b"signed anew"), media_type="application/pdf")
            Rendition.objects.create(
                paper=paper,
                kind=Rendition.Kind.SIGNED,
                version=2,
                key=held.key,
                sha256=held.sha256,
                size_bytes=held.size_bytes,
            )
        return super().stat(key)


def test_a_version_that_comes_meanwhile_goes_as_well(agency: Agency, keeper: User) -> None:
    store = Renewing()
    paper = kept(agency, store)
    approved(paper, by=keeper)
    store.paper = paper
    assert dispose(store) == Disposed(papers=1, objects=3)
    assert list(store.keys()) == []


def test_the_same_bytes_at_another_agency_stay(
    agency: Agency, keeper: User, store: MemoryStore
) -> None:
    paper = kept(agency, store, content=b"%PDF same")
    make_paper(make_agency(), State.AVAILABLE, store=store, content=b"%PDF same")
    approved(paper, by=keeper)
    assert dispose(store) == Disposed(papers=1, objects=1)
    assert list(store.keys()) == [paper.received_file.key]


def test_the_same_bytes_handed_in_again_begin_anew(
    agency: Agency, keeper: User, store: MemoryStore
) -> None:
    paper = kept(agency, store, content=b"%PDF again")
    approved(paper, by=keeper)
    dispose(store)
    held = store.put(io.BytesIO(b"%PDF again"), media_type="application/pdf")
    file = register(held, batch=make_batch(agency), name="lai.pdf", source="")
    assert (file.outcome, file.papers.get().state) == ("kept", State.RECEIVED)
    # The old paper is gone for good, and takes nothing with it.
    dispose(store)
    assert list(store.keys()) == [held.key]


def test_an_object_of_a_disposed_paper_is_an_orphan(
    agency: Agency, keeper: User, store: MemoryStore
) -> None:
    paper = kept(agency, store)
    Rendition.objects.filter(paper=paper).update(disposed_at=timezone.now())
    ReceivedFile.objects.update(disposed_at=timezone.now())
    store.kept_at = dict.fromkeys(store.objects, YESTERDAY - timedelta(days=2))
    assert len(list(orphans(store, Objects()))) == 2
