"""How far reading is, for a person who waits: a bar on a terminal, else a line now and then."""

import time
from collections.abc import Callable
from types import TracebackType
from typing import Self, TextIO

EVERY_S = 10.0
BAR_SIGNS = 24
_CLEAR_LINE = "\r\x1b[K"


class Progress:
    """Counts pages and says so, with pages a minute and the time that is left.

    Args:
        stream: where to, usually the standard error stream.
        quiet: say nothing unless `stream` is a terminal.
        clock: seconds that only grow.
    """

    def __init__(
        self, stream: TextIO, *, quiet: bool, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._stream, self._clock = stream, clock
        self._on_terminal = stream.isatty()
        self._is_shown = self._on_terminal or not quiet
        self._all, self._done, self._failed = 0, 0, 0
        self._began = self._said = clock()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.clear()

    def expect(self, pages: int) -> None:
        """So many pages more are to be read."""
        self._all += pages
        if self._on_terminal:
            self._show()

    def page(self, *, is_read: bool) -> None:
        """One page is done, or given up."""
        self._done += 1
        self._failed += not is_read
        if self._on_terminal:
            self._show()
        elif self._is_shown and self._clock() - self._said >= EVERY_S:
            self._said = self._clock()
            self._stream.write(f"{self.line()}\n")
            self._stream.flush()

    def clear(self) -> None:
        """Make the bar's line free for results; the next page brings the bar back."""
        if self._on_terminal:
            self._stream.write(_CLEAR_LINE)
            self._stream.flush()

    def line(self) -> str:
        """Pages done of all, pages a minute, time left."""
        parts = [f"Đã đọc {self._done}/{self._all} trang"]
        took_s = self._clock() - self._began
        if self._done and took_s > 0:
            parts.append(f"{60 * self._done / took_s:.0f} trang/phút")
            left_s = round(took_s * (self._all - self._done) / self._done)
            parts.append(f"còn {left_s // 60}:{left_s % 60:02d}")
        if self._failed:
            parts.append(f"{self._failed} trang không đọc được")
        return " · ".join(parts)

    def _show(self) -> None:
        full = BAR_SIGNS * self._done // max(self._all, 1)
        bar = "█" * full + "░" * (BAR_SIGNS - full)
        self._stream.write(f"{_CLEAR_LINE}{bar} {self.line()}")
        self._stream.flush()
