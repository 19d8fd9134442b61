"""Đặt chỉ tiêu: seen by those who answer for figures, changed at the head of a tree, looked at before written."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from targets.models import ReadingChoice, TargetSchedule
from targets.readings import QUESTIONS
from targets.rollup import follow
from targets.schedules import active_targets
from tests.records import make_agency, make_user
from tests.targets.world import World

pytestmark = pytest.mark.django_db
EDIT = "/chi-tieu/dat/sua/?chi_so=M4&cap=commune"
WANTED = {"from_year": "2026", "base": "97,5", "source": "NQ 12", "reason": "Nghị quyết tỉnh"}


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def head(world: World) -> User:
    return make_user("manager", world.province, full_name="Lê Văn Đặt")


def at_screen(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def text(answer: Any) -> str:
    return str(answer.content.decode())


def looked_at(client: Client, address: str, fields: dict[str, str]) -> tuple[str, str]:
    """The page after a look at the effect, and the token that it gives."""
    page = text(client.post(address, {**fields, "look": "1"}))
    found = re.search(r'name="seen" value="(\w+)"', page)
    return page, found[1] if found else ""


@pytest.mark.parametrize("kind", ["manager", "auditor", "administrator"])
def test_who_sees_the_targets(kind: str, world: World) -> None:
    page = text(at_screen(make_user(kind, world.commune)).get(reverse("target_setting")))
    assert "Giấy tờ số hóa đã ký số và lưu trữ" in page
    assert "Mục tiêu ở văn bản khác" in page
    assert "Chưa ai đổi chỉ tiêu" in page
    assert "Đặt chỉ tiêu mới" not in page
    assert all(question.title in page for question in QUESTIONS)


@pytest.mark.parametrize("kind", ["clerk", "officer", None])
def test_it_is_not_for_others(kind: str | None, world: World) -> None:
    client = at_screen(make_user(kind, world.province))
    for name, arguments in PAGES:
        assert client.get(reverse(name, args=arguments)).status_code == 403
    assert Client().get(reverse("target_setting")).status_code == 302


PAGES = [
    ("target_setting", []),
    ("target_edit", []),
    ("target_end", []),
    ("target_reading", ["second_year"]),
]


def test_below_the_head_nothing_is_changed(world: World) -> None:
    client = at_screen(make_user("manager", world.commune))
    for name, arguments in PAGES[1:]:
        address = reverse(name, args=arguments)
        assert client.get(address).status_code == client.post(address).status_code == 403


def test_a_target_is_looked_at_and_then_written(head: User, world: World) -> None:
    client = at_screen(head)
    page = text(client.get(EDIT))
    assert "Đang áp dụng: 15 %, mỗi năm tăng 20 điểm từ 2023, đến 100 %" in page
    page, token = looked_at(client, EDIT, WANTED)
    assert "Ảnh hưởng nếu ghi" in page
    assert "<del>95 %</del> → <ins>97,5 %</ins>" in page
    assert not TargetSchedule.objects.filter(variant="")
    answer = client.post(EDIT, {**WANTED, "seen": token, "save": "1"})
    assert answer["Location"] == reverse("target_setting")
    assert active_targets().of("M4", "commune", 2026) == 97.5
    page = text(client.get(reverse("target_setting")))
    assert "97,5 %" in page
    assert "Lê Văn Đặt" in page
    assert "Nghị quyết tỉnh" in page


def test_nothing_is_written_that_was_not_looked_at(head: User, world: World) -> None:
    client = at_screen(head)
    for fields in ({"save": "1"}, {"save": "1", "seen": "0" * 32}):
        page = text(client.post(EDIT, {**WANTED, **fields}))
        assert "nên chưa ghi gì" in page
    _, token = looked_at(client, EDIT, WANTED)
    other = {**WANTED, "base": "50", "seen": token, "save": "1"}
    assert "nên chưa ghi gì" in text(client.post(EDIT, other))
    assert not TargetSchedule.objects.filter(variant="")
    # Somebody else sets the same target in between: it is looked at anew.
    rows = TargetSchedule.objects.filter(indicator="M4", level="commune", variant="A")
    rows.update(valid_to=date(2030, 12, 31))
    answer = client.post(EDIT, {**WANTED, "seen": token, "save": "1"})
    assert "nên chưa ghi gì" in text(answer)
    # The reason may be put in better words without another look.
    _, token = looked_at(client, EDIT, WANTED)
    saved = client.post(EDIT, {**WANTED, "reason": "Nói rõ hơn", "seen": token, "save": "1"})
    assert saved.status_code == 302


def test_the_look_tells_whose_gap_changes(head: User, world: World) -> None:
    for _ in range(4):
        dossier = world.dossier(world.commune, date(2026, 5, 4))
        world.paper(dossier, world.commune, accepted_at=dossier.received_at)
    paper = world.paper(None, world.commune, accepted_at=dossier.received_at, verdict="invalid")
    assert paper.pk
    follow()
    page, _ = looked_at(at_screen(head), EDIT, {**WANTED, "base": "60"})
    assert "2</b> tỷ lệ chưa đạt sẽ thành đạt" in page  # the commune, and communes of the province
    assert "Xã Suối" in page
    assert "1 → đạt (−1)" in page
    page, _ = looked_at(at_screen(head), EDIT, {**WANTED, "base": "100"})
    assert "0</b> tỷ lệ đang đạt sẽ thành chưa đạt" in page


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"base": "nhiều"}, "Nhập một số, ví dụ 97,5."),
        ({"base": "101"}, "Nhiều nhất là 100."),
        ({"base": "1,234"}, "Nhiều nhất hai chữ số sau dấu phẩy."),
        ({"from_year": "26"}, "Từ năm 2015 trở đi."),
        ({"values": "2027 chín mươi"}, "Mỗi dòng một năm"),
        ({"values": "2027: 90\n2027: 91"}, "được ghi hai lần"),
        ({"reason": ""}, "Ghi lý do."),
    ],
)
def test_what_is_typed_wrongly_is_told(
    head: User, world: World, fields: dict[str, str], told: str
) -> None:
    answer = at_screen(head).post(EDIT, {**WANTED, **fields, "look": "1"})
    assert answer.status_code == 400
    assert told in text(answer)


def test_what_a_service_refuses_is_told(head: User, world: World) -> None:
    client = at_screen(head)
    fields = {**WANTED, "step": "20"}
    _, token = looked_at(client, EDIT, fields)
    answer = client.post(EDIT, {**fields, "seen": token, "save": "1"})
    assert answer.status_code == 400
    assert "phải đi cùng nhau" in text(answer)


def test_own_years_and_a_target_of_one_agency(head: User, world: World) -> None:
    client = at_screen(head)
    address = f"/chi-tieu/dat/sua/?chi_so=M9&co_quan={world.commune.code}"
    fields = {**WANTED, "values": "2027: 98,5 %\n2028 = 99", "whole_subtree": "on"}
    page, token = looked_at(client, address, fields)
    assert "98,5 %" in page
    assert client.post(address, {**fields, "seen": token, "save": "1"}).status_code == 302
    row = TargetSchedule.objects.get(agency=world.commune)
    assert row.values == {"2027": "98.5", "2028": "99"}
    page = text(at_screen(make_user("auditor", world.commune)).get(reverse("target_setting")))
    assert "Mọi cấp, Xã Suối và cơ quan trực thuộc" in page
    elsewhere = text(at_screen(make_user("auditor", world.department)).get("/chi-tieu/dat/"))
    assert "Xã Suối" not in elsewhere
    page = text(client.get(address))
    assert "2027: 98,5" in page


def test_a_target_is_ended(head: User, world: World) -> None:
    client = at_screen(head)
    address = reverse("target_end") + "?chi_so=M7"
    fields = {"from_year": "2026", "reason": "Văn bản hết hiệu lực"}
    page, token = looked_at(client, address, fields)
    assert "<ins>không</ins>" in page
    assert client.post(address, {**fields, "seen": token, "save": "1"}).status_code == 302
    assert active_targets().of("M7", None, 2026) is None
    assert active_targets().of("M7", None, 2025) == 50
    assert "Văn bản hết hiệu lực" in text(client.get(reverse("target_setting")))
    assert client.get(reverse("target_end") + "?chi_so=M9").status_code == 404
    assert client.get(reverse("target_end") + "?chi_so=M99").status_code == 404


def test_a_text_is_read_otherwise(head: User, world: World) -> None:
    client = at_screen(head)
    address = reverse("target_reading", args=["second_year"])
    assert "Năm 2022 giữ như năm 2021" in text(client.get(address))
    fields = {"option": "B", "year": "2025", "reason": "Công văn 45"}
    page, token = looked_at(client, address, fields)
    assert "<del>90 %</del> → <ins>100 %</ins>" in page
    assert client.post(address, {**fields, "seen": token, "save": "1"}).status_code == 302
    assert ReadingChoice.objects.get().option == "B"
    page = text(client.get(reverse("target_setting")))
    assert "Công văn 45" in page
    assert "Tăng ngay từ năm 2022" in page
    # The same answer once more changes nothing, so that there is nothing to write.
    page, token = looked_at(client, address, {**fields, "reason": "Lại"})
    assert "Không chỉ tiêu nào thay đổi" in page
    assert not token
    assert client.get(reverse("target_reading", args=["nothing"])).status_code == 404


def test_the_head_of_one_of_two_trees(head: User, world: World) -> None:
    make_agency("G09", level="ministry", name="Bộ Gió")
    client = at_screen(head)
    assert client.get(reverse("target_reading", args=["second_year"])).status_code == 403
    page = text(client.get(reverse("target_edit")))
    assert "Mọi cơ quan" not in page
    assert "Bộ Gió" not in page
    assert "Tỉnh Mây" in page
    assert "Xem, đổi" not in text(client.get(reverse("target_setting")))
