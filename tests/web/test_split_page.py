"""Tách lô: what the page shows, who may open it, what a post does, and how it looks without script."""

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.models import Agency
from dossiers.models import Paper, ReceivedFile, Splitting
from dossiers.states import State
from ingest.split_signs import keep_signs, kept_signs
from ocr.splitting import PageSigns, SeparatorSheet
from storage.adapters.memory import MemoryStore
from tests.records import make_agency, make_dossier, make_paper, make_user

pytestmark = pytest.mark.django_db

NUMBER = "H15.50-261008-0975"


@pytest.fixture
def agency() -> Agency:
    return make_agency("H15.50", name="Ủy ban nhân dân xã Mây")


@pytest.fixture
def clerk(client: Client, agency: Agency) -> Client:
    client.force_login(make_user("clerk", agency, username="lan"))
    return client


@pytest.fixture
def file(agency: Agency) -> ReceivedFile:
    """A sheet, then five pages: a paper seems to begin with pages 2 and 4."""
    paper = make_paper(agency, State.TO_SPLIT, pages=6, name="tap 038090000123.pdf", first_page=2)
    file = paper.received_file
    head = {"heading": True, "letterhead": True}
    keep_signs(
        file,
        [
            PageSigns(1, sheet=SeparatorSheet(NUMBER)),
            PageSigns(2, **head),  # type: ignore[arg-type]
            PageSigns(3, inside_sentence=True),
            PageSigns(4, **head),  # type: ignore[arg-type]
            PageSigns(5),
            PageSigns(6, blank=True),
        ],
    )
    file.split_state = Splitting.PROPOSED
    file.save()
    return file


def address(file: ReceivedFile) -> str:
    return reverse("scan_split", args=[file.batch_id, file.pk])


def test_it_shows_pages_boundaries_reasons_and_papers(
    clerk: Client, file: ReceivedFile, agency: Agency
) -> None:
    make_dossier(agency, NUMBER)
    page = clerk.get(address(file)).content.decode()
    for shown in ("Tờ phân cách", "2 giấy tờ", "Trang 2–3", "Trang 4–6", NUMBER):
        assert shown in page
    assert "quốc hiệu" in page
    assert "038090000123" not in page
    assert 'value="4" id="start-4" checked' in page
    assert 'value="3" id="start-3" aria' in page
    assert 'id="start-1"' not in page
    assert 'id="start-2"' not in page  # a paper always begins after a sheet


def test_what_a_sheet_names_in_vain_is_told_with_the_paper_behind_it(
    clerk: Client, file: ReceivedFile
) -> None:
    make_dossier(make_agency("H91.1"), "H91.1-261008-0001")
    signs = kept_signs(file)
    signs[0] = PageSigns(1, sheet=SeparatorSheet("H91.1-261008-0001"))
    keep_signs(file, signs)
    file.save()
    told = "không có trong các hồ sơ của cơ quan"
    assert told in clerk.get(address(file)).content.decode()
    clerk.post(address(file), {"seen": "2", "start": ["4"]})
    file.papers.update(state=State.TO_REVIEW)
    page = clerk.get(address(file)).content.decode()
    # In the note above, and with the first paper; the other papers of the dossier named so are told too.
    assert page.count(told) == 3
    paper = file.papers.get(first_page=2)
    paper.dossier = make_dossier(file.agency)
    paper.save()
    assert clerk.get(address(file)).content.decode().count(told) == 2


def test_a_page_not_read_and_a_spoilt_sheet_are_told(clerk: Client, file: ReceivedFile) -> None:
    signs = kept_signs(file)
    signs[4] = PageSigns(5, code_lost=True)
    keep_signs(file, signs)
    file.save()
    text = file.papers.get().page_texts.get(number=4)
    text.quality["warnings"] = ["quality.unread", "document.damaged"]
    text.save()
    page = clerk.get(address(file)).content.decode()
    assert page.count("Không đọc được trang này") == 1
    assert page.count("Không đọc được mã trên tờ") == 1
    assert "Mặt sau tờ phân cách" in page  # page 6, blank


def test_a_boundary_is_tried_before_it_is_accepted(clerk: Client, file: ReceivedFile) -> None:
    asked = {"seen": "2", "start": ["4", "5"]}
    part = clerk.get(address(file), asked, headers={"HX-Request": "true"}).content.decode()
    assert "3 giấy tờ" in part
    assert "<html" not in part
    assert "3 giấy tờ" in clerk.get(address(file), asked).content.decode()
    assert Paper.objects.count() == 1


