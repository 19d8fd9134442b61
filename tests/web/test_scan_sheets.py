"""Tờ phân cách: a clerk prints them, and what is printed is found again when the stack is scanned."""

import io

import numpy as np
import pikepdf
import pymupdf
import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Agency
from ocr.ports import PageImage
from ocr.splitting import SeparatorSheet, parse_sheet, read_codes
from tests.records import make_agency, make_dossier, make_paper_type, make_user

pytestmark = pytest.mark.django_db
NUMBER = "H15.50-260302-0001"


@pytest.fixture
def agency() -> Agency:
    return make_agency("H15.50", name="Ủy ban nhân dân xã Mây")


@pytest.fixture
def clerk(client: Client, agency: Agency) -> Client:
    client.force_login(make_user("clerk", agency, username="lan"))
    return client


def printed(content: bytes) -> list[SeparatorSheet | None]:
    """What a scanner at 150 dpi and the reader of codes make of each page, whichever way it lies."""
    found = []
    with pymupdf.open(stream=content) as pdf:
        for page in pdf:
            drawn = page.get_pixmap(dpi=150, colorspace="gray")
            pixels = np.frombuffer(drawn.samples, np.uint8).reshape(drawn.height, drawn.width)
            read = set()
            for turns in range(4):
                turned = np.ascontiguousarray(np.rot90(pixels, turns))
                (code,) = read_codes(PageImage(turned, 150, colour=False))
                assert code.under_bar, "known as a sheet without reading its words"
                read.add(parse_sheet(code.text))
            found += read
    return found


def test_the_sheets_have_a_page_that_the_scan_page_leads_to(clerk: Client) -> None:
    assert f'href="{reverse("scan_sheets")}"' in clerk.get(reverse("scan")).content.decode()
    assert "Tờ phân cách" in clerk.get(reverse("scan_sheets")).content.decode()


def test_one_sheet_for_each_type_is_printed_and_read_back(clerk: Client, agency: Agency) -> None:
    make_dossier(agency, NUMBER)
    types = [
        make_paper_type("ket_hon"),
        make_paper_type("quyet_dinh"),
    ]
    sent = {
        "place": "dossier",
        "number": NUMBER.lower(),
        "paper_types": [each.code for each in types],
    }
    answer = clerk.post(reverse("scan_sheets"), sent)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/pdf"
    content = answer.content
    assert printed(content) == [
        SeparatorSheet(NUMBER, "ket_hon"),
        SeparatorSheet(NUMBER, "quyet_dinh"),
    ]
    with pymupdf.open(stream=content) as pdf:
        text = " ".join(pdf[0].get_text().split())
    for shown in ("TỜ PHÂN CÁCH", NUMBER, types[0].name):
        assert shown in text
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_metadata() as metadata:
        assert metadata.pdfa_status == "2U"


def test_without_types_one_sheet_stands_for_the_whole_dossier_or_the_backlog(
    clerk: Client, agency: Agency
) -> None:
    make_dossier(agency, NUMBER)
    of_dossier = clerk.post(reverse("scan_sheets"), {"place": "dossier", "number": NUMBER})
    assert printed(of_dossier.content) == [SeparatorSheet(NUMBER, None)]
    of_backlog = clerk.post(reverse("scan_sheets"), {"place": "backlog"})
    assert printed(of_backlog.content) == [SeparatorSheet(None, None)]


def test_a_dossier_of_another_agency_is_unknown(clerk: Client) -> None:
    make_dossier(make_agency("H15.51", name="Ủy ban nhân dân xã Gió"), "H15.51-260302-0001")
    sent = {"place": "dossier", "number": "H15.51-260302-0001"}
    answer = clerk.post(reverse("scan_sheets"), sent)
    assert answer.status_code == 422
    assert "Không có hồ sơ với mã này" in answer.content.decode()


def test_codes_that_no_qr_code_holds_are_refused_with_a_sentence(clerk: Client) -> None:
    made = make_paper_type("giấy tờ; khác", name="Giấy tờ khác")
    answer = clerk.post(reverse("scan_sheets"), {"place": "backlog", "paper_types": [made.code]})
    assert answer.status_code == 422
    assert "không in được thành mã QR" in answer.content.decode()


def test_printing_that_fails_says_so(clerk: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("printing.pdfa.MAX_BYTES", 10)
    answer = clerk.post(reverse("scan_sheets"), {"place": "backlog"})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
