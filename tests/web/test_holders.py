"""Chủ giấy tờ: find, look, open, correct, merge, relink, take back, each within what a person may see."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from dossiers.models import Event, Holder, HolderChange, Paper, PaperType
from dossiers.states import State
from tests.dossiers.identity.cases import ID, NAME, OLD, Case, make_case
from tests.records import make_agency, make_dossier, make_holder, make_paper, make_user

pytestmark = pytest.mark.django_db
UNDETERMINED = "Không xác định được người này."


@pytest.fixture
def case() -> Case:
    PaperType.objects.update(access=PaperType.Access.AGENCY)
    return make_case()


def as_(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def find(client: Client, **typed: str) -> Any:
    return client.post(reverse("holders"), typed)


def open_ids(client: Client, holder: Holder) -> None:
    client.post(reverse("holder_open", args=[holder.pk]), {"purpose": "Giải quyết hồ sơ 12"})


@pytest.mark.parametrize(
    "typed",
    [
        {"number": ID},
        {"number": ID, "name": "nguyen thi may"},
        {"number": f" {ID} ", "birth": "1990"},
        {"name": NAME, "birth": "08/03/1990"},
    ],
)
def test_a_person_is_found_and_the_address_names_nobody(case: Case, typed: dict[str, str]) -> None:
    if "number" not in typed:
        Holder.objects.filter(pk=case.old_row.pk).update(merged_into=case.holder)
    answer = find(as_(case.officer), **typed)
    assert answer["Location"] == reverse("holder", args=[case.holder.pk])
    event = Event.objects.get()
    assert (event.verb, event.object_type, event.object_id) == (
        "search.person",
        "holder",
        case.holder.pk,
    )


def test_nobody_several_another_name_and_somebody_elsewhere_look_alike(case: Case) -> None:
    elsewhere = make_holder("Phạm Văn Xa")
    make_paper(make_agency(), State.AVAILABLE, holder=elsewhere, accepted_by="user:x")
    answers = [
        find(as_(case.officer), **typed)
        for typed in (
            {"number": "038190000124"},
            {"name": NAME, "birth": "1990"},  # twice on record
            {"number": ID, "name": "Tên Khác"},
            {"number": ID, "birth": "1991"},
            {"number": str(elsewhere.personal_id)},
        )
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert all(UNDETERMINED in answer.content.decode() for answer in answers)
    assert Event.objects.filter(verb="search.person", object_type="user").count() == 5


@pytest.mark.parametrize(
    "typed",
    [
        {},
        {"number": "12345"},
        {"number": "x" * 100},
        {"name": NAME},
        {"birth": "1990"},
        {"name": NAME, "birth": "31/02/1990"},
        {"name": NAME, "birth": "٢٠٢٠"},
        {"name": "a\0b", "birth": "1990"},
        {"name": "<script>alert(1)</script>", "birth": "năm nay"},
    ],
)
def test_what_is_typed_wrongly_is_told_at_its_field(case: Case, typed: dict[str, str]) -> None:
    answer = find(as_(case.officer), **typed)
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert not Event.objects.exists()


def test_the_page_shows_what_the_viewer_may_see_and_masks_ids(case: Case) -> None:
    hidden = make_paper(make_agency(), State.AVAILABLE, holder=case.holder, title="Giấy ở nơi khác")
    client = as_(case.officer)
    text = client.get(reverse("holder", args=[case.holder.pk])).content.decode()
    assert case.dossier.number in text
    assert hidden.title not in text
    assert ID not in text
    assert "038*****0123" in text
    open_ids(client, case.holder)
    assert ID in client.get(reverse("holder", args=[case.holder.pk])).content.decode()
    client.get(reverse("holder", args=[case.holder.pk]))
    assert list(Event.objects.values_list("verb", flat=True)) == ["holder.viewed", "holder.opened"]


def test_a_purpose_is_needed_to_open_ids(case: Case) -> None:
    client = as_(case.officer)
    answer = client.post(reverse("holder_open", args=[case.holder.pk]), {"purpose": " "})
    assert answer.status_code == 422
    assert ID not in answer.content.decode()
    assert not Event.objects.filter(verb="holder.opened").exists()


def test_an_id_that_contradicts_the_record_is_told(case: Case) -> None:
    Holder.objects.filter(pk=case.holder.pk).update(sex="male")
    text = as_(case.officer).get(reverse("holder", args=[case.holder.pk])).content.decode()
    assert "Giới tính trong số định danh khác" in text


def correct_with(case: Case, client: Client, **typed: str) -> Any:
    address = reverse("holder_correct", args=[case.holder.pk])
    form = client.get(address).context["form"]
    shown = {name: form[name].value() or "" for name in form.fields if name != "confirmed"}
    why = {"code": "mistyped", "reason": "So lại với thẻ."}
    return client.post(address, {**shown, **why, **typed})


def test_a_name_is_corrected_and_taken_back(case: Case) -> None:
    client = as_(case.clerk)
    answer = correct_with(case, client, name="Nguyễn Thị Mai")
    assert answer["Location"] == reverse("holder", args=[case.holder.pk])
    text = client.get(answer["Location"]).content.decode()
    assert "Nguyễn Thị Mai" in text
    assert "Họ và tên: Nguyễn Thị Mây → Nguyễn Thị Mai" in text
    undo = reverse("holder_undo", args=[HolderChange.objects.get().pk])
    text = client.post(undo, {"reason": ""}, follow=True).content.decode()
    assert "Chưa ghi vì sao hoàn tác" in text
    text = client.post(undo, {"reason": "Sửa nhầm người"}, follow=True).content.decode()
    assert "mọi thứ trở lại như trước" in text
    case.holder.refresh_from_db()
    assert case.holder.name == NAME


def test_numbers_are_corrected_only_while_they_are_open(case: Case) -> None:
    client = as_(case.clerk)
    correct_with(case, client, personal_id="038190000999", address="Thôn Đông")
    case.holder.refresh_from_db()
    assert (case.holder.personal_id, case.holder.address) == (ID, "Thôn Đông")
    open_ids(client, case.holder)
    correct_with(case, client, personal_id="038190000999")
    case.holder.refresh_from_db()
    assert case.holder.personal_id == "038190000999"


def test_who_saw_something_older_is_asked_to_look_again(case: Case) -> None:
    client = as_(case.clerk)
    Holder.objects.filter(pk=case.holder.pk).update(address="Thôn Tây")
    answer = correct_with(case, client, seen="0" * 64, address="Thôn Đông")
    assert "vừa được người khác sửa" in answer.content.decode()
    assert answer.status_code == 422


def test_a_doubt_is_confirmed_by_a_person(case: Case) -> None:
    client = as_(case.clerk)
    answer = correct_with(case, client, sex="male")
    assert "Giới tính trong số định danh khác" in answer.content.decode()
    assert correct_with(case, client, sex="male", confirmed="on").status_code == 302


def test_two_rows_are_found_compared_and_merged(case: Case) -> None:
    client, first = as_(case.clerk), reverse("holder_merge", args=[case.holder.pk])
    assert "Cùng họ tên" in client.get(first).content.decode()
    compare = client.post(first, {"number": OLD})["Location"]
    text = client.get(compare).content.decode()
    assert OLD not in text
    assert ID not in text
    answer = client.post(compare, {"code": "old_id", "reason": "Cùng một người."})
    assert answer["Location"] == reverse("holder", args=[case.holder.pk])
    again = client.post(compare, {"code": "old_id", "reason": "Cùng một người."})
    assert again["Location"] == answer["Location"]
    assert HolderChange.objects.count() == 1
    text = client.get(answer["Location"]).content.decode()
    assert "Giấy tờ chuyển theo: 1; hồ sơ: 1." in text


def test_the_same_row_and_a_foreign_one_are_not_merged(case: Case) -> None:
    client, first = as_(case.clerk), reverse("holder_merge", args=[case.holder.pk])
    assert "cùng một bản ghi" in client.post(first, {"number": ID}).content.decode()
    foreign = make_holder("Phạm Văn Xa")
    make_paper(make_agency(), State.AVAILABLE, holder=foreign, accepted_by="user:x")
    answer = client.post(first, {"number": str(foreign.personal_id)})
    assert UNDETERMINED in answer.content.decode()
    compare = reverse("holder_compare", args=[case.holder.pk, foreign.pk])
    assert client.get(compare).status_code == 404


def test_whom_a_paper_was_linked_to_is_not_told_to_who_keeps_the_other_only(case: Case) -> None:
    # The paper that was linked anew lies elsewhere; here is a dossier of whom it was taken from.
    foreign = make_holder("Phạm Văn Xa")
    paper = make_paper(make_agency(), State.AVAILABLE, holder=foreign, accepted_by="user:x")
    HolderChange.objects.create(
        kind="relinked",
        holder=case.holder,
        other=foreign,
        paper=paper,
        code="wrong_person",
        reason="Gắn nhầm",
        by="user:x",
    )
    compare = reverse("holder_compare", args=[case.holder.pk, foreign.pk])
    assert as_(case.clerk).get(compare).status_code == 404


def test_a_paper_is_linked_anew(case: Case) -> None:
    client, address = as_(case.clerk), reverse("holder_relink", args=[case.paper.pk])
    assert "1 thành phần hồ sơ" in client.get(address).content.decode()
    why = {"code": "wrong_person", "reason": "Giấy của người khác."}
    person = {"number": str(case.other.personal_id), "name": case.other.name}
    answer = client.post(address, {**why, **person})
    assert answer["Location"] == reverse("paper", args=[case.paper.pk])
    assert Paper.objects.get(pk=case.paper.pk).holder == case.other
    assert client.post(address, {**why, "nobody": "on"}).status_code == 302
    assert Paper.objects.get(pk=case.paper.pk).holder is None


def test_a_paper_is_linked_to_somebody_new_as_the_paper_says_it(case: Case) -> None:
    client, address = as_(case.clerk), reverse("holder_relink", args=[case.paper.pk])
    typed = {"code": "wrong_person", "reason": "Giấy của người khác.", "name": "Vũ Văn Mới"}
    answer = client.post(address, {**typed, "number": "038190000321", "birth": "1985"})
    assert "Năm sinh trong số định danh khác" in answer.content.decode()
    assert not Holder.objects.filter(name="Vũ Văn Mới").exists()
    assert client.post(address, {**typed, "number": "038190000321"}).status_code == 302
    assert Paper.objects.get(pk=case.paper.pk).holder == Holder.objects.get(name="Vũ Văn Mới")


@pytest.mark.parametrize(
    "typed", [{}, {"number": ID}, {"name": "Ai Đó"}, {"number": "1", "name": "Ai Đó"}]
)
def test_whose_a_paper_is_has_to_be_said(case: Case, typed: dict[str, str]) -> None:
    address = reverse("holder_relink", args=[case.paper.pk])
    answer = as_(case.clerk).post(address, {"code": "wrong_person", "reason": "Nhầm.", **typed})
    assert answer.status_code == 422
    assert not HolderChange.objects.exists()


@pytest.mark.parametrize("kind", ["officer", "clerk", "auditor"])
def test_somebody_elsewhere_finds_nothing_here(case: Case, kind: str) -> None:
    client = as_(make_user(kind, make_agency()))
    change = HolderChange.objects.create(
        kind="corrected", holder=case.holder, code="mistyped", reason="x", by="user:x"
    )
    for name, args in (
        ("holder", [case.holder.pk]),
        ("holder_correct", [case.holder.pk]),
        ("holder_merge", [case.holder.pk]),
        ("holder_compare", [case.holder.pk, case.old_row.pk]),
        ("holder_relink", [case.paper.pk]),
    ):
        expected = 404 if kind != "auditor" or name == "holder" else 403
        assert client.get(reverse(name, args=args)).status_code == expected, name
    undo = client.post(reverse("holder_undo", args=[change.pk]), {"reason": "không có gì"})
    assert undo.status_code == (403 if kind == "auditor" else 404)


def test_the_queries_of_the_page_do_not_grow(
    case: Case, django_assert_max_num_queries: Any
) -> None:
    client, address = as_(case.clerk), reverse("holder", args=[case.holder.pk])
    client.get(address)
    for _ in range(25):
        make_paper(case.agency, State.AVAILABLE, holder=case.holder, accepted_by="user:x")
        make_dossier(case.agency, holder=case.holder, procedure=case.dossier.procedure)
        HolderChange.objects.create(
            kind="corrected", holder=case.holder, code="mistyped", reason="x", by="user:x"
        )
    with django_assert_max_num_queries(24):
        assert client.get(address).status_code == 200
