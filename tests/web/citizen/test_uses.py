"""Who used a person's papers, when and why: as told to that person, and to nobody else."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from accounts.models import Agency
from dossiers import events
from dossiers.citizens.concealing import Grounds, conceal, lift
from dossiers.identity.changes import Grounds as Why
from dossiers.identity.merging import merge_holders
from dossiers.identity.relinking import relink_paper
from dossiers.identity.undoing import undo_change
from dossiers.models import (
    Concealment,
    ConcealmentRule,
    Event,
    Holder,
    HolderChange,
    Paper,
    PaperType,
    Reuse,
    ReuseMode,
)
from dossiers.states import State
from storage.adapters.memory import MemoryStore
from tests.records import (
    make_agency,
    make_component,
    make_dossier,
    make_holder,
    make_paper,
    make_paper_type,
    make_procedure,
    make_user,
)
from tests.web.citizen.doors import citizen
from tests.web.test_paper_files import png
from web.citizen.uses import Entry, entries_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency(name="Ủy ban nhân dân xã Thử")


def paper_of(holder: Holder, agency: Agency, **facts: object) -> Paper:
    facts = {"paper_type": make_paper_type(access=PaperType.Access.SHARED), **facts}
    return make_paper(agency, State.AVAILABLE, holder=holder, **facts)


def use(paper: Paper, *, by: str, holder: Holder | None = None) -> Reuse:
    """A use as the room of reuse records it."""
    procedure = make_procedure()
    component = make_component(procedure, paper.paper_type)
    dossier = make_dossier(paper.agency, procedure=procedure, holder=holder or paper.holder)
    reuse = Reuse.objects.create(
        dossier=dossier,
        component=component,
        paper=paper,
        mode=ReuseMode.PRIOR_FILE,
        purpose="Cấp giấy phép xây dựng",
        legal_basis="Nghị định 118/2025/NĐ-CP",
        request=Reuse.Request.COUNTER,
        officer=by,
    )
    events.record(
        agency=paper.agency,
        actor=by,
        verb="reuse.recorded",
        about=reuse,
        purpose=reuse.purpose,
        facts={"paper": paper.pk, "dossier": dossier.pk},
    )
    return reuse


def view(
    paper: Paper, by: str = "user:ai-do", verb: str = "paper.viewed", **facts: object
) -> Event:
    return events.record(agency=paper.agency, actor=by, verb=verb, about=paper, facts=facts)


def seen(holder: Holder) -> list[Entry]:
    return entries_of(holder, at=timezone.now())[1]


def test_a_person_sees_each_use_with_dossier_agency_purpose_basis_and_wish(agency: Agency) -> None:
    holder = make_holder()
    officer = make_user("officer", agency, username="giaiquyet", full_name="Lê Thị Tên Thật")
    reuse = use(paper_of(holder, agency), by="user:giaiquyet")
    page = citizen(holder, agency).get(reverse("citizen_uses")).content.decode()
    for told in (
        reuse.dossier.number,
        "Cán bộ giải quyết, Ủy ban nhân dân xã Thử",
        "Cấp giấy phép xây dựng",
        "Nghị định 118/2025/NĐ-CP",
        "Chủ giấy tờ đề nghị tại quầy",
    ):
        assert told in page
    assert str(officer) not in page
    assert "giaiquyet" not in page


def test_looks_downloads_and_look_ups_are_told_newest_first(agency: Agency) -> None:
    holder = make_holder()
    paper = paper_of(holder, agency)
    clerk = make_user("clerk", agency)
    view(paper, f"user:{clerk.username}")
    view(paper, f"user:{clerk.username}", verb="paper.downloaded")
    events.record(agency=agency, actor="user:x", verb="reuse.checked", about=holder)
    assert [each.what for each in seen(holder)] == [
        "Kiểm tra các giấy tờ đang giữ",
        "Tải bản điện tử của giấy tờ",
        "Xem giấy tờ",
    ]


def test_the_role_is_the_one_of_the_day(agency: Agency) -> None:
    holder, clerk = make_holder(), make_user("clerk", agency)
    view(paper_of(holder, agency), f"user:{clerk.username}")
    today = timezone.localdate()
    clerk.given_roles.update(valid_to=today)
    assert seen(holder)[0].who.startswith("Cán bộ số hóa, ")
    clerk.given_roles.update(valid_to=today - timedelta(days=1))
    assert seen(holder)[0].who.startswith("Cán bộ, ")


def test_a_revoked_use_is_shown_so(agency: Agency) -> None:
    holder = make_holder()
    reuse = use(paper_of(holder, agency), by="user:x")
    Reuse.objects.filter(pk=reuse.pk).update(revoked_at=timezone.now())
    assert "Đã rút lại" in citizen(holder, agency).get(reverse("citizen_uses")).content.decode()


def test_a_paper_that_was_linked_by_mistake_goes_with_all_that_was_done_on_it(
    agency: Agency,
) -> None:
    wrong, right = make_holder("Người Gắn Nhầm"), make_holder("Người Chủ Thật")
    paper = paper_of(wrong, agency, title="Giấy chứng nhận bí mật")
    reuse = use(paper, by="user:x")
    view(paper)
    clerk = make_user("clerk", agency)
    relink_paper(paper_id=paper.pk, to=right, grounds=Why("wrong_person", "Nhầm"), officer=clerk)
    taken, *rest = seen(wrong)
    assert taken.what == "Gỡ một giấy tờ từng gắn nhầm với bạn"
    assert (taken.about.paper, taken.purpose) == (None, "")
    # The use stands in their own dossier; the paper is not named any more.
    assert [(each.about.dossier, each.about.title) for each in rest] == [(reuse.dossier.number, "")]
    page = citizen(wrong, agency).get(reverse("citizen_uses")).content.decode()
    assert "bí mật" not in page
    told = citizen(right, agency).get(reverse("citizen_uses")).content.decode()
    assert reuse.dossier.number not in told
    assert "Cấp giấy phép xây dựng" not in told
    assert "Cho hồ sơ của người khác" in told


def test_merged_rows_follow(agency: Agency) -> None:
    kept, other = make_holder(), make_holder(personal_id=None, old_personal_id="123456780")
    client = citizen(other, agency)
    events.record(agency=agency, actor="user:x", verb="reuse.checked", about=other)
    paper_of(kept, agency, title="Giấy của bản ghi còn lại")
    Holder.objects.filter(pk=other.pk).update(merged_into=kept)
    assert "Giấy của bản ghi còn lại" in client.get(reverse("citizen")).content.decode()
    assert "Kiểm tra các giấy tờ đang giữ" in {each.what for each in seen(kept)}


def test_the_number_of_queries_does_not_grow(
    agency: Agency, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    holder = make_holder()
    client = citizen(holder, agency)
    for number in range(12):
        officer = make_user("officer", agency)
        paper = paper_of(holder, agency, title=f"Giấy {number}")
        use(paper, by=f"user:{officer.username}")
        view(paper, f"user:{officer.username}")
    with django_assert_max_num_queries(24):
        assert client.get(reverse("citizen_uses")).status_code == 200
    with django_assert_max_num_queries(8):
        assert client.get(reverse("citizen")).status_code == 200


def test_pages_go_by_key(agency: Agency, client: Client) -> None:
    holder = make_holder()
    paper = paper_of(holder, agency)
    for _ in range(35):
        view(paper)
    page, first = entries_of(holder, at=timezone.now())
    rest = entries_of(holder, at=timezone.now(), after=page.next_key)[1]
    assert len(first) + len(rest) == 35
    assert {each.at for each in first}.isdisjoint({each.at for each in rest})


def rule(days: int | None) -> ConcealmentRule:
    return ConcealmentRule.objects.create(
        code=f"thu-{days}", name="Bảo vệ điều tra", legal_basis="Luật thử", delay_days=days
    )


def test_a_concealed_use_comes_back_when_its_days_are_over(agency: Agency) -> None:
    holder, head = make_holder(), make_user("manager", agency)
    reuse = use(paper_of(holder, agency), by="user:x")
    event = Event.objects.get(verb="reuse.recorded")
    grounds = Grounds(rule(10).code, "Công văn 12/CV")
    made = conceal(event_ids=[event.pk], grounds=grounds, by=head)
    assert isinstance(made, list)
    assert conceal(event_ids=[event.pk], grounds=grounds, by=head) == made
    assert Event.objects.filter(verb="concealment.applied").count() == 1
    # Its revocation says as much as the use itself.
    events.record(agency=agency, actor="user:x", verb="reuse.revoked", about=reuse)
    client = citizen(holder, agency)
    for name in ("citizen_uses", "citizen_paper"):
        args = [reuse.paper_id] if name == "citizen_paper" else []
        assert "Dùng lại giấy tờ" not in client.get(reverse(name, args=args)).content.decode()
    last = event.at + timedelta(days=10)
    assert not visible(holder, event, last - timedelta(seconds=1))
    assert visible(holder, event, last)
    late = next(
        each for each in entries_of(holder, at=last)[1] if each.what == "Dùng lại giấy tờ cho hồ sơ"
    )
    assert late.shown_late_by == "Bảo vệ điều tra (Luật thử)"


def visible(holder: Holder, event: Event, at: object) -> bool:
    return event.pk in {row.pk for row in entries_of(holder, at=at)[0].rows}  # type: ignore[arg-type]


def test_what_is_hidden_without_a_day_stays_hidden_until_it_is_lifted(agency: Agency) -> None:
    holder, head = make_holder(), make_user("manager", agency)
    event = view(paper_of(holder, agency))
    made = conceal(event_ids=[event.pk], grounds=Grounds(rule(None).code, "CV 1"), by=head)
    assert isinstance(made, list)
    assert not visible(holder, event, timezone.now() + timedelta(days=9999))
    lift(concealment_id=made[0].pk, by=head)
    lift(concealment_id=made[0].pk, by=head)
    assert visible(holder, event, timezone.now())
    assert Event.objects.filter(verb="concealment.lifted").count() == 1


@pytest.mark.parametrize("case", ["stranger", "officer", "own act", "no rule", "no reason", "over"])
def test_what_may_not_be_hidden(agency: Agency, case: str) -> None:
    head = make_user("manager", make_agency() if case == "stranger" else agency)
    by = make_user("officer", agency) if case == "officer" else head
    event = view(
        paper_of(make_holder(), agency), f"user:{head.username}" if case == "own act" else "user:x"
    )
    days = 0 if case == "over" else 5
    found = rule(days)
    if case == "no rule":
        ConcealmentRule.objects.update(valid_to=timezone.localdate() - timedelta(days=1))
    reason = " " if case == "no reason" else "CV 1"
    answer = conceal(event_ids=[event.pk], grounds=Grounds(found.code, reason), by=by)
    assert not isinstance(answer, list)
    assert not Concealment.objects.exists()


def test_pictures_alone_are_a_look_too(agency: Agency, client: Client, store: MemoryStore) -> None:
    holder = make_holder()
    paper = paper_of(holder, agency, store=store, content=png())
    client.force_login(make_user("officer", agency))
    address = reverse("paper_page", args=[paper.pk, 1])
    for _ in range(2):
        client.get(address)
    assert [each.what for each in seen(holder)] == ["Xem giấy tờ"]
    client.get(reverse("paper", args=[paper.pk]))
    assert [each.what for each in seen(holder)] == ["Xem giấy tờ"]


def test_why_two_persons_were_taken_for_one_is_not_told_to_either(agency: Agency) -> None:
    clerk, holder, other = make_user("clerk", agency), make_holder("Trần Văn Một"), make_holder()
    for each in (holder, other):
        make_dossier(agency, holder=each)
    merged = merge_holders(
        kept_id=holder.pk,
        other_id=other.pk,
        grounds=Why("mistyped", "Trùng với Nguyễn Văn Thử ở xã bên"),
        officer=clerk,
        confirmed=True,
    )
    assert isinstance(merged, HolderChange), merged
    assert [entry.purpose for entry in seen(holder)] == ["Trùng với Nguyễn Văn Thử ở xã bên"]
    undo_change(change_id=merged.pk, reason="Không phải Nguyễn Văn Thử", officer=clerk)
    holder.refresh_from_db()
    told = seen(holder)
    assert len(told) == 2
    assert {entry.purpose for entry in told} == {""}
