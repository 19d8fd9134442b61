"""What a person does at the screen, and what must never happen behind it."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from playwright.sync_api import ConsoleMessage, Locator, Page, Request, Response

EXECUTABLE = "/usr/bin/chromium"
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
# The worker reads with OCR and may share the machine with other tests.
SLOW_MS = 120_000


@dataclass
class Watch:
    """Complaints of the browser: errors on the console, answers of 400 and more, requests that fail."""

    complaints: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def expect(self, *statuses: int) -> None:
        """These answers are part of this test."""
        self.expected |= set(statuses)

    def over(self, page: Page) -> None:
        """Watch everything that happens on this page from now on."""
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.complaints.append(f"script: {error}"))
        page.on("requestfailed", self._failed)
        page.on("response", self._response)

    def _console(self, said: ConsoleMessage) -> None:
        # Answers that are errors are judged by their status below.
        if said.type == "error" and not said.text.startswith("Failed to load resource"):
            self.complaints.append(f"console: {said.text}")

    def _failed(self, request: Request) -> None:
        # A live line or a picture is broken off when the person goes on, and a download is no page.
        if request.failure != "net::ERR_ABORTED":
            self.complaints.append(f"{request.url}: {request.failure}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and response.status not in self.expected:
            self.complaints.append(f"{response.url}: {response.status}")


def tab_to(page: Page, selector: str, *, most: int = 80) -> Locator:
    """Press Tab until the focus is on what the selector names; keyboard only."""
    for _ in range(most):
        if page.evaluate("s => document.activeElement?.matches(s) ?? false", selector):
            return page.locator(":focus")
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {selector}")


def focused_field(page: Page) -> str:
    """The name of the field under the cursor; empty elsewhere."""
    return str(page.evaluate("document.activeElement?.dataset?.field ?? ''"))


def type_anew(page: Page, text: str) -> None:
    """Replace what stands in the field under the cursor."""
    page.keyboard.press("Control+a")
    page.keyboard.type(text) if text else page.keyboard.press("Delete")


def wait_until(holds: Callable[[], bool]) -> None:
    """Until it holds; the worker takes its time."""
    until = time.monotonic() + SLOW_MS / 1000
    while not holds():
        assert time.monotonic() < until, "the worker did not get there"
        time.sleep(0.5)
