"""Thành phần hồ sơ: a paper is looked at before it is used; many are used at once on the same grounds."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Agency
from dossiers.models import (
    CombinedPart,
    Component,
    Event,
    Paper,
    ProcedureVersion,
    Reuse,
)
from tests.records import (
    make_agency,
    make_component,
    make_page_text,
    make_paper_type,
    make_procedure,
    make_user,
)
from tests.reuse.cases import Case, held_paper, make_case
from tests.web.test_checklist import (
    HTMX,
    address,
    clean,
    form_of,
    look_up,
    opened,
    page,
    signed_in,
)


@pytest.fixture
def case(db: None) -> Case:
    return make_case()


def another_line(case: Case, code: str, *, agency: Agency | None = None) -> tuple[Component, Paper]:
    """One more component of the dossier, and a paper that is held for it."""
    kind = make_paper_type(code, name=f"Giấy {code}")
    component = make_component(case.procedure, kind, name=f"Thành phần {code}")
    return component, held_paper(
        agency or case.agency, holder=case.holder, paper_type=kind, title=f"Giấy {code}"
    )


def previews() -> list[Event]:
    return list(Event.objects.filter(verb="paper.previewed"))


def test_the_pages_open_beside_the_line_and_it_is_recorded_once_a_session(case: Case) -> None:
    client = signed_in(case.officer)
    for _ in range(2):
        text = opened(client, case)
        assert reverse("paper_page", args=[case.paper.pk, 1]) in text
    event = previews()[0]
    assert len(previews()) == 1
    assert (event.agency, event.actor, event.object_id) == (
        case.agency,
        "user:can-bo",
        case.paper.pk,
    )
    assert event.facts == {"dossier": case.dossier.pk}
    assert event.purpose == f"Giải quyết hồ sơ {case.dossier.number}"
    assert "Xem lại" in page(client, case)
    opened(signed_in(case.officer), case)
    assert len(previews()) == 2


def test_with_htmx_only_the_line_comes_back_and_pages_turn_in_it(case: Case) -> None:
    Paper.objects.update(last_page=2)
    make_page_text(case.paper, 2)
    client = signed_in(case.officer)
    query = {"ho_so": case.dossier.number, "xem": case.paper.pk, "trang": 2}
    text = clean(client.get(reverse("checklist"), query, headers=HTMX))
    assert "<html" not in text
    assert "Trang 2/2" in text
    assert "Dùng lại</button>" in text
    folded = {"ho_so": case.dossier.number, "gap": case.component.pk}
    text = clean(client.get(reverse("checklist"), folded, headers=HTMX))
    assert "<html" not in text
    assert "Trang 2/2" not in text
    assert "Xem lại" in text


@pytest.mark.parametrize("wanted", ["0", "999999", "x", "9" * 40, "-1"])
def test_what_stands_in_no_line_is_not_opened(case: Case, wanted: str) -> None:
    client = signed_in(case.officer)
    answer = client.get(reverse("checklist"), {"ho_so": case.dossier.number, "xem": wanted})
    assert answer.status_code == 200
    assert "paper-viewer" not in answer.content.decode()
    assert not previews()


def test_nothing_is_used_that_was_not_looked_at(case: Case) -> None:
    client = signed_in(case.officer)
    assert "Dùng lại</button>" not in page(client, case)
    prefilled = {"papers": str(case.paper.pk), **form_of(page(client, case))}
    text = clean(client.post(address("checklist_reuse", case), prefilled, headers=HTMX))
    assert "Chưa xem giấy tờ này" in text
    opened(client, case)
    Paper.objects.update(version=case.paper.version + 1)  # corrected since
    text = clean(client.post(address("checklist_reuse", case), prefilled, headers=HTMX))
    assert "Chưa xem giấy tờ này" in text
    assert not Reuse.objects.exists()


def test_a_look_for_another_dossier_is_another_look(case: Case) -> None:
    client = signed_in(case.officer)
    client.get(look_up(client, case)["Location"] + f"&xem={case.paper.pk}")
    assert previews()[0].facts == {"procedure": case.procedure.pk}
    assert "Dùng lại</button>" not in page(client, case)


def test_all_that_was_looked_at_is_used_on_the_same_grounds(case: Case) -> None:
    (second, held), (third, unseen) = another_line(case, "hai"), another_line(case, "ba")
    client = signed_in(case.officer)
    opened(client, case)
    text = opened(client, case, held)
    ticked = [f"{case.component.pk}:{case.paper.pk}", f"{second.pk}:{held.pk}"]
    for value in ticked:
        assert f'value="{value}" form="grounds" checked' in text
    assert f'value="{third.pk}:{unseen.pk}" form="grounds">' in text
    where = reverse("checklist_reuse_all", args=[case.dossier.pk])
    posted = {**form_of(text, "written"), "line": ticked}
    for _ in range(2):  # sent twice
        told = clean(client.post(where, posted, follow=True))
        assert "Đã ghi nhận dùng lại cho 2 thành phần." in told
    assert {(each.paper, each.request) for each in Reuse.objects.all()} == {
        (case.paper, "written"),
        (held, "written"),
    }
    assert Reuse.objects.count() == 2
    assert "checked" in told.partition("Chủ giấy tờ đề nghị bằng văn bản")[0].rpartition("<")[2]


def test_a_tick_says_that_one_has_looked_and_is_recorded_as_that(case: Case) -> None:
    client = signed_in(case.officer)
    posted = {**form_of(page(client, case)), "line": f"{case.component.pk}:{case.paper.pk}"}
    client.post(reverse("checklist_reuse_all", args=[case.dossier.pk]), posted)
    assert Reuse.objects.get().paper == case.paper
    assert previews()[0].facts == {"dossier": case.dossier.pk, "declared": True}


def test_of_many_the_rest_is_used_when_one_is_refused(case: Case) -> None:
    second, held = another_line(case, "hai")
    client = signed_in(case.officer)
    posted = {
        **form_of(page(client, case)),
        "line": [f"{case.component.pk}:{case.paper.pk}", f"{second.pk}:{held.pk}"],
    }
    Paper.objects.filter(pk=held.pk).update(state="withdrawn")
    where = reverse("checklist_reuse_all", args=[case.dossier.pk])
    told = clean(client.post(where, posted, follow=True))
    assert "Đã ghi nhận dùng lại cho 1 thành phần." in told
    assert "Thành phần hai: Giấy tờ vừa không còn dùng được" in told
    assert Reuse.objects.get().paper == case.paper


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"request": ""}, "Chưa chọn ai đề nghị dùng lại."),
        ({"request": "exception"}, "Chưa chọn trường hợp ngoại lệ"),
        ({"purpose": ""}, "Chưa ghi mục đích"),
    ],
)
def test_wrong_grounds_are_told_and_ticks_stay(
    case: Case, wrong: dict[str, str], told: str
) -> None:
    client = signed_in(case.officer)
    line = f"{case.component.pk}:{case.paper.pk}"
    posted = {**form_of(page(client, case)), "line": line, **wrong}
    answer = client.post(reverse("checklist_reuse_all", args=[case.dossier.pk]), posted)
    assert answer.status_code == 422
    assert told in clean(answer)
    assert f'value="{line}" form="grounds" checked' in clean(answer)
    assert not Reuse.objects.exists()
    assert not previews()


@pytest.mark.parametrize("line", ["", "một:hai", "1:", ":1", f"{'9' * 30}:1", "1:2,", "1;2"])
def test_ticks_of_another_form_use_nothing(case: Case, line: str) -> None:
    client = signed_in(case.officer)
    posted = {**form_of(page(client, case)), "line": line}
    where = reverse("checklist_reuse_all", args=[case.dossier.pk])
    assert "Chưa đánh dấu giấy tờ nào" in clean(client.post(where, posted, follow=True))
    assert not Reuse.objects.exists()


def test_papers_and_dossiers_of_others_are_not_used(case: Case) -> None:
    elsewhere = make_agency("H97.1", parent=make_agency("H97", level="province"))
    component, hidden = another_line(case, "kin", agency=elsewhere)
    client = signed_in(case.officer)
    assert reverse("paper", args=[hidden.pk]) not in opened(client, case, hidden)
    posted = {**form_of(page(client, case)), "line": f"{component.pk}:{hidden.pk}"}
    where = reverse("checklist_reuse_all", args=[case.dossier.pk])
    client.post(where, posted)
    assert not Reuse.objects.exists()
    assert not previews()
    stranger = signed_in(make_user("officer", elsewhere))
    assert stranger.post(where, posted).status_code == 404
    assert signed_in(make_user("clerk", case.agency)).post(where, posted).status_code == 403
    assert client.get(where).status_code == 405
    assert Client().post(where, posted).status_code == 302
    assert not Reuse.objects.exists()


def test_shared_components_of_a_combined_procedure_say_whom_they_serve(case: Case) -> None:
    whole = case.procedure.versions.get()
    ProcedureVersion.objects.filter(pk=whole.pk).update(processing_days=42)
    Component.objects.filter(pk=case.component.pk).update(shared_key="dat")
    for position, (name, days) in enumerate((("Thẩm duyệt", 30), ("Cấp phép", 92)), start=1):
        part = make_procedure(name=name, processing_days=days).versions.get()
        CombinedPart.objects.create(whole=whole, part=part, position=position)
        make_component(part, case.kind, name="Giấy tờ về đất", shared_key="dat")
        make_component(part, case.kind, name=f"Bản vẽ để {name.lower()}")
    text = page(signed_in(case.officer), case)
    assert "Còn 42 ngày làm việc thay vì 122 ngày." in " ".join(text.split())
    assert "Nộp một lần cho 3 thủ tục:" in text
    assert f"{case.procedure.name}; Thẩm duyệt; Cấp phép" in text
    assert "Giấy tờ về đất" not in text
    assert text.count("Bản vẽ để") == 2


def test_a_form_shows_how_it_is_filled_in_on_the_page_and_on_the_sheet(case: Case) -> None:
    make_component(
        case.procedure, name="Tờ khai", example="Họ và tên: Nguyễn Văn Mẫu\n\nNgày sinh: 01/01/1990"
    )
    client = signed_in(case.officer)
    sheet = client.get(reverse("checklist_print"), {"ho_so": case.dossier.number})
    for text in (page(client, case), clean(sheet)):
        assert "<dt>Họ và tên</dt><dd>Nguyễn Văn Mẫu</dd>" in text
        assert "<dt>Ngày sinh</dt><dd>01/01/1990</dd>" in text


def test_the_sheet_carries_the_number_as_a_picture(case: Case) -> None:
    client = signed_in(case.officer)
    text = clean(client.get(reverse("checklist_print"), {"ho_so": case.dossier.number}))
    assert 'class="qr"' in text
    looked_up = look_up(client, case)["Location"].replace("?", "in/?")
    assert 'class="qr"' not in clean(client.get(looked_up))
