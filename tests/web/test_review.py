"""Đối soát: the order of the queue, the page, accepting with and without problems, returning."""

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Agency
from dossiers.models import Event, Holder, Paper, PaperType
from dossiers.states import State
from ingest import review as acts
from tests.records import (
    make_agency,
    make_dossier,
    make_field,
    make_holder,
    make_paper,
    make_paper_type,
    make_user,
)
from web.review.queue import next_waiting, waiting
from web.review.sheet import PageView

pytestmark = pytest.mark.django_db

READ = {
    "number": ("115/NQ-CP", 41.0),
    "issuer": ("CHÍNH PHỦ", 96.0),
    "issued_on": ("2026-09-21", 82.0),
}


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def clerk(client: Client, agency: Agency) -> Client:
    client.force_login(make_user("clerk", agency, username="lan"))
    return client


@pytest.fixture
def paper_type() -> PaperType:
    return make_paper_type("nghi_quyet", name="Nghị quyết")


@pytest.fixture
def paper(agency: Agency, paper_type: PaperType) -> Paper:
    return make_paper(agency, fields=READ, paper_type=paper_type)


def typed(paper: Paper, **values: str) -> dict[str, str]:
    return {
        "paper_type": paper.paper_type_id or "",
        "version": str(paper.version),
        "number": "115/NQ-CP",
        "issuer": "CHÍNH PHỦ",
        "issued_on": "21/09/2026",
        **values,
    }


def address(paper: Paper) -> str:
    return reverse("review_paper", args=[paper.pk])


def test_the_oldest_dossier_comes_first_and_the_backlog_last(agency: Agency) -> None:
    user = make_user("clerk", agency)
    backlog = make_paper(agency)
    newer = make_paper(
        agency, dossier=make_dossier(agency, received_at=datetime(2026, 9, 9, tzinfo=UTC))
    )
    older = make_paper(
        agency, dossier=make_dossier(agency, received_at=datetime(2026, 1, 1, tzinfo=UTC))
    )
    make_paper(agency, State.READ)
    order = [older.pk, newer.pk, backlog.pk]
    assert [each.pk for each in waiting(user)] == order
    assert next_waiting(user) == older.pk
    assert [next_waiting(user, after=each) for each in order] == [newer.pk, backlog.pk, None]
    assert [next_waiting(user, after=each, backwards=True) for each in order] == [
        None,
        older.pk,
        newer.pk,
    ]


def test_the_queue_pages_over_dossiers_and_backlog(clerk: Client, agency: Agency) -> None:
    dossier = make_dossier(agency)
    for number in range(60):
        make_paper(agency, dossier=dossier if number % 2 else None)
    first = clerk.get(reverse("review"))
    second = clerk.get(reverse("review"), {"sau": first.context["page"].next_key})
    pks = [paper.pk for answer in (first, second) for paper in answer.context["page"].rows]
    assert len(pks) == len(set(pks)) == 60


def test_what_is_missing_or_least_certain_comes_first_and_takes_the_focus(
    clerk: Client, paper: Paper
) -> None:
    answer = clerk.get(address(paper))
    assert [line.bound.name for line in answer.context["lines"]][:4] == [
        "title",  # every resolution bears one
        "number",
        "issued_on",
        "issuer",
    ]
    page = answer.content.decode()
    assert page.index("autofocus") > page.index('name="title"') - 200
    assert page.count("Loại giấy này phải có trường này: xem bản quét.") == 1
    assert page.count("autofocus") == 1
    for shown in ("Chưa chắc", "Nên xem lại", "Chắc", 'value="21/09/2026"', 'data-box="number"'):
        assert shown in page
    assert "style=" not in page


