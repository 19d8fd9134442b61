"""What a version asks for is kept for seconds, and for no longer than the setting says."""

import time
from collections.abc import Collection, Iterator
from datetime import timedelta

import pytest
from pytest_django import DjangoAssertNumQueries

from reuse import asked_for
from reuse.asked_for import agencies_lately, components_lately, version_lately
from reuse.lately import Lately
from reuse.rules import Rules, go_by, rules
from tests.records import make_agency, make_component, make_paper_type, make_procedure, make_version

pytestmark = pytest.mark.django_db


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """The moment, to be moved on; components are kept for ten seconds."""
    before, now = rules(), [1000.0]
    monkeypatch.setattr(time, "monotonic", lambda: now[0])
    monkeypatch.setattr(asked_for, "_components", Lately())
    monkeypatch.setattr(asked_for, "_versions", Lately())
    go_by(Rules(catalogue_kept=timedelta(seconds=10)))
    yield now
    go_by(before)


def test_components_are_kept_and_read_anew(
    clock: list[float], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    kind, procedure = make_paper_type(), make_procedure()
    make_component(procedure, kind)
    version = procedure.versions.get()
    [first] = components_lately(version)
    kind.name = "Quyết định mới"
    kind.save()

    clock[0] += 9.9
    with django_assert_num_queries(0):
        [again] = components_lately(version)
        assert again.accepted.all()[0].paper_type.name == first.accepted.all()[0].paper_type.name
    clock[0] += 0.2
    assert components_lately(version)[0].accepted.all()[0].paper_type.name == "Quyết định mới"


def test_a_draft_is_never_kept(clock: list[float]) -> None:
    draft = make_version(make_procedure(), published=False)
    assert components_lately(draft) == []
    component = make_component(draft, make_paper_type())
    assert components_lately(draft) == [component]


def test_what_nobody_asks_for_any_more_is_let_go(clock: list[float]) -> None:
    kept = Lately[int](most=2)
    for each in range(5):
        assert kept.get(each, lambda: 7) == 7
    assert len(kept) <= 2


def test_what_fails_is_asked_again(clock: list[float]) -> None:
    kept = Lately[float]()
    with pytest.raises(ZeroDivisionError):
        kept.get("a", lambda: 1 / 0)
    assert kept.get("a", lambda: 1.5) == 1.5


def test_nothing_is_kept_where_the_setting_is_zero() -> None:
    version = make_procedure().versions.get()
    assert components_lately(version) == []
    assert components_lately(version) == []
    assert not asked_for._components


def test_a_version_is_kept_once_it_is_published(
    clock: list[float], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    procedure = make_procedure(name="Tên cũ")
    version, draft = procedure.versions.get(), make_version(procedure, published=False)
    assert version_lately(version.pk) == version
    type(procedure).objects.update(name="Tên mới")
    with django_assert_num_queries(0):
        assert version_lately(version.pk).procedure.name == "Tên cũ"
    clock[0] += 10.1
    assert version_lately(version.pk).procedure.name == "Tên mới"
    assert version_lately(draft.pk).published_at is None
    type(draft).objects.filter(pk=draft.pk).update(note="Nháp")
    assert version_lately(draft.pk).note == "Nháp"


def test_what_is_not_kept_of_several_is_asked_for_at_once(clock: list[float]) -> None:
    kept, asked = Lately[str](), []

    def ask(keys: Collection[int]) -> dict[int, str]:
        asked.append(sorted(keys))
        return {key: f"số {key}" for key in keys if key < 5}

    assert kept.get_all({1, 2}, ask) == {1: "số 1", 2: "số 2"}
    assert kept.get_all({2, 3, 9}, ask) == {2: "số 2", 3: "số 3"}
    assert kept.get_all({3, 1}, ask) == {1: "số 1", 3: "số 3"}
    assert asked == [[1, 2], [3, 9]]
    clock[0] += 11
    assert kept.get_all({3}, ask) == {3: "số 3"}
    assert asked[-1] == [3]


def test_where_nothing_is_kept_it_is_asked_even_for_none(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    agency = make_agency("H98", level="province")
    with django_assert_num_queries(1):
        assert agencies_lately({agency.pk}) == {agency.pk: agency}
    with django_assert_num_queries(1):
        assert agencies_lately(set()) == {}
