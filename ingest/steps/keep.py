"""RECEIVED → KEPT: the bytes were stored before the row was written; make sure they still are."""

from dossiers.models import Paper, Rendition
from dossiers.states import State
from ingest.errors import OriginalMissing
from ingest.tools import Done, Tools


def keep(paper: Paper, tools: Tools) -> Done:
    """Confirm that the store holds the original whole.

    Raises:
        OriginalMissing: the record names an object that the store does not have.
        storage.errors.StorageError: unreachable (retry) or damaged.
    """
    file = paper.received_file
    held = tools.store.stat(file.key)
    if held is None or held.size_bytes != file.size_bytes:
        raise OriginalMissing

    def save(current: Paper) -> None:
        Rendition.objects.get_or_create(
            paper=current,
            kind=Rendition.Kind.ORIGINAL,
            version=1,
            defaults={
                "key": file.key,
                "sha256": file.sha256,
                "size_bytes": file.size_bytes,
                "media_type": file.media_type or "application/octet-stream",
                "pages": None,
            },
        )

    return Done(State.KEPT, save)
