"""The check over records: reasons from the records, who learns what, holders never guessed, few queries."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from dossiers.models import AcceptedPaper, Paper, PaperType
from dossiers.states import State
from reuse.check import ComponentCheck, check, holder_by_id
from reuse.decision import Status
from reuse.errors import MalformedHolderId
from reuse.sight import Sight
from tests.records import (
    make_agency,
    make_component,
    make_dossier,
    make_field,
    make_holder,
    make_paper_type,
    make_user,
)
from tests.reuse.cases import Case, held_paper, verdict

ON = date(2026, 3, 2)


def look(case: Case, *, user: User | None = None, on: date = ON) -> ComponentCheck:
    sight = Sight(known=Paper.objects.all()) if user is None else Sight(viewer=user)
    [found] = check(holder=case.holder, version=case.dossier.version, on=on, sight=sight)
    return found


def codes(found: ComponentCheck) -> list[str]:
    return [reason.code for reason in found.decision.reasons]


def change(case: Case, **facts: Any) -> None:
    Paper.objects.filter(pk=case.paper.pk).update(**facts)


def test_a_held_valid_paper_is_usable_with_its_grounds(case: Case) -> None:
    found = look(case, user=case.officer)
    assert (found.status, found.papers) == (Status.USABLE, (case.paper,))
    assert codes(found) == ["reuse.in_force", "reuse.signature_valid"]


def test_validity_is_judged_on_the_day_of_use(case: Case) -> None:
    change(case, valid_from=date(2026, 1, 1), valid_to=date(2026, 6, 30))
    assert codes(look(case, on=date(2025, 12, 31))) == ["reuse.not_yet_valid"]
    assert look(case, on=date(2026, 6, 30)).status is Status.USABLE
    assert codes(look(case, on=date(2026, 7, 1))) == ["reuse.expired"]


def test_the_newest_verdict_on_the_signature_counts(case: Case) -> None:
    verdict(case.paper, "indeterminate", "NO_CERTIFICATE_CHAIN_FOUND")
    assert codes(look(case)) == ["reuse.chain_not_traceable"]
    verdict(case.paper, "indeterminate", "TRY_LATER")
    assert codes(look(case)) == ["reuse.signature_indeterminate"]
    verdict(case.paper, "invalid")
    assert codes(look(case)) == ["reuse.signature_invalid"]
    verdict(case.paper, "valid")
    assert look(case).status is Status.USABLE


def test_a_paper_without_any_verdict_is_not_usable(case: Case) -> None:
    case.paper.verifications.all().delete()
    assert codes(look(case)) == ["reuse.signature_not_checked"]


def test_revoked_and_replaced_papers_stay_out(case: Case) -> None:
    newer = case.another_paper(issued_on=date(2020, 1, 1))
    change(case, replaced_by=newer, issued_on=date(2024, 1, 1))
    assert look(case).papers == (newer,)
    Paper.objects.filter(pk=newer.pk).update(revoked_at=ON, state=State.WITHDRAWN)
    assert set(codes(look(case))) <= {"reuse.revoked", "reuse.replaced"}


def test_a_fixed_term_without_a_beginning_has_no_known_end(case: Case) -> None:
    PaperType.objects.filter(pk="ket_hon").update(
        validity=PaperType.Validity.FIXED, validity_months=6
    )
    assert codes(look(case)) == ["reuse.end_unknown"]


def test_age_and_kind_of_copy_are_the_catalogues(case: Case) -> None:
    AcceptedPaper.objects.update(max_age_days=30, copy_kind="original")
    change(case, issued_on=ON - timedelta(days=31), copy_kind="copy")
    assert codes(look(case)) == ["reuse.copy_kind_not_accepted", "reuse.too_old"]


def test_a_paper_that_carries_the_id_without_a_link_is_not_certain(case: Case) -> None:
    change(case, holder=None)
    assert look(case).status is Status.MISSING
    make_field(case.paper, "personal_id", "038190000123")
    assert codes(look(case)) == ["reuse.holder_not_certain"]


def test_a_paper_of_the_persons_earlier_dossier_without_a_link_is_not_certain(case: Case) -> None:
    change(case, holder=None, dossier=case.dossier, component=case.component)
    assert codes(look(case)) == ["reuse.holder_not_certain"]


def test_a_paper_linked_to_somebody_else_is_never_theirs(case: Case) -> None:
    make_field(case.paper, "personal_id", "038190000123")
    change(case, holder=make_holder("Trần Văn Khác"))
    assert look(case).status is Status.MISSING


def test_a_paper_handed_in_for_the_component_of_another_type_is_told(case: Case) -> None:
    other = make_paper_type("cong_van", name="Công văn")
    change(case, paper_type=other, component=case.component, dossier=case.dossier)
    assert codes(look(case)) == ["reuse.type_not_accepted"]


def test_another_agencys_officer_learns_nothing_of_a_paper_that_is_not_shared(case: Case) -> None:
    other = make_user("officer", make_agency("H98.2", parent=case.province))
    assert look(case, user=other).status is Status.MISSING
    assert codes(look(case, user=other)) == []
    PaperType.objects.filter(pk="ket_hon").update(access=PaperType.Access.SHARED)
    assert look(case, user=other).status is Status.USABLE
    stranger = make_user("officer", make_agency("H97", level="province"))
    assert look(case, user=stranger).status is Status.MISSING
    assert look(case, user=make_user(None)).status is Status.MISSING


def test_the_operator_sees_that_a_paper_is_not_allowed_to_somebody(case: Case) -> None:
    other = make_user("officer", make_agency("H98.2", parent=case.province))
    [found] = check(
        holder=case.holder,
        version=case.dossier.version,
        on=ON,
        sight=Sight(known=Paper.objects.all(), seen=Paper.objects.visible_to(other)),
    )
    assert (found.status, codes(found), found.papers) == (
        Status.NOT_USABLE,
        ["reuse.not_allowed"],
        (),
    )


def test_officers_learn_that_their_agency_still_reviews_a_paper_but_never_its_id(
    case: Case,
) -> None:
    change(case, state=State.TO_REVIEW)
    found = look(case, user=case.officer)
    assert (codes(found), found.papers) == (["reuse.not_reviewed"], ())
    clerk = make_user("clerk", case.agency)
    assert look(case, user=clerk).papers == (case.paper,)
    other = make_user("officer", make_agency("H98.2", parent=case.province))
    assert look(case, user=other).status is Status.MISSING
    PaperType.objects.filter(pk="ket_hon").update(access=PaperType.Access.SHARED)
    assert look(case, user=other).status is Status.MISSING


def test_a_restricted_paper_in_review_is_told_in_its_own_agency_only(case: Case) -> None:
    PaperType.objects.filter(pk="ket_hon").update(access=PaperType.Access.RESTRICTED)
    change(case, state=State.TO_REVIEW)
    above = make_user("officer", case.province)
    assert look(case, user=above).status is Status.MISSING
    assert codes(look(case, user=case.officer)) == ["reuse.not_reviewed"]


def test_a_returned_paper_is_as_good_as_none(case: Case) -> None:
    change(case, state=State.RETURNED)
    assert look(case, user=make_user("clerk", case.agency)).status is Status.MISSING


def test_nobody_and_several_are_answered_alike(case: Case) -> None:
    make_holder("Một Người", old_personal_id="123456789")
    make_holder("Người Khác", old_personal_id="123456789")
    for text in ("123456789", "001099000001"):
        holder = holder_by_id(text)
        assert holder is None
        [found] = check(
            holder=holder,
            version=case.dossier.version,
            on=ON,
            sight=Sight(known=Paper.objects.all()),
        )
        assert (found.status, codes(found)) == (Status.MISSING, ["reuse.holder_undetermined"])


def test_a_holder_is_found_by_id_and_doubted_by_name(case: Case) -> None:
    assert holder_by_id(" 038190000123 ") == case.holder
    assert holder_by_id("038190000123", name="nguyen thi may") == case.holder
    assert holder_by_id("038190000123", name="Lê Văn Khác") is None
    firm = make_holder("Công ty Thử", personal_id=None, tax_code="0100233488", kind="organisation")
    assert holder_by_id("0100233488") == firm


@pytest.mark.parametrize("text", ["", "123", "abc", "03819000012", "0100233489", "038190000123'--"])
def test_a_malformed_id_is_told_as_such(text: str) -> None:
    with pytest.raises(MalformedHolderId):
        holder_by_id(text)


def test_the_number_of_queries_does_not_grow(case: Case) -> None:
    def queries() -> int:
        officer = User.objects.get(pk=case.officer.pk)
        with CaptureQueriesContext(connection) as captured:
            check(
                holder=case.holder,
                version=case.dossier.version,
                on=ON,
                sight=Sight(viewer=officer),
            )
        return len(captured)

    one = queries()
    for number in range(9):
        kind = make_paper_type(f"loai_{number}", name=f"Loại {number}")
        make_component(case.procedure, kind, case.kind)
        for _ in range(3):
            held_paper(
                case.agency, holder=case.holder, paper_type=kind, dossier=make_dossier(case.agency)
            )
    assert queries() == one
    assert one <= 17
