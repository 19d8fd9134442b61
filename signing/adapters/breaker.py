"""Stops asking a service that fails again and again, and asks once in a while whether it is back."""

import threading
import time
from collections.abc import Callable

Clock = Callable[[], float]


class Breaker:
    """Open after `failures` in a row; after `rest_s` one caller may try, and its outcome decides."""

    def __init__(
        self, *, failures: int = 5, rest_s: float = 60.0, clock: Clock = time.monotonic
    ) -> None:
        """Closed at first."""
        self._failures = failures
        self._rest_s = rest_s
        self._clock = clock
        self._lock = threading.Lock()
        self._in_a_row = 0
        self._ask_again_at = 0.0

    def may_ask(self) -> bool:
        """Whether the service may be asked now; where it is open, one caller only gets a yes each rest."""
        with self._lock:
            if self._in_a_row < self._failures:
                return True
            now = self._clock()
            if now < self._ask_again_at:
                return False
            # Also where that caller is killed and never reports, the next one may ask after the rest.
            self._ask_again_at = now + self._rest_s
            return True

    def worked(self) -> None:
        """The service answered."""
        with self._lock:
            self._in_a_row = 0

    def failed(self) -> None:
        """The service did not answer, or not with what was asked for."""
        with self._lock:
            self._in_a_row += 1
            self._ask_again_at = self._clock() + self._rest_s
