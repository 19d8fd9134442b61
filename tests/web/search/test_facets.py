"""Tra cứu: facets, suggestions and the exported list; nothing in them of papers that may not be seen."""

import csv
import io
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Agency
from dossiers.chain import breaks
from dossiers.models import Event, Paper, PaperType
from dossiers.states import State
from tests.records import make_holder, make_paper_type, make_user
from tests.web.search.asking import ask
from web.search.export import MOST_EXPORTED

pytestmark = pytest.mark.django_db
ID = "038090000123"
Hold = Callable[..., Paper]


def facet(page: str, value: str) -> str | None:
    """The figure beside a value, None where it is no facet."""
    if 'class="facets"' not in page:
        return None
    facets = page.split('class="facets"')[1].split("</nav>", maxsplit=1)[0]
    for item in facets.split("<li>")[1:]:
        if f"<span>{value}</span>" in item:
            return item.split('quiet">')[1].split("<")[0].strip()
    return None


def suggest(client: Client, typed: str) -> str:
    answer = client.get(reverse("search_suggest"), {"q": typed})
    assert answer.status_code == 200
    return str(answer.content.decode())


def _kinds() -> tuple[PaperType, PaperType]:
    access = PaperType.Access.AGENCY
    return (
        make_paper_type("a", name="Loại A", access=access),
        make_paper_type("b", name="Loại B", access=access),
    )


def test_facets_count_what_was_found_and_narrow_it(
    client: Client, commune: Agency, hold: Hold
) -> None:
    first, second = _kinds()
    today = timezone.localdate()
    word = {"text": "hoa hướng dương"}
    for _ in range(3):
        hold(commune, paper_type=first, issued_on=date(2024, 5, 1), **word)
    ended = today - timedelta(days=1)
    hold(commune, paper_type=second, issued_on=date(2023, 5, 1), valid_to=ended, **word)
    client.force_login(make_user("officer", commune))
    page = ask(client, q="hướng dương", so="20")
    assert facet(page, "Loại A") == "3"
    assert facet(page, "Loại B") == "1"
    assert facet(page, "2024") == "3"
    assert facet(page, "Còn hiệu lực") == "3"
    assert facet(page, "Không còn, chưa có") == "1"
    assert facet(page, str(commune)) is None  # the only one: it would narrow nothing
    narrowed = ask(client, q="hướng dương", loai="b", hieu_luc="het")
    assert narrowed.count('class="hit card"') == 1
    assert "Bỏ lọc: </span>Loại B" in narrowed
    # One click takes the filter off and keeps the rest.
    assert "?q=h%C6%B0%E1%BB%9Bng+d%C6%B0%C6%A1ng&amp;hieu_luc=het" in narrowed


def test_facets_and_suggestions_know_nothing_that_may_not_be_seen(
    client: Client, commune: Agency, neighbour: Agency, hold: Hold
) -> None:
    first, second = _kinds()
    word = {"text": "hoa hướng dương", "title": "Hoa hướng dương của xã"}
    for number in (1, 2):
        hold(commune, paper_type=first, number=f"7{number}/QĐ", number_key=f"7{number}/qd", **word)
    hold(
        neighbour,
        paper_type=second,
        issued_on=date(1999, 1, 1),
        number="79/QĐ",
        number_key="79/qd",
        text="hoa hướng dương",
        title="Hoa hướng dương bí mật",
    )
    client.force_login(make_user("officer", commune))
    page = ask(client, q="hướng dương")
    for secret in ("Loại B</span>", "1999", str(neighbour)):
        assert secret not in page.split("</form>", 1)[1].replace(f"{neighbour}</option>", "")
    told = suggest(client, "7")
    assert told.strip() == ""  # one letter is too little
    told = suggest(client, "7") + suggest(client, "71") + suggest(client, "hoa hướng dương")
    assert "71/QĐ" in told
    assert "Hoa hướng dương của xã" in told
    assert "79/QĐ" not in suggest(client, "79/")
    assert "bí mật" not in told
    client.force_login(make_user("officer", neighbour))
    assert "79/QĐ" in suggest(client, "79/q")


