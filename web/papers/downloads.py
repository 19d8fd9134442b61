"""Gives out the bytes of a rendition: opened and verified first, then recorded with the purpose, then sent."""

import re
from pathlib import PurePath

from django.http.response import HttpResponseBase

from config.fresh import assure
from dossiers import events
from dossiers.models import Paper, Rendition
from storage.ports import Store
from web.streams import file_to_save

NAMES = {
    Rendition.Kind.COMPOSED: "chua-ky",
    Rendition.Kind.SIGNED: "da-ky",
    Rendition.Kind.SEARCHABLE: "tra-cuu",
}
LONGEST_NAME = 120
UNSAFE = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]+')


def hand_out(
    rendition: Rendition, *, paper: Paper, by: str, purpose: str, store: Store
) -> HttpResponseBase:
    """The rendition as a file to be saved; never shown in the browser.

    Raises:
        storage.errors.StorageError, config.fresh.NotGivenOut: nothing was given out and nothing recorded.
    """
    assure(rendition, by=by, must_be_valid=False)
    answer = file_to_save(
        store,
        rendition.key,
        name=file_name(rendition, paper),
        size_bytes=rendition.size_bytes,
        media_type=rendition.media_type,
    )
    events.record(
        agency=paper.agency,
        actor=by,
        verb="paper.downloaded",
        about=paper,
        purpose=purpose,
        facts={"rendition": rendition.pk, "sha256": rendition.sha256},
    )
    return answer


def file_name(rendition: Rendition, paper: Paper) -> str:
    """The original's own name made safe; ours after the paper's number: giay-to-12-da-ky.pdf."""
    if rendition.kind == Rendition.Kind.ORIGINAL:
        given = UNSAFE.sub("_", paper.received_file.name).strip(". ")
        path = PurePath(given or "ban-goc")
        return path.stem[:LONGEST_NAME] + path.suffix[:10]
    return f"giay-to-{paper.pk}-{NAMES[Rendition.Kind(rendition.kind)]}.pdf"
