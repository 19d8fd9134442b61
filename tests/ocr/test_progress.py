"""What a person who waits for pages is told."""

import io

import pytest

from worker.direct.progress import EVERY_S, Progress


class Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_terminal_shows_pages_speed_and_time_left_on_one_line() -> None:
    screen, clock = Screen(), Clock()
    with Progress(screen, quiet=True, clock=clock) as progress:
        progress.expect(42)
        for _ in range(20):
            clock.now += 1.5
            progress.page(is_read=True)
        shown = screen.getvalue().split("\r\x1b[K")[-1]
    assert shown.endswith("Đã đọc 20/42 trang · 40 trang/phút · còn 0:33")
    assert shown.count("█") == 11
    assert "\n" not in screen.getvalue()
    assert screen.getvalue().endswith("\r\x1b[K")


def test_a_log_gets_a_line_now_and_then() -> None:
    log, clock = io.StringIO(), Clock()
    with Progress(log, quiet=False, clock=clock) as progress:
        progress.expect(30)
        for number in range(30):
            clock.now += EVERY_S / 10
            progress.page(is_read=number != 4)
    assert log.getvalue().splitlines() == [
        "Đã đọc 10/30 trang · 60 trang/phút · còn 0:20 · 1 trang không đọc được",
        "Đã đọc 20/30 trang · 60 trang/phút · còn 0:10 · 1 trang không đọc được",
        "Đã đọc 30/30 trang · 60 trang/phút · còn 0:00 · 1 trang không đọc được",
    ]


@pytest.mark.parametrize("pages", [0, 100])
def test_a_program_is_left_in_peace(pages: int) -> None:
    log, clock = io.StringIO(), Clock()
    with Progress(log, quiet=True, clock=clock) as progress:
        progress.expect(pages)
        for _ in range(pages):
            clock.now += EVERY_S
            progress.page(is_read=True)
    assert log.getvalue() == ""
