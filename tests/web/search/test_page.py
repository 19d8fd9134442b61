"""Tra cứu: who finds what, what is lit, what is hidden, what is recorded, what is said when the index is down."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from accounts.models import Agency
from config import wiring
from dossiers.chain import breaks
from dossiers.models import Event, Paper
from dossiers.states import State
from reuse.finding import Found, Results
from search.adapters.memory_index import MemoryIndex
from search.errors import IndexDamaged
from search.ports import Filters, Hit
from tests.records import (
    make_agency,
    make_holder,
    make_paper,
    make_paper_type,
    make_user,
)
from tests.web.search.asking import ask, shown
from web.search.forms import MOST, limit_of
from web.search.lookup import light

pytestmark = pytest.mark.django_db
ID = "038090000123"


class BrokenIndex(MemoryIndex):
    """An index that does not answer."""

    def search(self, query: str, *, filters: Filters, limit: int = 20) -> Sequence[Hit]:
        raise IndexDamaged


def test_a_stranger_signs_in_and_a_manager_may_not(client: Client, index: MemoryIndex) -> None:
    address = reverse("search")
    assert client.get(address)["Location"].startswith(reverse("sign_in"))
    for kind in ("manager", "administrator", None):
        client.force_login(make_user(kind))
        assert client.get(address, {"q": "x"}).status_code == 403
    client.force_login(make_user("officer"))
    assert client.post(address).status_code == 405


def test_words_are_found_and_lit_in_the_original_spelling(
    client: Client, commune: Agency, hold: Callable[..., Paper]
) -> None:
    paper = hold(commune, title="Quyết định", number="12/QĐ-UBND", text="Cấp phép xây dựng nhà ở")
    client.force_login(make_user("officer", commune))
    page = ask(client, q="xay dung")
    assert reverse("paper", args=[paper.pk]) in page
    assert "<mark>xây</mark> <mark>dựng</mark>" in page
    assert "12/QĐ-UBND" in page
    assert "Còn hiệu lực" in page


def test_text_of_a_paper_never_becomes_markup() -> None:
    lit = light("<script>alert(1)</script> & \ue000xây\ue001 <mark>")
    assert lit == "&lt;script&gt;alert(1)&lt;/script&gt; &amp; <mark>xây</mark> &lt;mark&gt;"


def test_a_snippet_that_still_holds_an_id_loses_it() -> None:
    lit = light(f"ông \ue000Thử\ue001, số \ue000{ID[:6]}\ue001{ID[6:]}")
    assert ID[3:8] not in lit
    assert "000123" not in lit


def test_who_finds_what(
    client: Client, commune: Agency, neighbour: Agency, hold: Callable[..., Paper]
) -> None:
    shared = make_paper_type("chung", name="Loại chung", access="shared")
    own = make_paper_type("rieng", name="Loại riêng", access="agency")
    closed = make_paper_type("kin", name="Loại kín", access="restricted")
    word = {"text": "hoa hướng dương"}
    papers = {kind.code: hold(commune, paper_type=kind, **word) for kind in (shared, own, closed)}
    waiting = hold(commune, State.TO_REVIEW, **word)
    everywhere = make_agency("H99", level="province")

    def found(kind: str, agency: Agency) -> set[str]:
        client.force_login(make_user(kind, agency))
        each = {code: shown(client, paper, q="hướng dương") for code, paper in papers.items()}
        each["waiting"] = shown(client, waiting, q="hướng dương")
        return {code for code, there in each.items() if there}

    assert found("officer", commune) == {"chung", "rieng", "kin"}
    assert found("officer", commune.parent) == {"chung", "rieng"}
    assert found("officer", neighbour) == {"chung"}
    assert found("officer", everywhere) == set()
    assert found("clerk", commune) == {"chung", "rieng", "kin", "waiting"}
    assert found("clerk", neighbour) == set()
    assert found("auditor", commune) == {"chung", "rieng", "kin", "waiting"}


def test_an_unreviewed_paper_says_so(
    client: Client, commune: Agency, hold: Callable[..., Paper]
) -> None:
    hold(commune, State.TO_REVIEW, text="hoa hướng dương")
    client.force_login(make_user("clerk", commune))
    assert "Chưa đối soát" in ask(client, q="hướng dương")


def test_looking_a_person_up_is_recorded_without_the_id(
    client: Client, commune: Agency, neighbour: Agency, hold: Callable[..., Paper]
) -> None:
    paper = hold(commune, holder=make_holder(personal_id=ID), paper_type=_open_type())
    user = make_user("officer", neighbour)
    client.force_login(user)
    page = ask(client, q="038 090 000 123")
    assert reverse("paper", args=[paper.pk]) in page
    assert "038*****0123" in page
    event = Event.objects.get(verb="search.person")
    told = (event.agency, event.object_type, event.object_id)
    assert told == (neighbour, "holder", paper.holder_id)
    assert event.actor == f"user:{user.username}"
    assert ID not in f"{event.purpose}{event.facts}"
    assert not list(breaks(neighbour))
    ask(client, q="hướng dương")
    assert Event.objects.filter(verb="search.person").count() == 1


def test_an_id_is_masked_in_the_list_in_title_and_holder(
    client: Client, commune: Agency, hold: Callable[..., Paper]
) -> None:
    title = f"Đơn của ông Thử số {ID}"
    hold(commune, holder=make_holder(personal_id=ID), title=title, text=f"số định danh {ID} cấp")
    client.force_login(make_user("officer", commune))
    page = ask(client, q="định danh")
    assert ID not in page
    assert "038*****0123" in page


def test_filters_narrow_and_stay_in_the_address(
    client: Client, commune: Agency, neighbour: Agency, hold: Callable[..., Paper]
) -> None:
    today = timezone.localdate()
    kind = _open_type()
    word = {"text": "hoa hướng dương", "paper_type": kind}
    paper = hold(commune, issued_on=date(2024, 5, 1), valid_to=today, **word)
    ended = hold(commune, issued_on=date(2023, 5, 1), valid_to=today - timedelta(days=1), **word)
    client.force_login(make_user("officer", neighbour))
    q = "hướng dương"
    assert shown(client, paper, q=q, hieu_luc="con")
    assert not shown(client, ended, q=q, hieu_luc="con")
    assert shown(client, ended, q=q, nam=2023)
    assert not shown(client, paper, q=q, nam=2023)
    assert shown(client, paper, q=q, loai=kind.code, co_quan=commune.pk)
    assert not shown(client, paper, q=q, co_quan=neighbour.pk)
    assert not shown(client, paper, q=q, loai="quyet_dinh")
    page = ask(client, q=q, nam=2023, hieu_luc="con")
    assert 'value="2023"' in page
    assert '<option value="con" selected>' in page


def test_a_foreign_agency_is_no_choice(client: Client, commune: Agency, index: MemoryIndex) -> None:
    foreign = make_agency("H99.07", name="Xã Lạ")
    client.force_login(make_user("officer", commune))
    page = ask(client, q="x", co_quan=foreign.pk)
    assert "Xã Lạ" not in page
    assert "error" in page


def test_a_wrong_filter_is_told_and_nothing_is_searched(
    client: Client, commune: Agency, index: MemoryIndex
) -> None:
    client.force_login(make_user("officer", commune))
    page = ask(client, q=ID, nam="hai nghìn")
    assert "Nhập năm bằng bốn chữ số." in page
    assert not Event.objects.exists()


def test_without_the_index_ids_and_numbers_are_still_found(
    client: Client, commune: Agency, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wiring, "index", BrokenIndex)
    paper = make_paper(
        commune, State.AVAILABLE, number="12/QĐ-UBND", number_key="12/qd-ubnd", title="Cấp phép"
    )
    client.force_login(make_user("officer", commune))
    page = ask(client, q="12/QĐ-UBND")
    assert "Chỉ tìm theo số định danh và số, ký hiệu" in page
    assert "motlan reindex" in page
    assert reverse("paper", args=[paper.pk]) in page
    # Nothing was searched for words: that is not the same as nothing held.
    page = ask(client, q="cấp phép")
    assert "Không tìm thấy giấy tờ nào" not in page
    assert "Chưa biết có giấy tờ nào không" in page


def test_nothing_found_and_nothing_asked_say_what_to_do(
    client: Client, commune: Agency, index: MemoryIndex
) -> None:
    client.force_login(make_user("officer", commune))
    assert "Không tìm thấy giấy tờ nào" in ask(client, q="không có đâu")
    assert "12 chữ số" in ask(client)


@pytest.mark.parametrize(
    ("text", "limit"),
    [
        ("", 20),
        ("40", 40),
        ("41", 60),
        ("0", 20),
        ("-5", 20),
        ("99999", MOST),
        ("9" * 9, 20),
        ("²", 20),
    ],
)
def test_the_limit_of_the_address_is_bounded(text: str, limit: int) -> None:
    assert limit_of(text) == limit


def test_more_results_are_shown_up_to_the_most(
    client: Client, commune: Agency, monkeypatch: pytest.MonkeyPatch, index: MemoryIndex
) -> None:
    papers = [make_paper(commune, State.AVAILABLE) for _ in range(MOST + 1)]

    def every(wanted: object, **_: object) -> object:
        shown = papers[: wanted.limit]
        return Results(tuple(Found(each, 1.0, "") for each in shown))

    monkeypatch.setattr("web.search.lookup.find", every)
    client.force_login(make_user("officer", commune))
    page = ask(client, q="hoa", nam=2024)
    assert "20 kết quả đầu" in page
    assert "so=40" in page
    assert "nam=2024" in page
    last = ask(client, q="hoa", so=MOST)
    assert f"Chỉ hiện {MOST} kết quả" in last
    assert "so=220" not in last


def test_the_number_of_queries_does_not_grow_with_the_results(
    client: Client,
    commune: Agency,
    hold: Callable[..., Paper],
    django_assert_max_num_queries: object,
) -> None:
    client.force_login(make_user("officer", commune))
    for _ in range(15):
        hold(commune, text="hoa hướng dương", holder=make_holder(), title="Quyết định")
    with django_assert_max_num_queries(16) as few:
        page = ask(client, q="hướng dương")
    assert page.count('class="hit card"') == 15
    assert len(few.captured_queries) <= 16


def _open_type() -> object:
    return make_paper_type("chung", name="Loại chung", access="shared")


def test_a_personal_id_does_not_stay_in_the_address(client: Client, province: Agency) -> None:
    client.force_login(make_user("officer", province))
    answer = client.get(reverse("search"), {"q": "038 090 000 123", "nam": "2026"})
    assert answer.status_code == 302
    assert "038" not in answer["Location"]
    assert "nam=2026" in answer["Location"]
    page = client.get(answer["Location"])
    assert page.status_code == 200
    assert "038 090 000 123" in page.content.decode()  # in the box, for the person who typed it
    stranger = Client()
    stranger.force_login(make_user("officer", province))
    assert "038 090" not in stranger.get(answer["Location"]).content.decode()


def _at_once(client: Client, **sent: object) -> HttpResponse:
    return client.post(reverse("search_ask"), sent, headers={"HX-Request": "true"})


def test_a_person_is_found_at_once_and_the_id_stands_in_no_address(
    client: Client, commune: Agency, hold: Callable[..., Paper]
) -> None:
    paper = hold(commune, holder=make_holder(personal_id=ID), issued_on=date(2026, 5, 1))
    client.force_login(make_user("officer", commune))
    answer = _at_once(client, q="038 090 000 123", nam="2026", so="200", lạ="x")
    text = answer.content.decode()
    assert reverse("paper", args=[paper.pk]) in text
    assert "<html" not in text
    assert "038 090" not in text
    assert answer["Cache-Control"] == "private, no-store"
    assert Event.objects.get(verb="search.person").object_id == paper.holder_id
    address = answer["HX-Push-Url"]
    assert address.startswith(f"{reverse('search')}?nam=2026&nguoi=")
    # The answer goes on from that address, and the page there is the same.
    assert escape(address.partition("?")[2]) in text
    page = client.get(address).content.decode()
    assert "038 090 000 123" in page
    assert reverse("paper", args=[paper.pk]) in page


def test_words_are_found_at_once_and_stay_in_the_address(
    client: Client, commune: Agency, hold: Callable[..., Paper]
) -> None:
    paper = hold(commune, text="hoa hướng dương")
    client.force_login(make_user("officer", commune))
    answer = _at_once(client, q="hướng dương", hieu_luc="", nam="")
    assert reverse("paper", args=[paper.pk]) in answer.content.decode()
    assert answer["HX-Push-Url"] == f"{reverse('search')}?q=h%C6%B0%E1%BB%9Bng+d%C6%B0%C6%A1ng"
    assert "12 chữ số" in _at_once(client, q="").content.decode()
    assert _at_once(client, q="")["HX-Push-Url"] == reverse("search")


def test_without_htmx_or_with_a_wrong_field_the_page_answers(
    client: Client, commune: Agency, index: MemoryIndex
) -> None:
    client.force_login(make_user("officer", commune))
    assert client.post(reverse("search_ask"), {"q": "hoa"})["Location"].endswith("?q=hoa")
    answer = _at_once(client, q=ID, nam="hai nghìn")
    assert ID not in answer["HX-Redirect"]
    assert "Nhập năm bằng bốn chữ số." in client.get(answer["HX-Redirect"]).content.decode()
    assert not Event.objects.exists()


def test_looking_a_person_up_costs_the_same_queries_whatever_is_found(
    client: Client, commune: Agency, hold: Callable[..., Paper]
) -> None:
    holders = {count: make_holder(personal_id=f"03809000010{count}") for count in (0, 1, 9)}
    for count, holder in holders.items():
        for _ in range(count):
            hold(commune, holder=holder)
    client.force_login(make_user("officer", commune))
    counts = set()
    for asked in [*(each.personal_id for each in holders.values()), "038090000999"]:
        with CaptureQueriesContext(connection) as queries:
            assert _at_once(client, q=asked).status_code == 200
        counts.add(len(queries))
    assert len(counts) == 1, counts
