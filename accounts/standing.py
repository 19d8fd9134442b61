"""Where a person stands, by plain statements: every page and every call asks, and the question never changes.

Rows come in the order in which the models have their columns: `from_db` goes by it.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection

# A commune merged in 2019, again in 2025, and twice more.
MOST_SUCCESSIONS = 4

_SESSION = """
SELECT session_data FROM django_session
WHERE session_key = %(session_key)s AND expire_date > %(moment)s
"""
_KEEP_SESSION = """
UPDATE django_session SET session_data = %(kept)s, expire_date = %(until)s
WHERE session_key = %(session_key)s
"""

PERSON_FIELDS = (
    "id",
    "password",
    "is_superuser",
    "username",
    "is_active",
    "full_name",
    "is_service",
    "session_generation",
)
_PERSON = """
SELECT id, password, is_superuser, username, is_active, full_name, is_service, session_generation
FROM accounts_user WHERE id = %(user)s AND is_active
"""

TOKEN_FIELDS = ("id", "user_id", "scopes", "calls_a_minute")
CALLER_FIELDS = ("id", "is_superuser", "username", "is_active", "full_name", "is_service")
ROLE_FIELDS = ("id", "user_id", "kind", "agency_id", "valid_from", "valid_to")
AGENCY_FIELDS = (
    "id",
    "code",
    "old_code",
    "name",
    "level_id",
    "parent_id",
    "path",
    "valid_from",
    "valid_to",
    "successor_id",
    "search_key",
)
# The last column: whether an ended agency from elsewhere was taken over. Few roles need to ask which.
_ROLE = """
    r.id, r.user_id, r.kind, r.agency_id, r.valid_from, r.valid_to,
    a.id, a.code, a.old_code, a.name, a.level_id, a.parent_id, a.path, a.valid_from, a.valid_to,
    a.successor_id, a.search_key,
    EXISTS (
        SELECT 1 FROM accounts_agency old JOIN accounts_agency heir ON heir.id = old.successor_id
        WHERE old.valid_to < %(today)s
            AND substr(heir.path, 1, length(a.path)) = a.path
            AND substr(old.path, 1, length(a.path)) <> a.path
    )
"""
_HELD = """
    (r.valid_from IS NULL OR r.valid_from <= %(today)s)
    AND (r.valid_to IS NULL OR r.valid_to >= %(today)s)
"""
_ROLES = f"""
SELECT {_ROLE} FROM accounts_role r JOIN accounts_agency a ON a.id = r.agency_id
WHERE r.user_id = %(user)s AND {_HELD}
ORDER BY a.path, r.id
"""  # noqa: S608 - of constants
# A row for each role, one without a role where the account has none. Nothing is told of a token that is not in
# force: neither that there is one nor whose.
_CALLER = f"""
SELECT t.id, t.user_id, t.scopes, t.calls_a_minute,
    u.id, u.is_superuser, u.username, u.is_active, u.full_name, u.is_service,
    {_ROLE}
FROM accounts_systemtoken t JOIN accounts_user u ON u.id = t.user_id
LEFT JOIN accounts_role r ON r.user_id = u.id AND {_HELD}
LEFT JOIN accounts_agency a ON a.id = r.agency_id
WHERE t.secret_hash = %(secret_hash)s AND t.revoked_at IS NULL AND t.expires_at > %(moment)s
    AND u.is_active
ORDER BY a.path, r.id
"""  # noqa: S608 - of constants

# A chain of successors is followed backwards from the subtree; UNION ends a ring of them.
_TAKEN_OVER = """
WITH RECURSIVE taken (id, hops) AS (
    SELECT old.id, 1
    FROM accounts_agency old JOIN accounts_agency heir ON heir.id = old.successor_id
    WHERE old.valid_to < %(today)s
        AND substr(heir.path, 1, length(%(path)s)) = %(path)s
        AND substr(old.path, 1, length(%(path)s)) <> %(path)s
  UNION
    SELECT old.id, taken.hops + 1
    FROM taken JOIN accounts_agency old ON old.successor_id = taken.id
    WHERE old.valid_to < %(today)s AND taken.hops < %(most)s
        AND substr(old.path, 1, length(%(path)s)) <> %(path)s
)
SELECT DISTINCT id FROM taken
"""


def session_data(session_key: str, moment: datetime) -> str | None:
    """What a session that is not over holds, signed as Django signs it."""
    found = _rows(_SESSION, {"session_key": session_key, "moment": _moment(moment)})
    return found[0][0] if found else None


def keep_session(session_key: str, kept: str, until: datetime) -> bool:
    """Write what a session holds now; False where it has ended meanwhile."""
    asked = {"session_key": session_key, "kept": kept, "until": _moment(until)}
    with connection.cursor() as cursor:
        cursor.execute(_KEEP_SESSION, asked)
        return bool(cursor.rowcount)


def person_row(user_id: int) -> Sequence[Any] | None:
    """PERSON_FIELDS of an account that is not locked."""
    found = _rows(_PERSON, {"user": user_id})
    return found[0] if found else None


def token_rows(secret_hash: str, moment: datetime, today: date) -> list[Sequence[Any]]:
    """TOKEN_FIELDS of the token in force with this secret, CALLER_FIELDS of its account, then as `role_rows`.

    One row at least; the columns of a role are None where the account has none.
    """
    return _rows(_CALLER, {"secret_hash": secret_hash, "moment": _moment(moment), "today": today})


def role_rows(user_id: int | None, today: date) -> list[Sequence[Any]]:
    """ROLE_FIELDS, AGENCY_FIELDS and whether more was taken over, for each role held on this day."""
    return _rows(_ROLES, {"user": user_id, "today": today})


def ids_taken_over(path: str, today: date) -> frozenset[int]:
    """Ended agencies outside the subtree of this path which it has succeeded."""
    asked = {"path": path, "today": today, "most": MOST_SUCCESSIONS}
    return frozenset(row[0] for row in _rows(_TAKEN_OVER, asked))


def _moment(moment: datetime) -> Any:
    """As the database keeps it: SQLite has text, and compares it as such."""
    return connection.ops.adapt_datetimefield_value(moment)


def _rows(statement: str, asked: dict[str, Any]) -> list[Sequence[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return list(cursor.fetchall())
