"""What the printer makes of a page, and what it lets no page do."""

import io
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import pikepdf
import pymupdf
import pytest

from printing import fonts, pdfa
from printing.errors import PrintFontMissing, PrintingError, PrintingTookTooLong, TooMuchToPrint
from printing.pdfa import html_to_pdfa
from printing.qr import qr_svg

STYLE = "<style>body { font: 13pt 'Motlan Serif'; overflow-wrap: anywhere } b { font-family: 'Motlan Sans' }</style>"


def page(content: str) -> str:
    return f"<html><head>{STYLE}</head><body>{content}</body></html>"


def text_of(content: bytes) -> str:
    with pymupdf.open(stream=content) as pdf:
        return " ".join(" ".join(each.get_text() for each in pdf).split())


def test_the_same_page_gives_the_same_bytes() -> None:
    asked = page(f"<p>Giấy hẹn <b>Độc lập</b></p>{qr_svg('H15.50-261008-0975')}")
    first = html_to_pdfa(asked, title="Giấy hẹn")
    assert html_to_pdfa(asked, title="Giấy hẹn") == first
    with pikepdf.open(io.BytesIO(first)) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "2U"
        assert pdf.Root.Lang == "vi"
        assert pdf.Root.MarkInfo.Marked
    with pymupdf.open(stream=first) as pdf:
        names = {each[3].split("+")[-1] for each in pdf[0].get_fonts()}
    assert names == {"Motlan-Serif", "Motlan-Sans-Bold"}


def test_vietnamese_stays_and_controls_go() -> None:
    made = html_to_pdfa(page("<p>Ưỡn ẹo\u202e đảo\x00\u200b 漢 ợ</p>"), title="\u202eThử")
    assert text_of(made) == "Ưỡn ẹo đảo □ ợ"


@contextmanager
def listening() -> Iterator[tuple[str, list[str]]]:
    """A server that remembers what it was asked for."""
    asked: list[str] = []

    class Remembers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Remembers)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.service
def test_a_page_reaches_no_network() -> None:
    with listening() as (address, asked):
        with pytest.raises(PrintingError):
            html_to_pdfa(page(f'<img src="{address}/x.png">'), title="t")
        with pytest.raises(PrintingError):
            html_to_pdfa(f'<style>@import "{address}/x.css";</style>', title="t")
    assert asked == []


@pytest.mark.parametrize(
    "outside",
    [
        '<link rel="stylesheet" href="file:///etc/passwd">',
        '<img src="asset:../../../etc/passwd">',
        '<object data="/etc/hostname"></object>',
    ],
)
def test_a_page_reaches_no_file(outside: str) -> None:
    # Refused as a whole, or printed without it.
    with suppress(PrintingError):
        assert text_of(html_to_pdfa(page(outside), title="t")) == ""


def test_limits_of_size_and_time() -> None:
    with pytest.raises(TooMuchToPrint):
        html_to_pdfa("ệ" * pdfa.MAX_BYTES, title="t")
    begun = time.monotonic()
    # Shorter than loading the layout takes: what a page costs differs from machine to machine.
    with pytest.raises(PrintingTookTooLong):
        html_to_pdfa(page("w" * 200_000), title="t", timeout_s=0.1)
    assert time.monotonic() - begun < 10


def test_without_fonts_nothing_is_printed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    fonts.font_folder.cache_clear()
    monkeypatch.setattr(fonts, "_FOLDERS", (tmp_path,))
    with pytest.raises(PrintFontMissing):
        html_to_pdfa(page("a"), title="t")


@pytest.fixture(autouse=True)
def fonts_found_anew() -> Iterator[None]:
    yield
    fonts.font_folder.cache_clear()
