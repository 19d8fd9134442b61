"""What held an object in the old store holds it in the new one."""

import io
from datetime import UTC, datetime

import pytest

from storage.adapters.memory import MemoryStore
from storage.errors import OnHold
from worker.moving.objects import _move_one

FAR = datetime(2999, 1, 1, tzinfo=UTC)


def test_retention_and_hold_move_along() -> None:
    old, new = MemoryStore(), MemoryStore()
    key = old.put(io.BytesIO(b"one"), media_type="application/pdf").key
    old.retain(key, until=FAR)
    old.hold(key)
    for _ in range(2):  # it may run again
        assert _move_one(old, new, {}, key) == ""
    held = new.stat(key)
    assert held is not None
    assert (held.retain_until, held.on_hold) == (FAR, True)
    with pytest.raises(OnHold):
        new.delete(key)
