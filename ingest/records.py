"""What is the matter with a database that cannot do its work now."""

from django.db import OperationalError

FULL, BUSY, NOT_READY, FAILED = (
    "records.full",
    "records.busy",
    "records.not_ready",
    "records.failed",
)
# What goes by without anybody touching the paper that met it.
PASSING = frozenset({FULL, BUSY})


def records_trouble(error: OperationalError) -> str:
    """The stable code of the trouble."""
    text = str(error).lower()
    if "full" in text or "disk i/o" in text:
        return FULL
    if "locked" in text:
        return BUSY
    return NOT_READY if "no such" in text else FAILED
