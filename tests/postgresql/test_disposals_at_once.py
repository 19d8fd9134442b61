"""Two people act on the end of a paper at once on PostgreSQL: one list names it, one word counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import User
from dossiers.models import Disposal, Paper
from dossiers.retention.disposals import Grounds, decide, propose
from dossiers.retention.errors import RetentionRefused
from dossiers.states import State
from tests.postgresql.test_together import at_once
from tests.records import make_agency, make_paper, make_user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.service]


def listed(by: User, paper: Paper) -> str:
    try:
        propose(by=by, agency_id=paper.agency_id, papers=[paper.pk], grounds=Grounds("a", "b"))
    except RetentionRefused as error:
        return error.code
    return ""


def decided(by: User, disposal: Disposal, *, approve: bool) -> str:
    try:
        decide(by=by, disposal_id=disposal.pk, approve=approve, reason="x")
    except RetentionRefused as error:
        return error.code
    return ""


def test_of_two_at_once_one_counts() -> None:
    agency = make_agency()
    over = timezone.now() - timedelta(days=1)
    paper = make_paper(agency, State.AVAILABLE, retain_until=over)
    keepers = [make_user("administrator", agency, full_name=f"Người Giữ {n}") for n in "AB"]
    answers = at_once(*[lambda by=by: listed(by, paper) for by in keepers])
    assert sorted(answers) == ["", "disposal.not_due"]
    made = Disposal.objects.get()
    chiefs = [make_user("manager", agency, full_name=f"Lãnh Đạo {n}") for n in "CD"]
    answers = at_once(
        lambda: decided(chiefs[0], made, approve=True),
        lambda: decided(chiefs[1], made, approve=False),
    )
    assert sorted(answers) == ["", "disposal.decided_already"]
