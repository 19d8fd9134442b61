"""Composed copies for papers that wait for their signature, without reading a scan."""

import io

import pikepdf

from dossiers.models import Paper, Rendition
from storage.ports import Store


def add_copy(paper: Paper, store: Store, *, version: int, width: float) -> Rendition:
    """One empty page, as compose would have left it; another width is another file."""
    out = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page(page_size=(width, 842))
        pdf.save(out)
    held = store.put(io.BytesIO(out.getvalue()), media_type="application/pdf")
    return Rendition.objects.create(
        paper=paper,
        kind=Rendition.Kind.COMPOSED,
        version=version,
        key=held.key,
        sha256=held.sha256,
        size_bytes=held.size_bytes,
        media_type="application/pdf",
        pages=1,
    )
