"""The page where anybody checks a copy: its public address, and what it may cost to check a file."""

from functools import cache

from django.conf import settings
from django.urls import reverse

from config import bounds
from config.bodies import MIB
from config.reading_engines import engine
from ocr.documents import Limits as DocumentLimits
from ocr.sandbox import ProcessSandbox, Sandbox
from signing.verify import Limits as SignatureLimits

MOST_BYTES = bounds.CHECK_FILE_MIB * MIB
# A good file takes a fraction of a second.
TIMEOUT_S = 20.0
DOCUMENT = DocumentLimits(max_bytes=MOST_BYTES, max_pages=bounds.MAX_PAGES)
SIGNATURES = SignatureLimits(max_bytes=MOST_BYTES, max_signatures=32)


def address() -> str:
    """Where the public checks copies, ending in /; empty where no public address is set."""
    base = str(settings.MOTLAN_PUBLIC_URL)
    return base.rstrip("/") + reverse("verification") if base else ""


@cache
def sandbox() -> Sandbox:
    """A process for files of strangers: one that hangs keeps nobody of the staff waiting."""
    return ProcessSandbox(jobs=1, engine_factory=engine, timeout_s=TIMEOUT_S)
