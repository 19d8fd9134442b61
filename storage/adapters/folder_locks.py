"""What holds an object of the folder store: one small file beside it, which tells whether it was altered.

    {"retain_until": "2036-11-23T00:00:00+00:00", "on_hold": false, "check": "<SHA-256>"}

`check` is over the key and the rest. It shows an edit, a damaged disk and a file put beside another object;
it does not stop who can write to the folder and knows how it is made: that is what S3 object lock is for.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime

from storage.errors import ObjectDamaged


@dataclass(frozen=True, slots=True)
class Lock:
    """Until when an object is retained, and whether it is under a legal hold."""

    retain_until: datetime | None = None
    on_hold: bool = False


def written(key: str, lock: Lock) -> bytes:
    """The file's content."""
    until = lock.retain_until.astimezone(UTC).isoformat() if lock.retain_until else None
    return json.dumps(
        {"retain_until": until, "on_hold": lock.on_hold, "check": _check(key, until, lock.on_hold)}
    ).encode()


def read(key: str, text: bytes) -> Lock:
    """What the file says.

    Raises:
        ObjectDamaged: it cannot be read, or was altered. Never to be taken for "not held".
    """
    try:
        told = json.loads(text)
        # Files of the first releases have nothing but the date.
        legacy = set(told) == {"retain_until"}
        until, on_hold = told["retain_until"], False if legacy else told["on_hold"]
        if not legacy and told["check"] != _check(key, until, on_hold):
            raise ObjectDamaged("the retention of the object was altered", key=key)
        day = datetime.fromisoformat(until).astimezone(UTC) if until is not None else None
        return Lock(day, bool(on_hold))
    except (ValueError, KeyError, TypeError) as error:
        raise ObjectDamaged("the retention of the object cannot be read", key=key) from error


def _check(key: str, until: str | None, on_hold: object) -> str:
    return hashlib.sha256(json.dumps([key, until, on_hold]).encode()).hexdigest()