def test_a_field_that_a_pen_wrote_says_so(clerk: Client, paper: Paper) -> None:
    row = paper.fields.get(name="number")
    x0, y0, x1, y1 = row.box or []
    word = ["115/NQ-CP", x0 + 2, y0 + 2, x1 - 2, y1 - 2, 99.0]
    paper.page_texts.update(lines=[[word]])
    assert "Chữ viết tay" not in clerk.get(address(paper)).content.decode()
    paper.page_texts.update(lines=[[[*word, 1]]])
    lines = clerk.get(address(paper)).context["lines"]
    assert [line.bound.name for line in lines if line.by_hand] == ["number"]
    assert clerk.get(address(paper)).content.decode().count("Chữ viết tay: xem lại.") == 1


def test_a_paper_that_was_not_accepted_by_itself_says_why(
    clerk: Client, paper: Paper, paper_type: PaperType
) -> None:
    why = "Máy không tự nhận giấy này"
    assert why not in clerk.get(address(paper)).content.decode()
    PaperType.objects.filter(pk=paper_type.pk).update(automatic_review=True)
    answer = clerk.get(address(paper))
    assert why in answer.content.decode()
    assert answer.context["held_back"] == {
        "review.type_unsure": ["Loại giấy tờ"],
        "review.field_missing": ["Tên giấy, trích yếu"],
        "review.field_unsure": ["Số, ký hiệu", "Ngày ban hành"],
    }


def test_accepting_stores_what_was_typed_and_goes_on(
    clerk: Client, agency: Agency, paper: Paper
) -> None:
    following = make_paper(agency)
    picture = reverse("paper_page", args=[following.pk, 1])
    assert f'data-picture="{picture}"' in clerk.get(address(paper)).content.decode()
    answer = clerk.post(
        address(paper), typed(paper, number="116/NQ-CP", issued_on="1.9.2026"), follow=True
    )
    assert answer.redirect_chain[-1][0] == address(following)
    assert "Còn 1 giấy tờ chờ." in answer.content.decode()
    paper.refresh_from_db()
    assert (paper.state, paper.number, paper.issued_on) == (
        State.REVIEWED,
        "116/NQ-CP",
        date(2026, 9, 1),
    )
    assert paper.accepted_by == "user:lan"
    row = paper.fields.get(name="number")
    assert (row.value, row.read_value, row.corrected_by) == ("116/NQ-CP", "115/NQ-CP", "user:lan")


