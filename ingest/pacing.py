"""Slows work down to a rate, so that a check at night leaves the store to whoever works."""

import threading
import time
from dataclasses import dataclass, field


@dataclass(slots=True)
class Pace:
    """At most so many objects, or so many bytes, a second; 0: as fast as it goes. For one thread."""

    objects_per_s: float = 0
    bytes_per_s: float = 0
    _next: float = field(default=0.0, init=False)

    def wait(self, size_bytes: int, stop: threading.Event) -> None:
        """Wait until one more object of this size may be read, or until `stop` is set."""
        now = time.monotonic()
        if self._next > now:
            stop.wait(self._next - now)
        costs = (1 / self.objects_per_s if self.objects_per_s else 0.0) + (
            size_bytes / self.bytes_per_s if self.bytes_per_s else 0.0
        )
        self._next = max(self._next, now) + costs
