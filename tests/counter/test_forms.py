"""Forms are printed once and kept; what a person typed stands on them as text and nothing else."""

import io
from collections.abc import Callable

import pikepdf
import pymupdf
import pytest

from counter.closings import refuse
from counter.ports import Press
from counter.press import html_of, keep, keep_all, opened
from counter.receipts import issue_receipt
from dossiers.identity.registering import Claim
from dossiers.models import FormEdition, FormKind, IssuedForm
from ingest.objects import Objects, missing
from printing.errors import PrintingError, PrintingTookTooLong
from printing.pdfa import html_to_pdfa
from storage.adapters.memory import MemoryStore
from tests.counter.desk import APPLICANT, Desk

Clock = Callable[[str], None]
HOSTILE = (
    '<img src="http://127.0.0.1/x"><script>alert(1)</script>\u202e{{ facts }}\x07 &lt; 😀 漢字 '
    + "Đất " * 20_000
    + "w" * 100_000
)


class CountingPrinter:
    """Prints nothing, and tells how often it was asked; fails as often as told."""

    def __init__(self, *, fails: int = 0) -> None:
        self.asked, self.fails = 0, fails

    def __call__(self, html: str, *, title: str) -> bytes:
        self.asked += 1
        if self.asked <= self.fails:
            raise PrintingTookTooLong
        return f"%PDF-{self.asked} {title} {html}".encode()


def issued(desk: Desk) -> IssuedForm:
    form = issue_receipt(dossier_id=desk.open().pk, by=desk.clerk)
    assert isinstance(form, IssuedForm)
    return form


def said(text: str) -> dict[str, object]:
    """What stands on forms of every kind."""
    return {
        "items": [{"component": text, "text": text, "cause": "c"}],
        "steps": [{"at": "a", "what": text, "who": "c", "agency": "d", "status": ""}],
        "reason": "",
        "text": text,
        "cause": "Nguyên nhân",
        "new_due": "16/10/2026",
    }


@pytest.fixture
def receipt(desk: Desk, clock: Clock) -> IssuedForm:
    return issued(desk)


def text_of(content: bytes) -> str:
    with pymupdf.open(stream=content) as pdf:
        return " ".join(" ".join(page.get_text() for page in pdf).split())


def test_a_form_is_printed_once_and_given_out_with_the_same_bytes(receipt: IssuedForm) -> None:
    printer, store = CountingPrinter(), MemoryStore()
    press = Press(to_pdf=printer, store=store)
    first = opened(receipt, press=press).read()
    again = opened(IssuedForm.objects.get(), press=press).read()
    assert first == again
    assert printer.asked == 1
    kept = IssuedForm.objects.get()
    assert kept.size_bytes == len(first)
    assert list(missing(store, Objects())) == []


def test_two_who_print_at_once_keep_one(receipt: IssuedForm) -> None:
    press = Press(to_pdf=CountingPrinter(), store=MemoryStore())
    other = IssuedForm.objects.get()
    keep(receipt, press=press)
    keep(other, press=press)
    assert receipt.key == other.key


def test_what_could_not_be_printed_is_printed_later(receipt: IssuedForm) -> None:
    press = Press(to_pdf=CountingPrinter(fails=2), store=MemoryStore())
    with pytest.raises(PrintingError):
        keep(receipt, press=press)
    assert keep_all(press=press) == (0, 1)
    assert keep_all(press=press) == (1, 0)
    assert keep_all(press=press) == (0, 0)


def test_forms_that_always_fail_hold_up_no_other(
    desk: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = issued(desk), issued(desk)
    number = first.facts["dossier"]["number"]

    def printer(html: str, *, title: str) -> bytes:
        if number in title:
            raise PrintingTookTooLong
        return title.encode()

    monkeypatch.setattr("counter.press.AT_ONCE", 1)
    press = Press(to_pdf=printer, store=MemoryStore())
    # Each time one of those that wait is chosen; that it is never the second, chance does not allow.
    assert any(keep_all(press=press) == (1, 0) for _ in range(60))
    second.refresh_from_db()
    assert second.key


def test_the_receipt_as_pdf_names_law_number_and_appointment(receipt: IssuedForm) -> None:
    press = Press(to_pdf=html_to_pdfa, store=MemoryStore())
    content = opened(receipt, press=press).read()
    text = text_of(content)
    for words in (
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Mẫu số 01",
        "Thông tư 03/2025/TT-VPCP",
        "H99.41-261005-0001",
        "17 giờ 00, ngày 12/10/2026",
        "Trần Thị Mơ",
        "Lê Thị Cửa",
    ):
        assert words.replace(" ", "") in text.replace(" ", "")
    assert APPLICANT.number not in text
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert "H99.41-261005-0001" in str(pdf.docinfo["/Title"])
        with pdf.open_metadata() as metadata:
            assert metadata.pdfa_status == "2U"


def test_hostile_words_stand_on_the_form_as_words(desk: Desk, clock: Clock) -> None:
    applicant = Claim(number="079190012346", name=HOSTILE[:290])
    dossier = desk.open(applicant=applicant)
    form = refuse(dossier_id=dossier.pk, cause="wrong_agency", text=HOSTILE, by=desk.officer)
    assert isinstance(form, IssuedForm)
    assert len(form.facts["text"]) <= 1000
    html = html_of(form)
    assert "<script>" not in html
    assert "<img" not in html
    text = text_of(html_to_pdfa(html, title="Thử"))
    assert "<script>alert(1)</script>" in text
    assert "\u202e" not in text
    assert "{{ facts }}" in text


@pytest.mark.parametrize("kind", FormKind.values)
def test_every_edition_of_a_form_has_its_layout(receipt: IssuedForm, kind: str) -> None:
    editions = FormEdition.objects.filter(kind=kind)
    assert len(editions) == 2
    for edition in editions:
        form = IssuedForm(edition=edition, kind=kind, facts={**receipt.facts, **said("Lý do")})
        html = html_of(form)
        assert "«undefined" not in html
        assert "H99.41-261005-0001" in html