def test_after_the_last_paper_the_list_says_so(clerk: Client, paper: Paper) -> None:
    answer = clerk.post(address(paper), typed(paper), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("review")
    assert "Không có giấy tờ nào chờ đối soát" in answer.content.decode()


@pytest.mark.parametrize(
    ("values", "field", "told"),
    [
        ({"paper_type": ""}, "paper_type", "Chưa chọn loại"),
        ({"issued_on": "31/02/2026"}, "issued_on", "Không phải một ngày"),
        ({"personal_id": "12345"}, "personal_id", "12 chữ số"),
        (
            {"personal_id": "038090000001", "birth_date": "01/01/1985", "holder_name": "Lê A"},
            "personal_id",
            "Năm sinh",
        ),
    ],
)
def test_a_problem_stands_at_its_field_and_nothing_typed_is_lost(
    clerk: Client, paper: Paper, values: dict[str, str], field: str, told: str
) -> None:
    answer = clerk.post(address(paper), typed(paper, address="Thôn Thử", **values))
    assert answer.status_code == 422
    assert told in " ".join(answer.context["form"].errors[field])
    page = answer.content.decode()
    assert "Thôn Thử</textarea>" in page
    assert all(f'value="{value}"' in page for value in values.values() if value)
    paper.refresh_from_db()
    assert paper.state == State.TO_REVIEW
    assert not Event.objects.exists()


def test_a_line_end_within_a_long_value_is_a_space(clerk: Client, paper: Paper) -> None:
    clerk.post(address(paper), typed(paper, address="thôn Chợ Mới,\r\nxã Suối Vàng"))
    assert paper.fields.get(name="address").value == "thôn Chợ Mới, xã Suối Vàng"


def test_a_box_is_drawn_around_its_words(clerk: Client, paper: Paper) -> None:
    make_field(paper, "title", "QUYẾT ĐỊNH", box=(100, 200, 400, 240))
    page = clerk.get(address(paper)).content.decode()
    assert 'data-box="title" x="90" y="190" width="320" height="60"' in page


def test_a_value_that_was_changed_shows_what_was_read(clerk: Client, paper: Paper) -> None:
    answer = clerk.post(address(paper), typed(paper, number="119/NQ-CP", issued_on="không rõ"))
    shown = {line.bound.name: line.changed for line in answer.context["lines"]}
    assert shown["number"] is True
    assert shown["issuer"] is False
    assert "<q>115/NQ-CP</q>" in answer.content.decode()


def test_a_contradicting_id_is_accepted_once_confirmed(clerk: Client, paper: Paper) -> None:
    values = typed(paper, personal_id="038090000001", birth_date="01/01/1985", holder_name="Lê A")
    assert "confirm_holder" in clerk.post(address(paper), values).content.decode()
    clerk.post(address(paper), {**values, "confirm_holder": "on"})
    paper.refresh_from_db()
    assert paper.state == State.REVIEWED
    assert paper.holder == Holder.objects.get(personal_id="038090000001")


def test_a_holder_whose_name_differs_asks_for_a_tick(clerk: Client, paper: Paper) -> None:
    held = make_holder("Trần Văn Khác")
    values = typed(paper, personal_id=held.personal_id, holder_name="Lê Thị Lạ")
    answer = clerk.post(address(paper), values)
    assert "Không xác định chắc chắn" in answer.content.decode()
    assert 'name="confirm_holder"' in answer.content.decode()
    assert held.name not in answer.content.decode()  # who is on record is not told
    clerk.post(address(paper), {**values, "confirm_holder": "on"})
    paper.refresh_from_db()
    assert paper.holder == held


def test_a_scan_under_the_resolution_asks_for_a_reason(
    clerk: Client, paper: Paper, paper_type: PaperType
) -> None:
    paper.page_texts.update(dpi=150)
    assert "quality_reason" in clerk.get(address(paper)).content.decode()
    answer = clerk.post(address(paper), typed(paper))
    assert "độ phân giải thấp" in " ".join(answer.context["form"].errors["quality_reason"])
    clerk.post(address(paper), typed(paper, quality_reason="Bản gốc đã trả lại người dân"))
    paper.refresh_from_db()
    assert paper.state == State.REVIEWED
    assert Event.objects.get().purpose == "Bản gốc đã trả lại người dân"


def test_another_version_keeps_what_was_typed_and_asks_again(clerk: Client, paper: Paper) -> None:
    Paper.objects.filter(pk=paper.pk).update(version=7)
    answer = clerk.post(address(paper), typed(paper, number="120/NQ-CP"))
    page = answer.content.decode()
    assert "vừa có thay đổi" in page
    assert 'value="120/NQ-CP"' in page
    assert 'name="version" value="7"' in page


def test_a_paper_that_somebody_else_took_leads_back_to_the_list(
    clerk: Client, paper: Paper
) -> None:
    acts.return_paper(paper.pk, reason="mờ", by="user:khac")
    answer = clerk.post(address(paper), typed(paper), follow=True)
    assert "không còn chờ đối soát. Trạng thái: Trả lại" in answer.content.decode()


def test_returning_needs_a_reason_and_keeps_it(clerk: Client, paper: Paper) -> None:
    there = reverse("review_return", args=[paper.pk])
    assert clerk.post(there, {"why": "Lý do khác", "note": " "}).status_code == 422
    assert clerk.post(there, {}).status_code == 422
    clerk.post(there, {"why": "Lý do khác", "note": "Giấy của người khác"})
    paper.refresh_from_db()
    assert (paper.state, paper.withdrawn_reason) == (State.RETURNED, "Giấy của người khác")


def test_a_possible_duplicate_is_shown_side_by_side(
    clerk: Client, agency: Agency, paper: Paper
) -> None:
    holder = make_holder("Nguyễn Văn Thử")
    Paper.objects.filter(pk=paper.pk).update(holder=holder)
    same = make_paper(agency, State.AVAILABLE, holder=holder, paper_type=paper.paper_type)
    make_paper(make_agency(), State.AVAILABLE, holder=holder, paper_type=paper.paper_type)
    answer = clerk.get(address(paper))
    assert list(answer.context["similar"]) == [same]
    side_by_side = clerk.get(reverse("review_compare", args=[paper.pk, same.pk]))
    assert side_by_side.status_code == 200
    assert side_by_side.content.decode().count('<svg class="sheet') == 2


def test_warnings_name_the_pages_and_the_verdict_is_told(clerk: Client, agency: Agency) -> None:
    paper = make_paper(agency, pages=2, paper_type=make_paper_type())
    paper.page_texts.filter(number=2).update(quality={"warnings": ["quality.blurred"]})
    paper.verifications.create(
        sha256="0" * 64, outcome="indeterminate", message="Chưa nạp gốc tin cậy."
    )
    page = clerk.get(address(paper)).content.decode()
    for shown in ("Trang 2: ", "Ảnh bị mờ.", "Chưa kết luận được", "Chưa nạp gốc tin cậy."):
        assert shown in page
    assert clerk.get(address(paper), {"trang": "2"}).context["shown_page"] == 2


def test_a_scan_that_nothing_was_verified_on_has_no_verdict(clerk: Client, paper: Paper) -> None:
    assert "chữ ký" not in clerk.get(address(paper)).content.decode()


def test_an_untyped_unread_paper_can_be_opened(clerk: Client, agency: Agency) -> None:
    paper = make_paper(agency)
    paper.page_texts.all().delete()
    assert clerk.get(address(paper)).status_code == 200


def test_what_was_read_is_escaped(clerk: Client, paper: Paper) -> None:
    make_field(paper, "title", '"><script>alert(1)</script>')
    assert "<script>alert" not in clerk.get(address(paper)).content.decode()


@pytest.mark.parametrize(
    ("turn", "corner"), [(0, (10, 20)), (90, (80, 10)), (180, (90, 80)), (270, (20, 90))]
)
def test_the_page_is_turned_with_its_boxes(turn: int, corner: tuple[int, int]) -> None:
    view = PageView(number=1, width_px=100, height_px=100, turn_deg=turn)
    assert view.view_box == "0 0 100 100"
    move, rotation = view.transform.split(") rotate(")
    x, y = (int(part) for part in move.removeprefix("translate(").split())
    dx, dy = {0: (10, 20), 90: (-20, 10), 180: (-10, -20), 270: (20, -10)}[
        int(rotation.rstrip(")"))
    ]
    assert (x + dx, y + dy) == corner
    assert PageView(number=1, width_px=100, height_px=50, turn_deg=90).view_box == "0 0 50 100"


def test_an_unread_page_is_named_and_can_be_read_again(clerk: Client, paper: Paper) -> None:
    assert "Trang 1 không đọc được" not in clerk.get(address(paper)).content.decode()
    page = paper.page_texts.get()
    page.quality = {"warnings": ["quality.unread", "sandbox.timeout"]}
    page.save()
    shown = clerk.get(address(paper)).content.decode()
    assert "Trang 1 không đọc được" in shown
    assert "[1]" not in shown  # that is no count of messages at the bell
    again = reverse("review_read_again", args=[paper.pk])
    assert f'action="{again}"' in shown
    assert clerk.get(again).status_code == 405
    clerk.post(again)
    paper.refresh_from_db()
    assert paper.state == State.PREPARED
    assert clerk.post(again).status_code == 404


def test_only_a_clerk_of_the_agency_has_a_paper_read_again(client: Client, paper: Paper) -> None:
    again = reverse("review_read_again", args=[paper.pk])
    elsewhere = make_agency("H26.99", name="UBND phường Khác")
    client.force_login(make_user("clerk", elsewhere, username="xa"))
    assert client.post(again).status_code == 404
    paper.refresh_from_db()
    assert paper.state == State.TO_REVIEW
