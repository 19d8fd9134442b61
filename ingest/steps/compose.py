"""REVIEWED → TO_SIGN: the digitized copy as PDF/A-2u with a text layer and metadata.

A paper that arrived signed keeps its bytes (→ SIGNED); beside it stands a searchable rendition without
a signature, marked as such and rebuildable. A pixel is never changed: images pass through as they came.
The copy that will be signed carries a code by which anybody can check it; the other one proves nothing.
"""

from dataclasses import replace

from django.utils import timezone

from dossiers.copy_codes import code_of_copy, grouped
from dossiers.models import CopyCode, Paper, Rendition
from dossiers.states import State
from ingest.steps.files import original, scratch_folder
from ingest.steps.read import page_reading
from ingest.tools import Done, Tools
from ocr.textlayer import About, CheckCode, PageSource
from ocr.textlayer import compose as write_pdf
from storage.ports import Held


def compose(paper: Paper, tools: Tools) -> Done:
    """Write the copy, store it, and name it in the records.

    Raises:
        ocr.errors.OcrError: the copy could not be written.
        storage.errors.StorageError: StoreFull and StoreUnreachable are tried again.
    """
    kind = Rendition.Kind.SEARCHABLE if paper.arrived_signed else Rendition.Kind.COMPOSED
    rows = list(paper.page_texts.order_by("number"))
    carried = None if paper.arrived_signed else code_of_copy(paper)
    about, code = _checked(_about(paper), carried, tools)
    with original(paper, tools) as path, scratch_folder(tools) as folder:
        out = folder / "copy.pdf"
        pages = [PageSource(path, row.number, page_reading(row)) for row in rows]
        written = tools.sandbox.run(
            write_pdf, pages, about=about, out=out, limits=tools.limits, code=code
        )
        with out.open("rb") as stream:
            held = tools.store.put(stream, media_type="application/pdf")
    version = next_version(paper, kind)

    def save(current: Paper) -> None:
        add_rendition(current, kind, version, held, len(rows))
        if carried is not None:
            CopyCode.objects.filter(pk=carried.pk).update(page=written.code_page)

    state = State.SIGNED if paper.arrived_signed else State.TO_SIGN
    return Done(state, save, {"code_page": written.code_page} if carried is not None else {})


def next_version(paper: Paper, kind: Rendition.Kind) -> int:
    """One more than the newest; a crash before the row was written leaves an orphan object, no gap."""
    newest = paper.renditions.filter(kind=kind).order_by("-version").first()
    return newest.version + 1 if newest else 1


def add_rendition(paper: Paper, kind: Rendition.Kind, version: int, held: Held, pages: int) -> None:
    """Write the row of a stored PDF."""
    Rendition.objects.create(
        paper=paper,
        kind=kind,
        version=version,
        key=held.key,
        sha256=held.sha256,
        size_bytes=held.size_bytes,
        media_type="application/pdf",
        pages=pages,
    )


def _checked(
    about: About, carried: CopyCode | None, tools: Tools
) -> tuple[About, CheckCode | None]:
    """What the copy says of its code, in its metadata and on its page."""
    if carried is None:
        return about, None
    text, base = grouped(carried.code), tools.check_address
    address = f"{base}{carried.code}/" if base else ""
    return replace(about, check_code=text, check_address=address or None), CheckCode(text, address)


def _about(paper: Paper) -> About:
    title = (
        " ".join(part for part in (paper.title, paper.number) if part) or paper.received_file.name
    )
    note = " (bản tra cứu, không có chữ ký)" if paper.arrived_signed else ""
    return About(
        title=title + note,
        creator_agency=paper.agency.name,
        operator=paper.accepted_by,
        digitized_at=paper.accepted_at or timezone.now(),
        source_sha256=paper.received_file.sha256,
        dossier_no=paper.dossier.number if paper.dossier else None,
        paper_type=paper.paper_type.name if paper.paper_type else None,
    )
