"""Takes files in: bytes before rows, every file accounted for, the same file twice changes nothing."""

import os
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Agency
from dossiers import events
from dossiers.models import Batch, Dossier, Paper, ReceivedFile
from dossiers.states import State, check_move
from ingest.waking import wake
from storage.errors import HashMismatch
from storage.ports import Held, Store

EXTENSIONS = frozenset(
    ["pdf", "tif", "tiff", "jpg", "jpeg", "jpe", "jfif", "png", "webp", "heic", "heif"]
)
# First bytes of the formats we read, for files in a folder that carry another extension or none.
SIGNATURES = (b"%PDF-", b"II*\0", b"MM\0*", b"\xff\xd8\xff", b"\x89PNG\r\n", b"RIFF")


@dataclass(frozen=True, slots=True)
class Source:
    """A file to take in: where it lies, and the folder it must not leave."""

    path: Path
    root: Path


def find_files(path: Path) -> tuple[list[Source], list[Path]]:
    """The papers in a folder (or the one file named), in order of name, and the files passed over.

    A file that a person names is always taken; in a folder hidden files and files that neither look
    like a scan by name nor by their first bytes are passed over and told.
    """
    if not path.is_dir():
        return [Source(path, path.parent)], []
    taken, passed_over = [], []
    for found in sorted(_walk(path), key=os.fspath):
        if _looks_like_a_scan(found):
            taken.append(Source(found, path))
        else:
            passed_over.append(found)
    return taken, passed_over


def _walk(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder, followlinks=False):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in names if not name.startswith("."))


def _looks_like_a_scan(path: Path) -> bool:
    if path.suffix[1:].lower() in EXTENSIONS:
        return True
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return False
        with path.open("rb") as file:
            head = file.read(12)
    except OSError:
        return False
    return head.startswith(SIGNATURES) or head[4:8] == b"ftyp"


def open_batch(*, agency: Agency, created_by: str, dossier: Dossier | None = None) -> Batch:
    """A new batch for an agency, for a dossier or the backlog."""
    return Batch.objects.create(agency=agency, dossier=dossier, created_by=created_by)


def receive(source: Source, *, batch: Batch, store: Store, max_bytes: int) -> ReceivedFile:
    """Take one file in and answer with its record: kept, duplicate or refused with a code.

    Raises:
        StorageError: the store cannot keep it now; nothing was acknowledged, and the file is where it was.
    """
    code = _refusal(source, max_bytes)
    if code:
        return _refuse(source, batch, code)
    try:
        before = source.path.stat()
        with source.path.open("rb") as stream:
            held = store.put(stream, media_type="application/octet-stream")
        after = source.path.stat()
    except OSError:
        return _refuse(source, batch, "file.unreadable")
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or (
        held.size_bytes != after.st_size
    ):
        return _refuse(source, batch, "file.changed")
    return register(held, batch=batch, name=source.path.name, source=os.fspath(source.path))


def receive_upload(
    stream: BinaryIO, *, name: str, size_bytes: int, batch: Batch, store: Store
) -> ReceivedFile:
    """Take an uploaded file in; its bytes are durable before this returns.

    Raises:
        StorageError: as in `receive`.
    """
    if size_bytes == 0:
        return _record_refusal(batch, name=name, source="", code="file.empty")
    try:
        held = store.put(stream, media_type="application/octet-stream")
    except HashMismatch:
        return _record_refusal(batch, name=name, source="", code="file.changed")
    return register(held, batch=batch, name=name, source="")


def register(held: Held, *, batch: Batch, name: str, source: str) -> ReceivedFile:
    """Write the rows of a file whose bytes are held: a new paper, a duplicate, or the same file again."""
    # What was disposed of is no longer known: the same bytes begin anew.
    living = ReceivedFile.objects.filter(agency=batch.agency, disposed_at=None)
    known = living.filter(sha256=held.sha256).order_by("id")
    kept = known.filter(outcome=ReceivedFile.Outcome.KEPT).first()
    taken_up = kept is not None and _take_up_returned(kept, batch)
    again = known.filter(source=_storable(source)).first() if source else None
    if again is not None and not taken_up:
        return again
    if kept is None:
        try:
            return _keep(held, batch, name, source)
        except IntegrityError:  # another intake took the same bytes in at the same moment
            kept = known.get(outcome=ReceivedFile.Outcome.KEPT)
    gone = (State.DISSOLVED, State.DISPOSED)
    paper = kept.papers.exclude(state__in=gone).order_by("first_page")[0]
    return ReceivedFile.objects.create(
        batch=batch,
        agency=batch.agency,
        name=shown_name(name),
        source=_storable(source),
        sha256=held.sha256,
        size_bytes=held.size_bytes,
        outcome=ReceivedFile.Outcome.DUPLICATE,
        code="file.duplicate",
        duplicate_of=paper,
    )


