"""A verified local copy of a stored object, in a scratch folder that is gone afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dossiers.models import Paper, Rendition
from ingest.tools import Tools
from storage.streams import told


@contextmanager
def scratch_folder(tools: Tools) -> Iterator[Path]:
    """A folder of its own under the scratch folder.

    Raises:
        storage.errors.StoreFull, StoreUnreachable: this machine's disk cannot take it now; no fault of
            the paper.
    """
    try:
        tools.scratch.mkdir(parents=True, exist_ok=True)
        folder = tempfile.TemporaryDirectory(dir=tools.scratch)
    except OSError as error:
        raise told(error) from error
    with folder:
        yield Path(folder.name)


@contextmanager
def original(paper: Paper, tools: Tools) -> Iterator[Path]:
    """The original as it was received."""
    with scratch_folder(tools) as folder:
        yield tools.store.local_copy(paper.received_file.key, folder=folder)


@contextmanager
def rendition(paper: Paper, kind: Rendition.Kind, tools: Tools) -> Iterator[Path]:
    """The newest rendition of this kind."""
    held = paper.renditions.filter(kind=kind).order_by("-version")[0]
    with scratch_folder(tools) as folder:
        yield tools.store.local_copy(held.key, folder=folder)