def test_a_post_parts_the_file(clerk: Client, file: ReceivedFile, agency: Agency) -> None:
    dossier = make_dossier(agency, NUMBER)
    answer = clerk.post(address(file), {"seen": "2", "start": ["4"]}, follow=True)
    assert "Đã tách lô" in answer.content.decode()
    papers = file.papers.order_by("first_page")
    assert [(p.first_page, p.last_page, p.state, p.dossier) for p in papers] == [
        (2, 3, "read", dossier),
        (4, 6, "read", dossier),
    ]
    file.refresh_from_db()
    assert (file.split_state, file.split_by) == (Splitting.ACCEPTED, "user:lan")


def test_what_another_clerk_did_is_told(clerk: Client, file: ReceivedFile) -> None:
    answer = clerk.post(address(file), {"seen": "2,3", "start": ["4"]})
    assert answer.status_code == 422
    assert "Người khác vừa tách lại" in answer.content.decode()
    assert clerk.post(address(file), {"start": ["4"]}).status_code == 422


@pytest.mark.parametrize("start", ["0", "1", "99", "-1", "x", "9" * 30, "\0"])
def test_a_start_that_makes_no_sense_is_passed_over(
    clerk: Client, file: ReceivedFile, start: str
) -> None:
    clerk.post(address(file), {"seen": "2", "start": [start]})
    assert file.papers.get().last_page == 6


def test_a_reviewed_paper_is_shown_and_stays(clerk: Client, file: ReceivedFile) -> None:
    paper = file.papers.get()
    Paper.objects.filter(pk=paper.pk).update(last_page=3)
    done = make_paper(file.agency, State.AVAILABLE, pages=6)
    Paper.objects.filter(pk=done.pk).update(received_file=file, first_page=4)
    page = clerk.get(address(file)).content.decode()
    assert 'id="start-4"' not in page
    assert 'id="start-5"' not in page
    # Said of every paper that may no longer change, one whose pages are being read among them.
    assert "Giữ nguyên" in page
    assert clerk.post(address(file), {"seen": "2,4", "start": ["3"]}).status_code == 302
    done.refresh_from_db()
    assert (done.first_page, done.last_page, done.state) == (4, 6, "available")


def test_strangers_see_nothing(client: Client, clerk: Client, file: ReceivedFile) -> None:
    other = Client()
    other.force_login(make_user("clerk", make_agency("H91.1"), username="la"))
    assert other.get(address(file)).status_code == 404
    assert other.post(address(file), {"seen": "2"}).status_code == 404
    officer = Client()
    officer.force_login(make_user("officer", file.agency, username="minh"))
    assert officer.get(address(file)).status_code == 403
    assert Client().get(address(file)).status_code == 302
    wrong_batch = reverse("scan_split", args=[file.batch_id + 1, file.pk])
    assert clerk.get(wrong_batch).status_code == 404


def test_only_sheets_have_a_picture_of_their_own(
    clerk: Client, file: ReceivedFile, store: MemoryStore
) -> None:
    of_a_paper = reverse("scan_split_picture", args=[file.batch_id, file.pk, 2])
    assert clerk.get(of_a_paper).status_code == 404
    of_a_sheet = reverse("scan_split_picture", args=[file.batch_id, file.pk, 1])
    assert clerk.get(of_a_sheet).status_code == 422  # nobody holds the bytes here


def test_a_signed_file_says_why_it_stays_whole(clerk: Client, agency: Agency) -> None:
    paper = make_paper(agency, pages=3, arrived_signed=True)
    page = clerk.get(address(paper.received_file)).content.decode()
    assert "không tách được" in page


def test_it_is_linked_where_clerks_work(clerk: Client, file: ReceivedFile) -> None:
    batch = clerk.get(reverse("scan_batch", args=[file.batch_id])).content.decode()
    assert address(file) in batch
    assert "1 chờ tách lô" in batch
    for name in ("scan", "review", "work"):
        assert address(file) in clerk.get(reverse(name)).content.decode(), name


def test_a_stack_of_300_pages(
    clerk: Client, agency: Agency, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    paper = make_paper(agency, State.TO_SPLIT, pages=300)
    file = paper.received_file
    starts = list(range(4, 300, 3))
    keep_signs(
        file, [PageSigns(n, heading=n in starts, letterhead=n in starts) for n in range(1, 301)]
    )
    file.split_state = Splitting.PROPOSED
    file.save()
    with django_assert_max_num_queries(40):
        page = clerk.get(address(file)).content.decode()
    assert "100 giấy tờ" in page
    assert page.count('loading="lazy"') == 300
    assert clerk.post(address(file), {"seen": "1", "start": starts}).status_code == 302
    assert file.papers.filter(state=State.READ).count() == 100
    assert {each.page_texts.count() for each in file.papers.all()} == {3}
    with django_assert_max_num_queries(40):
        clerk.get(address(file))
