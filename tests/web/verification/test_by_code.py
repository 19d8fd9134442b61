"""The public page, by code: genuine, valid, issuer, type and date, and nothing about a person."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from dossiers.copy_codes import code_of_copy, grouped, new_code
from dossiers.models import CopyCode, Paper, PaperType, Rendition, Verification
from dossiers.states import State
from tests.records import make_agency, make_holder, make_paper, make_paper_type
from web.verification.limits import CODES

pytestmark = pytest.mark.django_db
HOLDER = "Nguyễn Thị Kín Tiếng"
PERSONAL_ID = "079190000777"


@pytest.fixture
def paper() -> Paper:
    """In use, signed, with everything that could tell of a person."""
    made = make_paper(
        make_agency(name="Ủy ban nhân dân xã Giữ Giấy"),
        State.AVAILABLE,
        paper_type=make_paper_type("giay_phep", name="Giấy phép xây dựng"),
        holder=make_holder(HOLDER, personal_id=PERSONAL_ID, address="Thôn Kín"),
        title=f"Giấy phép của {HOLDER}",
        number="12/GPXD",
        issuer="Ủy ban nhân dân huyện Ban Hành",
        issued_on=date(2025, 3, 4),
        name=f"CCCD_{PERSONAL_ID}.pdf",
    )
    code_of_copy(made)
    sign(made, version=1)
    Verification.objects.create(paper=made, sha256="0" * 64, outcome="valid")
    return made


def sign(paper: Paper, *, version: int, sha256: str = "1" * 64) -> None:
    for kind in (Rendition.Kind.COMPOSED, Rendition.Kind.SIGNED):
        Rendition.objects.create(
            paper=paper,
            kind=kind,
            version=version,
            key=f"{kind}-{version}",
            sha256=sha256,
            size_bytes=1,
            media_type="application/pdf",
        )


def ask(paper: Paper, **headers: Any) -> Any:
    code = paper.copy_codes.all()[0].code
    return Client().get(f"/kiem-tra/{code}/", **headers)


def change(paper: Paper, **facts: Any) -> None:
    Paper.objects.filter(pk=paper.pk).update(**facts)


def test_a_valid_copy_is_told_with_issuer_type_and_date(paper: Paper) -> None:
    answer = ask(paper)
    text = answer.content.decode()
    assert answer.status_code == 200
    for told in (
        "Bản số hóa thật, còn giá trị",
        "Giấy phép xây dựng",
        "Ủy ban nhân dân huyện Ban Hành",
        "04/03/2025",
        "Ủy ban nhân dân xã Giữ Giấy",
    ):
        assert told in text


def test_nothing_is_told_of_the_person(paper: Paper) -> None:
    text = ask(paper).content.decode()
    for secret in (HOLDER, "Kín", PERSONAL_ID, "12/GPXD", paper.title, paper.received_file.name):
        assert secret not in text
    assert paper.dossier is None or paper.dossier.number not in text


@pytest.mark.parametrize(
    "issuer", [f"Văn phòng của {HOLDER}", HOLDER.upper(), f"UBND {PERSONAL_ID}", "Hộ Lê Đọc Được"]
)
def test_an_issuer_that_names_a_person_is_left_out(paper: Paper, issuer: str) -> None:
    paper.fields.create(name="holder_name", value="Lê Đọc Được")
    change(paper, issuer=issuer)
    text = ask(paper).content.decode()
    assert issuer not in text
    assert "còn giá trị" in text


def test_an_issuer_is_told_though_a_short_name_is_part_of_it(paper: Paper) -> None:
    paper.fields.create(name="holder_name", value="Hành")
    assert "Ban Hành" in ask(paper).content.decode()


def test_of_a_restricted_type_only_genuine_and_valid_are_told(paper: Paper) -> None:
    PaperType.objects.update(access=PaperType.Access.RESTRICTED)
    text = ask(paper).content.decode()
    assert "Bản số hóa thật, còn giá trị" in text
    for secret in ("Giấy phép xây dựng", "Ban Hành", "04/03/2025", "Giữ Giấy"):
        assert secret not in text


YESTERDAY, TOMORROW = (datetime.now(UTC).date() + timedelta(days=days) for days in (-2, 2))


@pytest.mark.parametrize(
    ("facts", "told"),
    [
        ({"state": State.WITHDRAWN}, "đã ngừng sử dụng"),
        ({"valid_to": YESTERDAY}, "đã hết hiệu lực"),
        ({"valid_from": TOMORROW}, "chưa đến ngày có hiệu lực"),
        ({"revoked_at": YESTERDAY}, "đã bị thu hồi"),
        ({"state": State.TO_SIGN}, "đang được làm lại"),
    ],
)
def test_a_change_shows_at_once(paper: Paper, facts: dict[str, Any], told: str) -> None:
    assert "còn giá trị" in ask(paper).content.decode()
    change(paper, **facts)
    text = ask(paper).content.decode()
    assert f"Bản số hóa thật, {told}" in text or f"{told}</h2>" in text
    assert "còn giá trị</h2>" not in text


def test_a_replaced_paper_is_told(paper: Paper) -> None:
    newer = make_paper(paper.agency, State.AVAILABLE, holder=paper.holder)
    change(paper, replaced_by=newer)
    assert "đã bị giấy tờ khác thay thế" in ask(paper).content.decode()


def test_a_corrected_copy_makes_the_older_one_old(paper: Paper) -> None:
    paper.accepted_at = timezone.now()
    paper.save()
    second = code_of_copy(paper)
    assert Client().get(f"/kiem-tra/{second.code}/").status_code == 404  # not signed yet
    sign(paper, version=2, sha256="2" * 64)
    assert "đã có bản mới hơn" in ask(paper).content.decode()
    assert "còn giá trị" in Client().get(f"/kiem-tra/{second.code}/").content.decode()


def test_a_renewed_time_stamp_leaves_the_copy_the_newest(paper: Paper) -> None:
    Rendition.objects.create(
        paper=paper, kind=Rendition.Kind.SIGNED, version=2, key="k", sha256="3" * 64, size_bytes=1
    )
    assert "còn giá trị" in ask(paper).content.decode()


@pytest.mark.parametrize(
    ("outcome", "told"),
    [("invalid", "không hợp lệ"), ("indeterminate", "chưa kiểm tra được")],
)
def test_a_signature_that_failed_since_is_told(paper: Paper, outcome: str, told: str) -> None:
    Verification.objects.create(paper=paper, sha256="0" * 64, outcome=outcome)
    assert told in ask(paper).content.decode()


def test_unknown_and_not_yet_signed_codes_get_the_same_answer(paper: Paper) -> None:
    waiting = make_paper(paper.agency, State.TO_SIGN)
    codes = [new_code(), code_of_copy(waiting).code]
    answers = [Client().get(f"/kiem-tra/{code}/") for code in codes]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content


def test_nothing_is_kept_by_caches_or_search_engines(paper: Paper) -> None:
    answer = ask(paper)
    assert "no-store" in answer["Cache-Control"]
    assert "noindex" in answer["X-Robots-Tag"]
    assert answer["Referrer-Policy"] == "no-referrer"
    assert not answer.cookies


@pytest.mark.parametrize("spelled", [str.lower, grouped, lambda code: f" {grouped(code)} "])
def test_a_typed_code_leads_to_its_address(paper: Paper, spelled: Callable[[str], str]) -> None:
    code = paper.copy_codes.get().code
    answer = Client().get("/kiem-tra/", {"ma": spelled(code)})
    assert answer["Location"] == f"/kiem-tra/{code}/"


def test_a_mistyped_code_is_told_without_looking(paper: Paper) -> None:
    code = paper.copy_codes.get().code
    answer = Client().get("/kiem-tra/", {"ma": code[:-1] + ("3" if code[-1] != "3" else "4")})
    assert answer.status_code == 422
    assert "Mã gõ chưa đúng" in answer.content.decode()


@pytest.mark.parametrize(
    ("first", "second"),
    [("203.0.113.7", "203.0.113.7"), ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9")],
)
def test_who_asks_too_often_waits(paper: Paper, first: str, second: str) -> None:
    assert {ask(paper, REMOTE_ADDR=first).status_code for _ in range(CODES.of_address)} == {200}
    answer = ask(paper, REMOTE_ADDR=second)
    assert answer.status_code == 429
    assert answer["Retry-After"]
    assert ask(paper, REMOTE_ADDR="198.51.100.4").status_code == 200


def test_a_network_of_many_addresses_waits_too(
    paper: Paper, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.verification.views.CODES", type(CODES)("check", 60, 3))
    for address in ("2001:db8:5:1::1", "2001:db8:5:2::1", "2001:db8:5:3::1"):
        assert ask(paper, REMOTE_ADDR=address).status_code == 200
    assert ask(paper, REMOTE_ADDR="2001:db8:5:4::1").status_code == 429
    assert ask(paper, REMOTE_ADDR="2001:db8:6:4::1").status_code == 200


def test_a_check_leaves_no_trace_of_the_paper(paper: Paper) -> None:
    before = CopyCode.objects.values().get(), timezone.localdate()
    ask(paper)
    assert CopyCode.objects.values().get() == before[0]
