"""Takes uploaded files into a batch. What the store could not keep is told and never acknowledged."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from django.db import InterfaceError, OperationalError

from config import wiring
from dossiers.models import Batch, ReceivedFile
from ingest.intake import receive_upload
from ingest.measures import count_error
from ingest.records import records_trouble
from storage.errors import StorageError

if TYPE_CHECKING:
    from django.core.files.uploadedfile import UploadedFile

TOO_LARGE = "file.too_large"


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that was not acknowledged, and the code that says why."""

    name: str
    code: str
    retry: bool


def take_in(upload: "UploadedFile[Any]", *, batch: Batch) -> ReceivedFile | Refused:
    """Keep one file and write its record, or say why nothing was kept."""
    name, size_bytes = upload.name or "không tên", upload.size or 0
    if size_bytes > wiring.limits().max_bytes:
        return Refused(name, TOO_LARGE, retry=False)
    try:
        return receive_upload(
            cast(BinaryIO, upload.file),
            name=name,
            size_bytes=size_bytes,
            batch=batch,
            store=wiring.store(),
        )
    except StorageError as error:
        count_error(error.code)
        return Refused(name, error.code, retry=error.retry)
    except (OperationalError, InterfaceError) as error:
        # The bytes may be held already, which a second time does no harm.
        return Refused(name, records_trouble(error), retry=True)


def take_all_in(
    uploads: "Iterable[UploadedFile[Any]]", *, batch: Batch
) -> tuple[int, list[Refused]]:
    """Take files in one after the other; the number taken, and those that were not."""
    answers = [take_in(upload, batch=batch) for upload in uploads]
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    return len(answers) - len(refused), refused
