"""Whatever is changed, in whatever order, taking it back from the newest leaves all as it was; twice is once."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from dossiers.answers import Refused
from dossiers.chain import breaks
from dossiers.identity.changes import Grounds
from dossiers.identity.correcting import Amendment, correct_holder
from dossiers.identity.merging import merge_holders
from dossiers.identity.relinking import relink_paper
from dossiers.identity.undoing import undo_change
from dossiers.models import Dossier, Event, Holder, HolderChange, Paper
from tests.dossiers.identity.cases import WRONG, Case, make_case, state

PERSON, PAPER = st.integers(0, 2), st.integers(0, 2)
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.sampled_from(["Nguyễn Thị Mai", "Lê Văn Hai", "nguyễn thị mây"]),
        "address": st.sampled_from(["", "Thôn Đông"]),
        "old_personal_id": st.sampled_from(["171234599", "171234567"]),
        "personal_id": st.sampled_from(["038190000901", "038190000902"]),
    },
)
CODES = st.sampled_from(["mistyped", "reissued"])
ACTS = st.one_of(
    st.tuples(st.just("correct"), PERSON, VALUES, CODES),
    st.tuples(st.just("merge"), PERSON, PERSON, CODES),
    st.tuples(st.just("relink"), PAPER, st.one_of(st.none(), PERSON), st.just("")),
)


def act(case: Case, what: tuple[object, ...]) -> HolderChange | Refused:
    people = (case.holder, case.old_row, case.other)
    kind, first, second, code = what
    grounds = Grounds(str(code), "So lại với giấy tờ.")
    if kind == "correct":
        return correct_holder(
            holder_id=people[first].pk,  # type: ignore[call-overload]
            amendment=Amendment(second, confirmed=True),  # type: ignore[arg-type]
            grounds=grounds,
            officer=case.clerk,
        )
    if kind == "merge":
        return merge_holders(
            kept_id=people[first].pk,  # type: ignore[call-overload]
            other_id=people[second].pk,  # type: ignore[call-overload]
            grounds=grounds,
            officer=case.officer,
            confirmed=True,
        )
    paper = Paper.objects.order_by("pk")[first]  # type: ignore[call-overload]
    to = None if second is None else people[second]  # type: ignore[call-overload]
    return relink_paper(paper_id=paper.pk, to=to, grounds=WRONG, officer=case.clerk)


class RoundTrips(TestCase):
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(acts=st.lists(ACTS, min_size=1, max_size=5))
    def test_taken_back_from_the_newest_all_is_as_it_was(
        self, acts: list[tuple[object, ...]]
    ) -> None:
        case = make_case()
        before, seen, done = state(), [], []
        for each in acts:
            change = act(case, each)
            if isinstance(change, HolderChange) and change.pk not in done:
                done.append(change.pk)
                now, events = state(), Event.objects.count()
                assert act(case, each) == change  # a second time nothing happens
                assert (state(), Event.objects.count()) == (now, events)
                seen.append(now)
            # Nothing is ever left with a row that was merged away.
            away = Holder.objects.filter(merged_into__isnull=False)
            assert not Paper.objects.filter(holder__in=away).exists()
            assert not Dossier.objects.filter(holder__in=away).exists()
            assert not away.filter(merged_into__merged_into__isnull=False).exists()
        for pk in reversed(done):
            assert state() == seen.pop()
            back = undo_change(change_id=pk, reason="Nhầm.", officer=case.clerk)
            assert isinstance(back, HolderChange), back
        assert state() == before
        assert list(breaks(case.agency)) == []

    @settings(max_examples=15, deadline=None)
    @given(acts=st.lists(ACTS, min_size=2, max_size=4), turn=st.integers(0, 3))
    def test_what_is_refused_changes_nothing(
        self, acts: list[tuple[object, ...]], turn: int
    ) -> None:
        case = make_case()
        done = [each for each in (act(case, one) for one in acts) if not isinstance(each, Refused)]
        if done:
            now = state()
            back = undo_change(
                change_id=done[turn % len(done)].pk, reason="Nhầm.", officer=case.clerk
            )
            assert isinstance(back, HolderChange) or state() == now