def _take_up_returned(kept: ReceivedFile, batch: Batch) -> bool:
    """Let papers that were returned begin anew when their bytes come again for another dossier.

    They were right as they were scanned and only in the wrong place; for the same dossier a new scan is awaited.
    """
    with transaction.atomic():
        returned = Paper.objects.select_for_update(no_key=True).filter(
            received_file=kept, state=State.RETURNED
        )
        papers = list(returned.exclude(dossier=batch.dossier).order_by("pk"))
        for paper in papers:
            _begin_anew(paper, batch)
    return bool(papers)


def _begin_anew(paper: Paper, batch: Batch) -> None:
    check_move(paper.state, State.RECEIVED)
    paper.dossier, paper.component, paper.is_result = batch.dossier, None, False
    paper.state, paper.state_since, paper.withdrawn_reason = State.RECEIVED, timezone.now(), ""
    paper.version += 1
    paper.save()
    facts = {"file": paper.received_file_id, "dossier": batch.dossier_id}
    events.record(
        agency=paper.agency, actor=batch.created_by, verb="paper.received", about=paper, facts=facts
    )
    wake(paper)


def _keep(held: Held, batch: Batch, name: str, source: str) -> ReceivedFile:
    with transaction.atomic():
        file = ReceivedFile.objects.create(
            batch=batch,
            agency=batch.agency,
            name=shown_name(name),
            source=_storable(source),
            sha256=held.sha256,
            size_bytes=held.size_bytes,
            key=held.key,
            outcome=ReceivedFile.Outcome.KEPT,
        )
        paper = Paper.objects.create(received_file=file, agency=batch.agency, dossier=batch.dossier)
        facts = {"file": file.pk, "sha256": held.sha256, "size_bytes": held.size_bytes}
        events.record(
            agency=batch.agency,
            actor=batch.created_by,
            verb="paper.received",
            about=paper,
            facts=facts,
        )
        wake(paper)
    return file


def _refusal(source: Source, max_bytes: int) -> str:
    path = source.path
    try:
        facts = path.lstat()
        if stat.S_ISLNK(facts.st_mode):
            if not path.resolve().is_relative_to(source.root.resolve()):
                return "file.symlink_outside"
            facts = path.stat()
    except OSError:
        return "file.unreadable"
    if not stat.S_ISREG(facts.st_mode):
        return "file.not_a_file"
    if facts.st_size == 0:
        return "file.empty"
    return "file.too_large" if facts.st_size > max_bytes else ""


def _refuse(source: Source, batch: Batch, code: str) -> ReceivedFile:
    return _record_refusal(batch, name=source.path.name, source=os.fspath(source.path), code=code)


def _record_refusal(batch: Batch, *, name: str, source: str, code: str) -> ReceivedFile:
    refused = ReceivedFile.objects.filter(
        agency=batch.agency, outcome=ReceivedFile.Outcome.REFUSED, code=code, name=shown_name(name)
    )
    again = refused.filter(source=_storable(source)).first() if source else None
    return again or ReceivedFile.objects.create(
        batch=batch,
        agency=batch.agency,
        name=shown_name(name),
        source=_storable(source),
        outcome=ReceivedFile.Outcome.REFUSED,
        code=code,
    )


def shown_name(name: str) -> str:
    """The file's name as a person reads it: NFC, control characters and undecodable bytes made visible."""
    text = unicodedata.normalize("NFC", _storable(name))
    return "".join(
        char
        if unicodedata.category(char) not in {"Cc", "Cf", "Zl", "Zp"}
        else f"\\x{ord(char):02x}"
        for char in text
    )[:1000]


def _storable(text: str) -> str:
    """Undecodable bytes of a file name (surrogates) as escapes, so that a database can hold them."""
    # A path's 4096 bytes may become longer by that than the column; the same path is cut the same way.
    return text.encode("utf-8", "backslashreplace").decode().replace("\0", "\\x00")[:4000]
