"""A person asks for a correction, the agency that keeps the paper answers, the person reads it."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Agency
from dossiers.answers import Refused
from dossiers.citizens.corrections import MOST_OPEN, Wish, answer_correction, ask_for_correction
from dossiers.models import Correction, Event, Holder, Notification, Paper, PaperType
from dossiers.states import State
from tests.records import make_agency, make_holder, make_paper, make_paper_type, make_user
from tests.web.citizen.doors import citizen
from vietnamese.working_days import PLAIN_WEEK, WorkingDays

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


def kept(agency: Agency, holder: Holder, **facts: object) -> Paper:
    return make_paper(agency, State.AVAILABLE, holder=holder, title="Giấy khai sinh", **facts)


def ask(
    holder: Holder, paper: Paper | None, text: str = "Tên đệm sai", key: str = "k"
) -> Correction:
    asked = ask_for_correction(
        holder=holder, wish=Wish(text, key, paper), days=2, calendar=PLAIN_WEEK
    )
    assert isinstance(asked, Correction)
    return asked


def test_the_whole_way(agency: Agency, client: Client) -> None:
    holder, clerk = make_holder(), make_user("clerk", agency)
    paper, mine = kept(agency, holder), citizen(holder, agency)
    address = reverse("citizen_correction_new") + f"?giay-to={paper.pk}"
    form = mine.get(address).context["form"]
    data = {"text": "Tên đệm ghi Văn, đúng là Vân", "key": form["key"].value()}
    for _ in range(2):  # a form sent twice is one request
        assert mine.post(address, data).status_code == 302
    assert "Đã gửi đề nghị" in mine.get(reverse("citizen_corrections")).content.decode()
    asked = Correction.objects.get()
    told = Notification.objects.get(user=clerk)
    assert (told.kind, told.paper) == ("correction.asked", paper)

    client.force_login(clerk)
    assert "đúng là Vân" in client.get(reverse("corrections")).content.decode()
    one = reverse("correction", args=[asked.pk])
    assert client.post(one, {"outcome": "refused", "answer": " "}).status_code == 422
    assert client.post(one, {"outcome": "done", "answer": "Đã sửa theo sổ gốc."}).status_code == 302
    for name in ("citizen_corrections", "citizen_paper"):
        args = [paper.pk] if name == "citizen_paper" else []
        assert "Đã sửa theo sổ gốc." in mine.get(reverse(name, args=args)).content.decode()
    verbs = list(Event.objects.filter(verb__startswith="correction").values_list("verb", "facts"))
    assert [verb for verb, _ in verbs] == ["correction.asked", "correction.answered"]
    assert "Vân" not in str(verbs)


def test_it_is_due_in_two_working_days(agency: Agency, monkeypatch: pytest.MonkeyPatch) -> None:
    holder = make_holder()
    friday = date(2026, 11, 20)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: friday)
    wish, calendar = Wish("Sai", "k", kept(agency, holder)), WorkingDays(off={date(2026, 11, 23)})
    asked = ask_for_correction(holder=holder, wish=wish, days=2, calendar=calendar)
    assert isinstance(asked, Correction)
    assert asked.due_on == date(2026, 11, 25)


def test_a_request_about_oneself_goes_to_the_agency_that_had_to_do_with_one_last(
    agency: Agency,
) -> None:
    holder = make_holder()
    kept(make_agency(), holder)
    kept(agency, holder)
    assert ask(holder, None).agency == agency


def test_what_cannot_be_asked(agency: Agency) -> None:
    holder = make_holder()
    foreign = kept(agency, make_holder())
    for wish, code in (
        (Wish(" ", "a"), "correction.nothing_said"),
        (Wish("Sai", "a", foreign), "correction.unknown"),
        (Wish("Sai", "a"), "correction.no_agency"),
    ):
        assert ask_for_correction(holder=holder, wish=wish, days=2, calendar=PLAIN_WEEK) == Refused(
            code
        )
    paper = kept(agency, holder)
    for number in range(MOST_OPEN):
        ask(holder, paper, key=str(number))
    one_more = ask_for_correction(
        holder=holder, wish=Wish("Sai", "x", paper), days=2, calendar=PLAIN_WEEK
    )
    assert one_more == Refused("correction.too_many")


def test_who_answers(agency: Agency, client: Client) -> None:
    holder = make_holder()
    secret = make_paper_type("mat", access=PaperType.Access.RESTRICTED, name="Mật")
    asked = ask(holder, kept(agency, holder))
    hidden = ask(holder, kept(agency, holder, paper_type=secret), key="mat")
    province = make_agency(level="province")
    Agency.objects.filter(pk=agency.pk).update(
        parent=province, path=f"{province.path}{agency.code}/"
    )
    people = {
        "stranger": (make_user("officer", make_agency()), False, False),
        "manager": (make_user("manager", agency), False, False),
        "above": (make_user("officer", province), True, False),
        "here": (make_user("officer", agency), True, True),
    }
    for who, (user, may, may_secret) in people.items():
        client.force_login(user)
        for row, allowed in ((asked, may), (hidden, may_secret)):
            status = client.get(reverse("correction", args=[row.pk])).status_code
            assert (status == 200) == allowed, who
            refused = answer_correction(correction_id=row.pk, done=True, answer="Rồi", by=user)
            assert isinstance(refused, Correction) == allowed, who
            Correction.objects.update(state="open")


def test_two_answers(agency: Agency) -> None:
    clerk = make_user("clerk", agency)
    holder = make_holder()
    asked = ask(holder, kept(agency, holder))
    first = answer_correction(correction_id=asked.pk, done=True, answer="Đã sửa", by=clerk)
    again = answer_correction(correction_id=asked.pk, done=True, answer="Khác", by=clerk)
    assert isinstance(first, Correction)
    assert isinstance(again, Correction)
    assert again.answer == "Đã sửa"
    other = answer_correction(correction_id=asked.pk, done=False, answer="Không", by=clerk)
    assert other == Refused("correction.answered_already")
    assert Event.objects.filter(verb="correction.answered").count() == 1


def test_hostile_text_is_shown_as_text(agency: Agency, client: Client) -> None:
    holder, clerk = make_holder(), make_user("clerk", agency)
    ask(holder, kept(agency, holder), text="<script>alert(1)</script>\u202e" + "ạ" * 5000)
    client.force_login(clerk)
    for page in (
        client.get(reverse("correction", args=[Correction.objects.get().pk])),
        citizen(holder, agency).get(reverse("citizen_corrections")),
    ):
        assert "<script>alert" not in page.content.decode()
        assert "&lt;script&gt;" in page.content.decode()
