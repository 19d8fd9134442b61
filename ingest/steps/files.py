"""A verified local copy of a stored object, in a scratch folder that is gone afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dossiers.models import Paper, Rendition
from ingest.tools import Tools


@contextmanager
def scratch_folder(tools: Tools) -> Iterator[Path]:
    """A folder of its own under the scratch folder."""
    tools.scratch.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=tools.scratch) as folder:
        yield Path(folder)


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
