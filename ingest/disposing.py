"""Carries out disposals that two persons have decided: the record first, then the bytes.

A paper that is DISPOSED names no bytes any more, so a run that is killed leaves objects that nobody needs, never
a record of bytes that are gone; the next run removes them. What a paper shares with others goes with the last.
"""

from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone

from dossiers import events
from dossiers.models import Disposal, DisposalItem, Paper, ReceivedFile, Rendition
from dossiers.retention.disposals import hindrance
from dossiers.states import State, check_move
from ingest.objects import is_last_of_its_file, named
from storage.errors import StorageError
from storage.ports import Store

WORKER = "worker"
# What a file is called once its own name, which often names a person, is gone.
NO_NAME = "giay-to-da-tieu-huy"
OUT_BEFORE = "Đã ngừng dùng trước khi tiêu hủy."


@dataclass(slots=True)
class Disposed:
    """What one run did."""

    papers: int = 0
    objects: int = 0
    hindered: int = 0


def dispose(store: Store) -> Disposed:
    """Carry out what is approved and not done; may run at any time, and again after it was killed.

    A paper that may not go (any more) stays as it is, with the reason beside it, and is tried again next time.
    """
    done = Disposed()
    for each in Disposal.objects.filter(state=Disposal.State.APPROVED).order_by("pk"):
        for item in each.items.filter(bytes_gone_at=None).order_by("pk"):
            _dispose_one(item, store, done)
        _finish(each)
    return done


def _dispose_one(item: DisposalItem, store: Store, done: Disposed) -> None:
    keys = _keys_of(item.paper)
    try:
        if item.disposed_at is None:
            code = hindrance(item.paper) or _store_refuses(item.paper, keys, store)
            if code or not _write_off(item):
                raise _Stays(code or "disposal.not_kept")
            done.papers += 1
            # A version may have come between the look and the lock.
            keys |= _keys_of(item.paper)
        for key in sorted(keys - named(keys)):
            store.delete(key)
            done.objects += 1
    except (StorageError, _Stays) as error:
        # Unless another run was quicker.
        DisposalItem.objects.filter(pk=item.pk, bytes_gone_at=None).update(hindrance=error.code)
        done.hindered += 1
        return
    DisposalItem.objects.filter(pk=item.pk).update(hindrance="", bytes_gone_at=timezone.now())


class _Stays(Exception):
    """The paper may not go now."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def _keys_of(paper: Paper) -> set[str]:
    own = set(paper.renditions.values_list("key", flat=True))
    return own | ({paper.received_file.key} if paper.received_file.key else set())


def _store_refuses(paper: Paper, keys: set[str], store: Store) -> str:
    """Why the store would keep an object that is the paper's alone: asked before anything is written."""
    for key in sorted(keys - named(keys, besides=paper)):
        held = store.stat(key)
        if held is not None and held.on_hold:
            return "storage.on_hold"
        if held is not None and held.locked:
            return "storage.under_retention"
    return ""


@transaction.atomic
def _write_off(item: DisposalItem) -> bool:
    """Take text, values and names of the paper out of the records; what stays tells that it was there.

    False where something came up since it was looked at.
    """
    rows = Paper.objects.select_for_update(of=("self",), no_key=True)
    paper = rows.select_related("agency", "received_file").get(pk=item.paper_id)
    # Two papers of one file that go at one moment must see each other, or neither is the last.
    ReceivedFile.objects.select_for_update(no_key=True).get(pk=paper.received_file_id)
    if hindrance(paper):
        return False
    check_move(paper.state, State.DISPOSED)
    digests = sorted(set(paper.renditions.values_list("sha256", flat=True)))
    _drop_bytes(paper)
    paper.page_texts.all().delete()
    paper.fields.all().delete()
    paper.withdrawn_reason = OUT_BEFORE if paper.state == State.WITHDRAWN else ""
    # As read from the paper, they may name a person.
    paper.title = paper.issuer = ""
    paper.state, paper.state_since = State.DISPOSED, timezone.now()
    # Due for the index, which then forgets it.
    paper.version += 1
    paper.save()
    DisposalItem.objects.filter(pk=item.pk).update(disposed_at=timezone.now())
    facts = {"disposal": item.disposal_id, "sha256": digests}
    events.record(
        agency=paper.agency, actor=WORKER, verb="paper.disposed", about=paper, facts=facts
    )
    return True


def _drop_bytes(paper: Paper) -> None:
    """Say of renditions, and of the file where this was its last paper, that their bytes are gone."""
    now = timezone.now()
    paper.renditions.filter(disposed_at=None).update(disposed_at=now)
    if not is_last_of_its_file(paper):
        return
    # Papers that were dissolved into this one have a row of the same original.
    its_file = Rendition.objects.filter(paper__received_file=paper.received_file_id)
    its_file.filter(disposed_at=None).update(disposed_at=now)
    nameless = {"name": NO_NAME, "source": "", "split": {}}
    file = ReceivedFile.objects.filter(pk=paper.received_file_id)
    file.update(disposed_at=now, **nameless)
    # The same bytes handed in again were noted as such, under another name.
    again = ReceivedFile.objects.filter(duplicate_of__received_file=paper.received_file_id)
    again.update(disposed_at=now, **nameless)


@transaction.atomic
def _finish(disposal: Disposal) -> None:
    row = Disposal.objects.select_for_update(no_key=True).get(pk=disposal.pk)
    if row.state != Disposal.State.APPROVED or row.items.filter(bytes_gone_at=None).exists():
        return
    row.state, row.done_at = Disposal.State.DONE, timezone.now()
    row.save()
    events.record(
        agency=row.agency,
        actor=WORKER,
        verb="disposal.done",
        about=row,
        facts={"papers": row.items.count()},
    )
