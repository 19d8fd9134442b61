"""How far somebody sees: the same as the querysets say, asked in one statement, for whoever has which roles."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from accounts.models import Role, User
from dossiers.identity.matching import determine
from dossiers.models import Paper, PaperType
from dossiers.states import State
from reuse.sight import Sight
from tests.records import (
    make_agency,
    make_component,
    make_dossier,
    make_field,
    make_holder,
    make_paper,
    make_paper_type,
    make_procedure,
    make_user,
)
from tests.reuse.cases import Case, verdict

KINDS = [Role.Kind.CLERK, Role.Kind.OFFICER, Role.Kind.MANAGER, Role.Kind.AUDITOR]


class SameAsTheQuerysets(TestCase):
    """Any roles over papers of every state, agency and access."""

    @classmethod
    def setUpTestData(cls) -> None:
        province = make_agency("H98", level="province")
        other = make_agency("H97", level="province")
        cls.agencies = [
            province,
            make_agency("H98.1", parent=province),
            make_agency("H98.2", parent=province),
            make_agency("H98.1.1", parent=make_agency("H98.3", parent=province)),
            other,
        ]
        ended = make_agency("H98.9", parent=province)
        ended.successor, ended.valid_to = cls.agencies[1], timezone.localdate() - timedelta(days=9)
        ended.save()
        cls.holder = make_holder(personal_id="038190000123")
        kinds = [
            make_paper_type(f"loai_{access}", name=str(access), access=access)
            for access in PaperType.Access.values
        ]
        cls.components = [make_component(make_procedure(), *kinds)]
        make_paper(province, State.AVAILABLE, holder=cls.holder, paper_type=make_paper_type("khac"))
        for agency in [*cls.agencies, ended]:
            for kind in kinds:
                for state in State:
                    make_paper(agency, state, holder=cls.holder, paper_type=kind)

    @settings(max_examples=40, deadline=None)
    @given(
        roles=st.lists(
            st.tuples(st.sampled_from(KINDS), st.integers(0, 4)), max_size=3, unique=True
        ),
        active=st.booleans(),
    )
    def test_told_and_shown(self, roles: list[tuple[Role.Kind, int]], active: bool) -> None:
        """What is told is what `known_to` says, and what is shown is what `visible_to` says."""
        made = make_user(None)
        for kind, place in roles:
            Role.objects.create(user=made, kind=kind, agency=self.agencies[place])
        User.objects.filter(pk=made.pk).update(is_active=active)
        user = User.objects.get(pk=made.pk)

        sight = Sight(viewer=user)
        found = sight.candidates(self.holder, self.components)

        may_matter = Paper.objects.exclude(state=State.RETURNED).exclude(paper_type="khac")
        known = Paper.objects.known_to(user).filter(pk__in=may_matter).order_by("pk")
        assert [each.id for each in found] == list(known.values_list("pk", flat=True))
        visible = Paper.objects.visible_to(user).filter(pk__in=may_matter)
        assert sight.shown(found) == set(visible.values_list("pk", flat=True))


def test_papers_that_only_carry_the_persons_number_are_candidates(case: Case) -> None:
    dossier = make_dossier(case.agency, holder=case.holder)
    component = make_component(make_procedure(case.agency.level), case.kind)
    came = make_paper(
        case.agency, State.TO_REVIEW, paper_type=case.kind, dossier=dossier, component=component
    )
    read = make_paper(case.agency, State.TO_REVIEW, paper_type=case.kind)
    make_field(read, "personal_id", str(case.holder.personal_id))
    elsewhere = make_paper(case.agency, State.TO_REVIEW, paper_type=case.kind)
    make_field(elsewhere, "number", str(case.holder.personal_id))

    found = Sight(known=Paper.objects.all()).candidates(case.holder, [case.component])

    assert {each.id for each in found} == {case.paper.pk, came.pk, read.pk}


def test_a_holder_without_numbers_has_no_papers_by_an_empty_field(case: Case) -> None:
    nameless = make_holder(personal_id=None)
    make_field(make_paper(case.agency, State.TO_REVIEW, paper_type=case.kind), "tax_code", "")
    assert Sight(known=Paper.objects.all()).candidates(nameless, [case.component]) == []


def test_the_newest_verdict_is_at_hand_in_pythons_terms(case: Case) -> None:
    made = verdict(case.paper, "indeterminate", "REVOKED")
    [found] = Sight(known=Paper.objects.all()).candidates(case.holder, [case.component])
    assert found.verdict_outcome == "indeterminate"
    assert found.verdict_signatures == made.signatures
    assert timezone.is_aware(found.verdict_at)
    assert found.verdict_at == made.verified_at


@pytest.mark.parametrize("sight", [Sight(), Sight(known=Paper.objects.none())])
def test_who_sees_nothing_is_told_of_nothing(case: Case, sight: Sight) -> None:
    assert sight.candidates(case.holder, [case.component]) == []


@pytest.mark.skipif(connection.vendor != "sqlite", reason="not here: it reads plans of SQLite")
def test_sqlite_begins_at_the_numbers_and_reads_no_whole_table(case: Case) -> None:
    """Both look-ups once began at every holder that was not merged, and at every paper without a holder."""
    plans: dict[str, list[str]] = {"asked": [], "numbered": []}

    def explain(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        for name, part in (
            ("asked", "dossiers_formeridentity WHERE holder_id"),
            ("numbered", "borne"),
        ):
            if part in sql:
                rows = execute(f"EXPLAIN QUERY PLAN {sql}", params, many, context).fetchall()
                plans[name] += [row[3] for row in rows]
        return execute(sql, params, many, context)

    with connection.execute_wrapper(explain):
        Sight(viewer=case.officer).candidates(case.holder, [case.component])
        determine(number=str(case.holder.personal_id), name=None)

    for steps in plans.values():
        assert len(steps) > 8
        assert not [step for step in steps if step.startswith("SCAN dossiers_")]
        assert not [step for step in steps if "merged_into" in step]
    nobodys = "SEARCH paper USING INDEX dossiers_paper_holder_id"
    assert not [step for step in plans["asked"] if step.startswith(nobodys)]


def test_a_paper_handed_in_for_the_component_is_a_candidate_whatever_its_type(case: Case) -> None:
    other = make_paper_type("khac")
    stray = case.another_paper(paper_type=other, component=case.component)
    case.another_paper(paper_type=other)
    found = Sight(known=Paper.objects.all()).candidates(case.holder, [case.component])
    assert {each.id for each in found} == {case.paper.pk, stray.pk}
