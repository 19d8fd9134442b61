"""Versions: one in force on every day, never changed once somebody relies on it, combined ones follow."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dossiers.models import Dossier, Procedure, ProcedureVersion
from dossiers.procedures.content import Accepted, Asked, Content, content_of, published_versions
from dossiers.procedures.errors import VersionRefused
from dossiers.procedures.publishing import Act, publish, version_on
from dossiers.selectors import components_of
from tests.records import make_agency, make_dossier, make_holder, make_paper_type, make_procedure

TODAY = timezone.localdate()
ACT = Act("user:quan-tri")


def bare(code: str = "") -> Procedure:
    """A procedure that has no version yet."""
    procedure = make_procedure(code)
    procedure.versions.all().delete()
    return procedure


def asks_for(*codes: str, shared: str = "", parts: tuple[str, ...] = ()) -> Content:
    paper_type = make_paper_type().pk
    components = [
        Asked(code, f"Giấy {code}", "1", shared, "", (Accepted(1, paper_type),))
        for code in sorted(codes)
    ]
    return Content(components=tuple(components), parts=parts)


def codes_of(dossier: Dossier) -> list[str]:
    return [each.code for each in components_of(dossier.version)]


def day(offset: int) -> date:
    return TODAY + timedelta(days=offset)


def received(procedure: Procedure, offset: int) -> Dossier:
    at = timezone.now() + timedelta(days=offset)
    return make_dossier(make_agency(), procedure=procedure, received_at=at)


@pytest.mark.django_db
def test_a_dossier_keeps_what_was_asked_for_on_the_day_of_its_intake() -> None:
    procedure = bare()
    publish(procedure, content=asks_for("A"), first_day=None, act=ACT)
    publish(procedure, content=asks_for("A", "B"), first_day=day(2), act=ACT)
    procedure = Procedure.objects.get(pk=procedure.pk)
    before, on, after = (received(procedure, offset) for offset in (1, 2, 3))
    assert [codes_of(each) for each in (before, on, after)] == [["A"], ["A", "B"], ["A", "B"]]
    # A change before, on and after these days leaves them as they are.
    publish(procedure, content=asks_for("C"), first_day=day(1), act=ACT)
    with pytest.raises(VersionRefused, match="version_in_use"):
        publish(procedure, content=asks_for("C"), first_day=day(2), act=ACT)
    publish(procedure, content=asks_for("D"), first_day=day(3), act=ACT)
    for dossier, codes in ((before, ["A"]), (on, ["A", "B"]), (after, ["A", "B"])):
        dossier.refresh_from_db()
        assert codes_of(dossier) == codes


@pytest.mark.django_db
def test_the_same_again_changes_nothing() -> None:
    procedure = bare()
    assert publish(procedure, content=asks_for("A"), first_day=None, act=ACT)
    assert publish(procedure, content=asks_for("A"), first_day=day(5), act=ACT) is None
    assert procedure.versions.count() == 1


@pytest.mark.django_db
def test_what_nobody_relies_on_yet_is_replaced_and_what_has_begun_is_not() -> None:
    procedure = bare()
    publish(procedure, content=asks_for("A"), first_day=day(-9), act=ACT)
    first = publish(procedure, content=asks_for("B"), first_day=day(0), act=ACT)
    again = publish(procedure, content=asks_for("C"), first_day=day(0), act=ACT)
    assert first == again
    assert [each.code for each in procedure.versions.get(pk=again.pk).components.all()] == ["C"]
    with pytest.raises(VersionRefused, match="version_begun"):
        publish(procedure, content=asks_for("D"), first_day=day(-9), act=Act("user:quan-tri"))


@pytest.mark.django_db
def test_a_combined_procedure_follows_its_parts() -> None:
    permit, fire, joint = bare("1.000001"), bare("1.000002"), bare("1.000009")
    publish(permit, content=asks_for("A", shared="x"), first_day=None, act=ACT)
    publish(fire, content=asks_for("B", shared="x"), first_day=None, act=ACT)
    of_joint = asks_for("F", parts=(permit.code, fire.code))
    publish(joint, content=of_joint, first_day=None, act=ACT)
    publish(joint, content=replace(of_joint, legal_basis="Luật"), first_day=day(20), act=ACT)
    publish(permit, content=asks_for("A", "N"), first_day=day(5), act=ACT)
    versions = published_versions(joint)
    assert [each.valid_from for each in versions] == [None, day(5), day(20)]
    wanted = [["F", "A"], ["F", "A", "N", "B"], ["F", "A", "N", "B"]]
    assert [[each.code for each in components_of(version)] for version in versions] == wanted
    assert versions[1].note
    # A whole that begins before a change of a part that is known already follows it, too.
    publish(joint, content=asks_for("G", parts=of_joint.parts), first_day=day(2), act=ACT)
    days = [each.valid_from for each in published_versions(joint)]
    assert days == [None, day(2), day(5), day(20)]


@pytest.mark.django_db
def test_a_part_is_kept_where_a_dossier_of_the_whole_relies_on_it() -> None:
    part, whole = bare(), bare()
    publish(part, content=asks_for("A"), first_day=day(0), act=ACT)
    publish(whole, content=asks_for("F", parts=(part.code,)), first_day=day(0), act=ACT)
    dossier = received(Procedure.objects.get(pk=whole.pk), 0)
    with pytest.raises(VersionRefused, match="version_in_use"):
        publish(part, content=asks_for("B"), first_day=day(0), act=ACT)
    publish(part, content=asks_for("B"), first_day=day(1), act=ACT)
    assert codes_of(Dossier.objects.get(pk=dossier.pk)) == ["F", "A"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("9.999999",), "procedure.part_unknown"),
        (("1.000003",), "procedure.part_not_published"),
        (("1.000001", "1.000001"), "procedure.combines_itself"),
        (("1.000002",), "procedure.combines_combined"),
        (("1.000009",), "procedure.combines_itself"),
    ],
)
def test_what_cannot_be_combined_is_refused(parts: tuple[str, ...], code: str) -> None:
    part, whole, joint = bare("1.000001"), bare("1.000002"), bare("1.000009")
    bare("1.000003")
    publish(part, content=asks_for("A"), first_day=None, act=ACT)
    publish(whole, content=asks_for("B", parts=(part.code,)), first_day=None, act=ACT)
    with pytest.raises(VersionRefused) as refused:
        publish(joint, content=asks_for("C", parts=parts), first_day=None, act=ACT)
    assert refused.value.code == code
    with pytest.raises(VersionRefused, match="combines_combined"):
        publish(part, content=asks_for("A", parts=(joint.code,)), first_day=None, act=ACT)
    assert not joint.versions.exists()


PARTS = ("1.000001", "1.000002")
WHOLE = "1.000009"
STEPS = st.lists(
    st.tuples(
        st.sampled_from([*PARTS, WHOLE, "dossier"]),
        st.integers(-3, 4),
        st.sampled_from(["A", "B", "AB", "ABC"]),
        st.sampled_from([*PARTS, WHOLE]),
    ),
    max_size=12,
)


class TestAnySequence(TestCase):
    """Whatever is published and received in whatever order."""

    @settings(deadline=None, max_examples=40)
    @given(steps=STEPS)
    def test_one_version_holds_on_every_day_and_old_dossiers_stay(
        self, steps: list[tuple[str, int, str, str]]
    ) -> None:
        for code in (*PARTS, WHOLE):
            parts = PARTS if code == WHOLE else ()
            publish(bare(code), content=asks_for("A", parts=parts), first_day=None, act=ACT)
        agency, holder = make_agency(), make_holder()
        asked: dict[int, list[tuple[int, str]]] = {}
        for what, offset, codes, of in steps:
            if what == "dossier":
                procedure = Procedure.objects.get(code=of)
                at = timezone.now() + timedelta(days=offset)
                dossier = make_dossier(agency, procedure=procedure, received_at=at, holder=holder)
                asked[dossier.pk] = self.asked_of(dossier)
                continue
            content = asks_for(*codes, parts=PARTS if what == WHOLE else ())
            try:
                for _twice in range(2):
                    publish(
                        Procedure.objects.get(code=what),
                        content=content,
                        first_day=day(offset),
                        act=Act("user:quan-tri"),
                    )
            except VersionRefused:
                continue
            published = published_versions(Procedure.objects.get(code=what))
            assert content_of(self.the_one(published, day(offset))) == content
        for procedure in Procedure.objects.all():
            published = published_versions(procedure)
            days = [each.valid_from for each in published]
            assert len(set(days)) == len(days)
            for offset in range(-5, 6):
                version = self.the_one(published, day(offset))
                in_force = ProcedureVersion.objects.in_force(day(offset))
                assert in_force.get(procedure=procedure) == version
                for each in version.parts.all():
                    assert each.part == version_on(
                        published_versions(each.part.procedure), version.valid_from or date.min
                    )
                    assert each.part == version_on(
                        published_versions(each.part.procedure), day(offset)
                    )
        for dossier in Dossier.objects.all():
            assert self.asked_of(dossier) == asked[dossier.pk]

    def asked_of(self, dossier: Dossier) -> list[tuple[int, str]]:
        return [(each.pk, each.code) for each in components_of(dossier.version)]

    def the_one(self, versions: list[ProcedureVersion], on: date) -> ProcedureVersion:
        found = version_on(versions, on)
        assert found is not None
        return found
