"""An archive of many small papers in use, quickly: bytes and rows as the walk leaves them, nothing is read."""

import io
import random
from collections.abc import Iterator

from accounts.models import Agency
from dossiers.models import Paper, Rendition, Verification
from dossiers.states import State
from ingest.archive_rows import TABLES, Named, batch
from ingest.steps.verify import retain_until
from storage.ports import Store
from tests.records import make_paper

KINDS = (Rendition.Kind.COMPOSED, Rendition.Kind.SIGNED)


def make_archive(agency: Agency, store: Store, *, papers: int, chance: random.Random) -> None:
    """Papers in use with original, composed and signed copy under retention, and a verdict of today."""
    for _ in range(papers):
        paper = make_paper(agency, State.AVAILABLE, store=store, content=some_pdf(chance))
        for kind in KINDS:
            add_rendition(paper, kind, some_pdf(chance), store)
        hold(paper, store)
        Verification.objects.create(paper=paper, sha256="0" * 64, outcome="valid")


def add_rendition(
    paper: Paper, kind: Rendition.Kind, content: bytes, store: Store, *, version: int = 1
) -> Rendition:
    """A rendition and its bytes."""
    held = store.put(io.BytesIO(content), media_type="application/pdf")
    return Rendition.objects.create(
        paper=paper,
        kind=kind,
        version=version,
        key=held.key,
        sha256=held.sha256,
        size_bytes=held.size_bytes,
        media_type="application/pdf",
        pages=1,
    )


def hold(paper: Paper, store: Store) -> None:
    """As the last step of the walk does."""
    for each in paper.renditions.all():
        store.retain(each.key, until=retain_until(paper))


def some_pdf(chance: random.Random) -> bytes:
    """Bytes that look like a small PDF; no two are the same."""
    return b"%PDF-1.7\n" + chance.randbytes(chance.randrange(200, 4000)) + b"\n%%EOF\n"


def objects() -> Iterator[Named]:
    """Every object that a row names."""
    for table in range(len(TABLES)):
        after = 0
        while rows := batch(table, after=after, agency=None):
            yield from rows
            after = rows[-1].row.pk
