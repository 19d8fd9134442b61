"""What is the matter with a database that cannot do its work now, by the words of SQLite and PostgreSQL.

Source: sqlite.org/rescode.html; PostgreSQL 15, appendix A, error codes (SQLSTATE).
"""

from django.db import Error

FULL, BUSY, UNREACHABLE, READ_ONLY, NOT_READY, NOT_ALLOWED, FAILED = (
    "records.full",
    "records.busy",
    "records.unreachable",
    "records.read_only",
    "records.not_ready",
    "records.not_allowed",
    "records.failed",
)
# What goes by without anybody touching the paper that met it.
PASSING = frozenset({FULL, BUSY, UNREACHABLE, READ_ONLY, NOT_READY, NOT_ALLOWED})

BY_STATE = {
    "53100": FULL,  # disk full
    "53200": BUSY,  # out of memory
    "53300": BUSY,  # too many connections
    "40001": BUSY,  # serialization failure
    "40P01": BUSY,  # deadlock: the other transaction went on
    "55P03": BUSY,  # lock not available
    "57014": BUSY,  # query cancelled, by a time-out
    "57P01": UNREACHABLE,  # administrator shutdown
    "57P02": UNREACHABLE,  # crash shutdown
    "57P03": UNREACHABLE,  # cannot connect now: starting up or shutting down
    "25006": READ_ONLY,  # read-only transaction: a standby
    "42P01": NOT_READY,  # undefined table
    "42703": NOT_READY,  # undefined column
    "3D000": NOT_READY,  # no such database
    "42501": NOT_ALLOWED,  # insufficient privilege
    "28000": NOT_ALLOWED,  # invalid authorization
    "28P01": NOT_ALLOWED,  # invalid password
}
CONNECTION_STATES = "08"
# Class names of psycopg's pool, which is there only where PostgreSQL is used.
FROM_POOL = {"PoolTimeout": UNREACHABLE, "PoolClosed": UNREACHABLE, "TooManyRequests": BUSY}


def records_trouble(error: Error) -> str:
    """The stable code of the trouble."""
    cause = error.__cause__ or error
    is_postgresql = type(cause).__module__.startswith("psycopg")
    return _of_postgresql(cause) if is_postgresql else _of_sqlite(error)


def _of_postgresql(cause: BaseException) -> str:
    kind, state = type(cause).__name__, str(getattr(cause, "sqlstate", None) or "")
    known = FROM_POOL.get(kind) or BY_STATE.get(state)
    if known:
        return known
    # The client library itself names no state: nobody listens, or the connection broke.
    broken = not state and kind in {"OperationalError", "InterfaceError"}
    return UNREACHABLE if broken or state.startswith(CONNECTION_STATES) else FAILED


def _of_sqlite(error: Error) -> str:
    text = str(error).lower()
    if "full" in text or "disk i/o" in text:
        return FULL
    if "locked" in text:
        return BUSY
    if "readonly" in text:
        return READ_ONLY
    return NOT_READY if "no such" in text else FAILED
