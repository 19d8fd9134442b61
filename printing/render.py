"""The process that lays out one document: JSON on its input, PDF/A on its output, then it ends.

It runs apart from the web process, since laying out is slow and a page may be made to take for ever.
"""

import ctypes
import io
import json
import os
import resource
import signal
import sys
from pathlib import PurePosixPath

from weasyprint import CSS, HTML
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

from printing.fonts import ASSET, asset, font_rules

PR_SET_PDEATHSIG = 1
MEMORY_LIMIT_BYTES = 1024**3
VARIANT = "pdf/a-2u"


class Closed(FatalURLFetchingError):  # type: ignore[misc] # weasyprint has no types
    """The page asks for something from outside."""


class OnlyWithin(URLFetcher):  # type: ignore[misc] # as above
    """Gives what stands in the page itself (data:) and the named assets; opens nothing else."""

    def __init__(self) -> None:
        super().__init__(allowed_protocols=("data",))

    def fetch(self, url: str, headers: dict[str, str] | None = None) -> URLFetcherResponse:
        """The bytes, or Closed."""
        if url.startswith(ASSET):
            found = asset(PurePosixPath(url.removeprefix(ASSET)).name)
            if found is not None:
                return URLFetcherResponse(url, io.BytesIO(found))
        if url.startswith("data:"):
            return super().fetch(url, headers)
        raise Closed("a form may only use what stands in it")


def render(html: str, *, title: str, language: str) -> bytes:
    """Lay out the page as PDF/A-2u; the same page gives the same bytes."""
    fonts = FontConfiguration()
    fetcher = OnlyWithin()
    sheet = CSS(string=font_rules(), font_config=fonts, url_fetcher=fetcher)
    document = HTML(string=html, url_fetcher=fetcher).render(
        stylesheets=[sheet], font_config=fonts, pdf_variant=VARIANT
    )
    document.metadata.title, document.metadata.lang = title, language
    document.metadata.generator = "Motlan"
    made: bytes = document.write_pdf(pdf_variant=VARIANT, pdf_tags=True)
    return made


def main() -> int:
    """One document."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT_BYTES, MEMORY_LIMIT_BYTES))
    asked = json.load(sys.stdin.buffer)
    # What libraries say about the page may cite it; it goes nowhere.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    made = render(asked["html"], title=asked["title"], language=asked["language"])
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    sys.exit(main())
