"""Dossiers, reuses, papers and feeds: only what the account may see, page by page."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from dossiers.models import Dossier, Event, Holder, Notification, Paper, Reuse
from dossiers.notices import tell
from ingest.review import withdraw
from reuse.services import Grounds, record_reuse
from tests.api.systems import System, code_of, make_system, told
from tests.records import make_agency, make_dossier, make_holder
from tests.reuse.cases import Case, held_paper


def use(case: Case, system: System, **facts: Any) -> Reuse:
    dossier = facts.get("dossier", case.dossier)
    grounds = Grounds("Giải quyết hồ sơ", "Nghị định 45/2020/NĐ-CP", "online")
    (done,) = record_reuse(  # type: ignore[misc]
        dossier=dossier,
        component=case.component,
        papers=[case.paper],
        officer=system.user,
        grounds=grounds,
    )
    return done  # type: ignore[no-any-return]


def later() -> None:
    """What was told is old enough for the feeds."""
    Notification.objects.update(at=timezone.now() - timedelta(minutes=1))


# Dossiers


def test_a_dossier_is_told_without_the_middle_of_the_id(system: System, case: Case) -> None:
    dossier = told(system.get(f"/dossiers/{case.dossier.number}"))
    assert dossier["procedure"] == "1.000894"
    assert dossier["holder"] == {
        "kind": "person",
        "name": case.holder.name,
        "masked_id": "038*****0123",
    }
    assert (dossier["status"], dossier["channel"]) == (2, "counter")


def test_dossiers_are_listed_page_by_page_and_none_twice(system: System, case: Case) -> None:
    for _ in range(4):
        make_dossier(case.agency, procedure=case.procedure)
    seen, after = [], ""
    while True:
        page = told(system.get("/dossiers", limit=2, after=after))
        seen += [each["number"] for each in page["items"]]
        # What comes meanwhile shifts no page.
        make_dossier(case.agency, procedure=case.procedure)
        after = page["next"]
        if not after:
            break
    assert len(seen) == len(set(seen)) == 5


def test_the_list_costs_the_same_however_long(
    system: System, case: Case, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(12):
        make_dossier(case.agency, procedure=case.procedure)
    with django_assert_max_num_queries(6):
        assert len(told(system.get("/dossiers"))["items"]) == 13


def test_the_checklist_says_where_each_component_stands(system: System, case: Case) -> None:
    (line,) = told(system.get(f"/dossiers/{case.dossier.number}/checklist"))["lines"]
    assert (line["standing"], line["still_needed"]) == ("usable", False)
    reuse = use(case, system)
    (line,) = told(system.get(f"/dossiers/{case.dossier.number}/checklist"))["lines"]
    assert (line["standing"], line["reuses"]) == ("reused", [reuse.pk])


def test_a_dossier_of_another_commune_is_not_there(system: System, case: Case) -> None:
    beside = make_agency("H98.2", parent=case.province)
    other = make_dossier(beside, procedure=case.procedure)
    for path in (f"/dossiers/{other.number}", f"/dossiers/{other.number}/checklist"):
        answer = system.get(path)
        assert answer.status_code == 404
        assert code_of(answer) == "api.not_there"
    assert told(system.get("/reuses", dossier=other.number))["code"] == "api.not_there"


def opened(case: Case, **facts: Any) -> dict[str, Any]:
    applicant = {"number": case.holder.personal_id, "name": case.holder.name}
    return {
        "procedure": case.procedure.code,
        "applicant": applicant,
        "place_of_intake": case.agency.code,
        "deciding_agency": case.agency.code,
        **facts,
    }


def test_a_dossier_is_opened_once(case: Case) -> None:
    system = make_system(case.agency, "clerk", "officer")
    first = system.post("/dossiers", opened(case), key="mo-ho-so-1")
    again = system.post("/dossiers", opened(case), key="mo-ho-so-1")
    assert first.status_code == 201, first.content
    assert told(first) == told(again)
    dossier = Dossier.objects.get(number=told(first)["number"])
    assert (dossier.holder, dossier.channel) == (case.holder, 2)
    assert Dossier.objects.count() == 2


def test_who_cannot_be_determined_opens_nothing(case: Case) -> None:
    system = make_system(case.agency, "clerk")
    applicant = {"number": case.holder.personal_id, "name": "Người Khác"}
    answer = system.post("/dossiers", opened(case, applicant=applicant), key=uuid4().hex)
    assert answer.status_code == 409
    assert code_of(answer) == "holder.not_certain"
    assert Holder.objects.count() == 1


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"procedure": "1.999999"}, "procedure.unknown"),
        ({"place_of_intake": "H00"}, "agency.unknown"),
        ({"channel": "telex"}, "api.invalid"),
    ],
)
def test_a_dossier_that_cannot_be_opened(case: Case, facts: dict[str, str], code: str) -> None:
    system = make_system(case.agency, "clerk")
    assert code_of(system.post("/dossiers", opened(case, **facts), key=uuid4().hex)) == code


def test_nobody_opens_a_dossier_for_another_commune(case: Case) -> None:
    make_agency("H98.2", parent=case.province)
    system = make_system(case.agency, "clerk")
    sent = opened(case, place_of_intake="H98.2")
    assert code_of(system.post("/dossiers", sent, key=uuid4().hex)) == "counter.not_your_agency"
    assert Dossier.objects.count() == 1


# Reuses


def test_a_reuse_is_listed_read_and_revoked(system: System, case: Case) -> None:
    reuse = use(case, system)
    (listed,) = told(system.get("/reuses", dossier=case.dossier.number))["items"]
    assert listed == told(system.get(f"/reuses/{reuse.pk}"))
    assert (listed["paper"], listed["mine"], listed["request"]) == (case.paper.pk, True, "online")
    sent = {"reason": "Nhầm hồ sơ"}
    first = told(system.post(f"/reuses/{reuse.pk}/revoke", sent, key="thoi-dung-1"))
    again = told(system.post(f"/reuses/{reuse.pk}/revoke", sent, key="thoi-dung-1"))
    assert first == again
    assert first["revoked_at"]
    assert Event.objects.filter(verb="reuse.revoked").count() == 1


def test_reuses_of_another_commune_are_not_there(system: System, case: Case) -> None:
    reuse = use(case, system)
    stranger = make_system(make_agency("H98.2", parent=case.province))
    assert told(stranger.get("/reuses"))["items"] == []
    assert stranger.get(f"/reuses/{reuse.pk}").status_code == 404
    for act in ("revoke", "settle"):
        answer = stranger.post(f"/reuses/{reuse.pk}/{act}", {"reason": "Thử"}, key=uuid4().hex)
        assert answer.status_code == 404
    reuse.refresh_from_db()
    assert reuse.revoked_at is None


def test_an_alarm_is_settled_with_a_reason(system: System, case: Case) -> None:
    reuse = use(case, system)
    answer = system.post(f"/reuses/{reuse.pk}/settle", {"reason": "Đã xem"}, key=uuid4().hex)
    assert code_of(answer) == "reuse.no_alarm"
    withdraw(case.paper.pk, reason="Sai", by="user:can-bo", revoked=True)
    answer = system.post(f"/reuses/{reuse.pk}/settle", {"reason": "Đã xem"}, key=uuid4().hex)
    assert told(answer)["settled_at"]


def test_a_number_tells_nobodys_name_whatever_is_confirmed(system: System, case: Case) -> None:
    applicant = {"number": case.holder.personal_id, "name": "Ai Đó Khác"}
    sent = opened(case, applicant=applicant, confirmed=True)
    answer = system.post("/dossiers", sent, key=uuid4().hex)
    assert code_of(answer) == "holder.not_certain"
    assert case.holder.name not in answer.content.decode()
    assert Dossier.objects.count() == 1
    # Birth and sex may be confirmed, as they stand on the card.
    applicant |= {"name": case.holder.name, "birth_date": "1985-01-01"}
    sent = opened(case, applicant=applicant, confirmed=True)
    assert system.post("/dossiers", sent, key=uuid4().hex).status_code == 201


# Papers


def test_papers_are_found_by_number_and_by_holder(system: System, case: Case) -> None:
    Paper.objects.filter(pk=case.paper.pk).update(number="12/KH-UBND", number_key="12/kh-ubnd")
    by_number = told(system.post("/papers/search", {"number": "12/KH-UBND"}))
    assert [each["id"] for each in by_number["items"]] == [case.paper.pk]
    holder = {"number": case.holder.personal_id, "name": case.holder.name}
    by_holder = told(system.post("/papers/search", {"holder": holder}))
    assert [each["id"] for each in by_holder["items"]] == [case.paper.pk]
    wrong = told(system.post("/papers/search", {"holder": {**holder, "name": "Ai Đó"}}))
    assert wrong == {"items": [], "next": None}
    # Recorded whether somebody was found or not; about the system itself where nobody was.
    about = Event.objects.filter(verb="holder.searched").order_by("id")
    assert list(about.values_list("object_type", "object_id")) == [
        ("holder", case.holder.pk),
        ("user", system.user.pk),
    ]


def test_a_person_costs_the_same_queries_whatever_is_found(system: System, case: Case) -> None:
    people = {count: make_holder(personal_id=f"03809000010{count}") for count in (0, 1, 9)}
    for count, person in people.items():
        for _ in range(count):
            held_paper(case.agency, holder=person, paper_type=case.kind)
    told(system.post("/papers/search", {"number": "1/QD"}))  # takes calls of the minute
    counts = set()
    for number, name in [(each.personal_id, each.name) for each in people.values()] + [
        ("038090000999", "Ai Đó"),
        (people[9].personal_id, "Ai Đó"),
    ]:
        with CaptureQueriesContext(connection) as queries:
            told(system.post("/papers/search", {"holder": {"number": number, "name": name}}))
        counts.add(len(queries))
    assert len(counts) == 1, counts


def test_no_answer_holds_a_whole_personal_id(system: System, case: Case) -> None:
    number = str(case.holder.personal_id)
    Paper.objects.filter(pk=case.paper.pk).update(
        number=number, number_key=number, title=f"Căn cước {number}", issuer=f"Cấp cho {number}"
    )
    paper = told(system.get(f"/papers/{case.paper.pk}"))
    assert number not in str(paper)
    assert paper["number"] == "038*****0123"
    found = told(system.post("/papers/search", {"number": number}))
    assert [each["id"] for each in found["items"]] == [case.paper.pk]
    assert number not in str(found)
    reuse = use(case, system)
    Reuse.objects.update(purpose=f"Cho {number}", legal_basis=number, reference=number)
    assert number not in str(told(system.get(f"/reuses/{reuse.pk}")))


@pytest.mark.parametrize("sent", [{}, {"number": ""}, {"holder": {}}, {"limit": 0}, []])
def test_a_search_for_nothing(system: System, sent: Any) -> None:
    assert code_of(system.post("/papers/search", sent)) == "api.invalid"


def test_a_look_at_a_paper_is_recorded(system: System, case: Case) -> None:
    assert told(system.get(f"/papers/{case.paper.pk}"))["id"] == case.paper.pk
    event = Event.objects.get(verb="paper.viewed")
    assert (event.object_id, event.actor) == (case.paper.pk, f"user:{system.user.username}")


def test_the_verdict_is_told(system: System, case: Case) -> None:
    assert told(system.get(f"/papers/{case.paper.pk}/verification"))["outcome"] == "valid"
    unverified = case.another_paper(outcome="")
    assert system.get(f"/papers/{unverified.pk}/verification").status_code == 404


def test_papers_of_others_are_not_there(system: System, case: Case) -> None:
    beside = make_agency("H98.2", parent=case.province)
    other = held_paper(
        beside, holder=make_holder(), paper_type=case.kind, number="9/QD", number_key="9/qd"
    )
    for path in (f"/papers/{other.pk}", f"/papers/{other.pk}/verification", "/papers/999999"):
        assert system.get(path).status_code == 404
    assert told(system.post("/papers/search", {"number": "9/QD"}))["items"] == []


# Feeds


def test_a_system_learns_that_a_paper_it_used_was_revoked(system: System, case: Case) -> None:
    start = told(system.get("/withdrawals"))
    assert start["items"] == []
    use(case, system)
    withdraw(case.paper.pk, reason="Sai", by="user:can-bo", revoked=True)
    assert told(system.get("/withdrawals", after=start["next"]))["items"] == []  # too young
    later()
    page = told(system.get("/withdrawals", after=start["next"]))
    (notice,) = page["items"]
    assert notice["kind"] == "reuse.paper_withdrawn"
    assert (notice["dossier"], notice["paper"]) == (case.dossier.number, case.paper.pk)
    after = told(system.get("/withdrawals", after=page["next"]))
    assert (after["items"], after["next"]) == ([], page["next"])


def test_a_feed_is_the_accounts_own_and_goes_on_where_it_ended(system: System, case: Case) -> None:
    other = make_system(case.agency)
    for number in range(5):
        tell([system.user], kind="reuse.paper_withdrawn", key=f"{number}", dossier=case.dossier)
    later()
    first = told(system.get("/notifications", limit=3))
    rest = told(system.get("/notifications", limit=3, after=first["next"]))
    assert (len(first["items"]), len(rest["items"])) == (3, 2)
    assert told(other.get("/notifications"))["items"] == []


def test_what_may_not_be_seen_any_more_is_not_named(system: System, case: Case) -> None:
    beside = make_agency("H98.2", parent=case.province)
    dossier, paper = make_dossier(beside), held_paper(beside, paper_type=case.kind)
    tell([system.user], kind="reuse.paper_withdrawn", key="x", dossier=dossier, paper=paper)
    later()
    (notice,) = told(system.get("/notifications"))["items"]
    assert (notice["dossier"], notice["paper"]) == (None, None)


def test_a_row_that_is_too_young_holds_back_those_behind_it(system: System, case: Case) -> None:
    for number in range(3):
        tell([system.user], kind="reuse.paper_withdrawn", key=f"{number}")
    later()
    young = Notification.objects.order_by("id")[1]
    Notification.objects.filter(pk=young.pk).update(at=timezone.now())
    assert len(told(system.get("/notifications"))["items"]) == 1