def test_suggestions_never_name_a_person_or_an_id(
    client: Client, commune: Agency, hold: Hold
) -> None:
    kind, _ = _kinds()
    holder = make_holder("Nguyễn Thị Hướng Dương", personal_id=ID)
    facts = {"paper_type": kind, "holder": holder, "text": "hoa hướng dương"}
    hold(commune, title="Giấy của bà NGUYỄN THỊ HƯỚNG DƯƠNG", **facts)
    hold(commune, title=f"Giấy của số {ID} hướng dương", **facts)
    hold(commune, title="Hướng dương", number=ID, number_key=ID, **facts)
    client.force_login(make_user("clerk", commune))
    told = "".join(suggest(client, each) for each in ("hướng dương", "hoa", "038", ID[:7], ID))
    assert "Hướng dương</span>" in told
    assert "NGUYỄN" not in told
    assert "038" not in told
    # What may become an id is not even looked for.
    assert suggest(client, "0380 9000") == suggest(client, ID[:9]) == "\n"
    assert "Loại A" in suggest(client, "loai a")


@pytest.mark.parametrize("typed", ["", " ", "\x00\x00", "%%", "__", "\\", "'\"", "\U0010ffff" * 9])
def test_suggestions_bear_any_letters(
    client: Client, commune: Agency, hold: Hold, typed: str
) -> None:
    hold(commune, number="1/QĐ", number_key="1/qd", text="hoa")
    client.force_login(make_user("clerk", commune))
    assert "1/QĐ" not in suggest(client, typed)


def export(client: Client, purpose: str = "Giải quyết hồ sơ", **query: str) -> list[list[str]]:
    answer = client.post(reverse("search_export", query=query), {"purpose": purpose})
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Type"].startswith("text/csv")
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_the_list_is_exported_masked_and_recorded(
    client: Client, commune: Agency, neighbour: Agency, hold: Hold
) -> None:
    kind, _ = _kinds()
    holder = make_holder(personal_id=ID)
    facts = {"paper_type": kind, "text": "hoa hướng dương"}
    own = hold(commune, title=f"=HYPERLINK({ID})", number=ID, holder=holder, **facts)
    hold(neighbour, title="Của xã khác", **facts)
    officer = make_user("officer", commune)
    client.force_login(officer)
    header, *rows = export(client, q="hướng dương")
    assert header[0] == "Tên giấy tờ"
    assert len(rows) == 1
    assert rows[0][0].startswith("'=HYPERLINK")
    assert ID not in str(rows)
    assert rows[0][6] == holder.name
    event = Event.objects.get(verb="search.exported")
    assert event.facts == {"papers": [own.pk]}
    assert event.purpose == "Giải quyết hồ sơ"
    assert event.actor == f"user:{officer.username}"
    assert list(breaks(commune)) == []


def test_an_export_wants_a_purpose_and_a_question(
    client: Client, commune: Agency, hold: Hold
) -> None:
    hold(commune, text="hoa hướng dương")
    client.force_login(make_user("officer", commune))
    for query, purpose in (({"q": "hướng dương"}, "x"), ({"q": ""}, "Giải quyết hồ sơ"), ({}, "")):
        answer = client.post(reverse("search_export", query=query), {"purpose": purpose})
        assert answer.status_code == 422
    assert not Event.objects.filter(verb="search.exported").exists()
    assert (
        "Ghi rõ mục đích"
        in client.post(
            reverse("search_export", query={"q": "hướng dương"}), {"purpose": "x"}
        ).content.decode()
    )


def test_an_export_by_a_persons_id_is_a_look_up_too(
    client: Client, commune: Agency, hold: Hold
) -> None:
    hold(commune, State.AVAILABLE, holder=make_holder(personal_id=ID), paper_type=_kinds()[0])
    client.force_login(make_user("officer", commune))
    answer = client.get(reverse("search"), {"q": ID})
    kept = answer["Location"].split("?")[1]
    answer = client.post(f"{reverse('search_export')}?{kept}", {"purpose": "Giải quyết hồ sơ"})
    assert answer.content.decode().count("\r\n") == 2
    assert ID not in answer.content.decode()
    assert Event.objects.filter(verb="search.person").count() == 1
    assert MOST_EXPORTED == 1_000
