"""How often a token may call in a minute, over all web processes, without a write for every call.

A process takes a tenth of the minute's calls at a time from the token's row, and answers that many from what
it has taken. So no process can give more than the row holds; what one has taken and does not use is lost
for that minute, at most a tenth for each process.
"""

import time
from threading import Lock

from django.db.models import F
from django.utils import timezone

from accounts.models import SystemToken
from api.errors import TooManyCalls

MINUTE_S = 60
PARTS = 10


class Allowances:
    """What this process may still answer in the current minute, by token."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._left: dict[int, tuple[int, int]] = {}

    def take(self, token: SystemToken) -> None:
        """Count one call.

        Raises:
            TooManyCalls: the minute's calls are used up.
        """
        now = time.time()
        minute = int(now // MINUTE_S)
        if self._take_held(token.pk, minute):
            return
        taken = _take_more(token, minute)
        if not taken:
            raise TooManyCalls(MINUTE_S - int(now % MINUTE_S))
        self._keep(token.pk, minute, taken - 1)

    def forget(self) -> None:
        """Give up what is held; the calls count as made."""
        with self._lock:
            self._left.clear()

    def __len__(self) -> int:
        return len(self._left)

    def _take_held(self, token: int, minute: int) -> bool:
        with self._lock:
            of_minute, left = self._left.get(token, (minute, 0))
            if of_minute != minute or not left:
                return False
            self._left[token] = (minute, left - 1)
            return True

    def _keep(self, token: int, minute: int, more: int) -> None:
        with self._lock:
            # Another thread may have taken some at the same moment; past minutes are let go.
            of_minute, left = self._left.get(token, (minute, 0))
            self._left[token] = (minute, more + (left if of_minute == minute else 0))
            self._left = {key: held for key, held in self._left.items() if held[0] >= minute}


def _take_more(token: SystemToken, minute: int) -> int:
    """A tenth of the minute's calls, while there are as many; also tells when the token was last used."""
    part = -(-token.calls_a_minute // PARTS)
    row, now = SystemToken.objects.filter(pk=token.pk), timezone.now()
    first = row.filter(minute__lt=minute).update(minute=minute, calls_taken=part, last_used_at=now)
    # The clock of another machine may be ahead by a little: its minute counts.
    if first or row.filter(minute__gte=minute, calls_taken__lte=token.calls_a_minute - part).update(
        calls_taken=F("calls_taken") + part, last_used_at=now
    ):
        return part
    return 0


ALLOWANCES = Allowances()
