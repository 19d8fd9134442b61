"""The registry: every indicator once, held to docs/indicators.md; its rates stay within 0 and 100."""

from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from targets.indicators import GROUPS, INDICATORS, Span, as_markdown, chosen, is_known
from targets.models import Indicator, Measure
from targets.models.sums import Figures
from targets.selectors import percent

DOCS = Path(__file__).resolve().parents[2] / "docs" / "indicators.md"
flags = st.booleans()
days = st.integers(0, 30)


def test_every_code_is_defined_and_every_measure_kept() -> None:
    assert set(INDICATORS) == set(Indicator)
    kept = {field.name for field in Figures._meta.get_fields()}
    assert {term.measure.value for each in INDICATORS.values() for term in each.terms} <= kept
    assert {measure.value for measure in Measure} <= kept


def test_the_docs_show_the_same_table() -> None:
    assert as_markdown() in DOCS.read_text()


@pytest.mark.parametrize("each", INDICATORS.values(), ids=lambda each: each.code)
def test_words_are_whole(each: object) -> None:
    words = INDICATORS[each.code].words  # type: ignore[attr-defined]
    for text in (words.numerator, words.denominator, words.rule, words.source, words.excluded):
        assert text == text.strip() != ""
        assert "|" not in text
    assert words.rule.endswith(".")
    assert not words.numerator.endswith(".")


def test_one_number_for_several() -> None:
    assert chosen(["M10"]) == list(GROUPS["M10"])
    assert chosen(["M10", "M7", "M10p"]) == [Indicator.M7, *GROUPS["M10"]]
    assert chosen(None) == list(INDICATORS)
    assert is_known("M10")
    assert not is_known("M11")


@st.composite
def a_dossier(draw: st.DrawFn) -> Counter[tuple[Span, Measure]]:
    """What one dossier adds to each measure on each of three spans around a period of days 10 to 20."""
    received = draw(days)
    found: Counter[tuple[Span, Measure]] = Counter()

    def add(measure: Measure, day: int, value: int = 1) -> None:
        if 10 <= day <= 20:
            found[Span.PERIOD, measure] += value
            found[Span.INTAKE, measure] += value
        if day <= 20:
            found[Span.UNTIL, measure] += value

    components = draw(st.integers(0, 5))
    transfers = draw(st.integers(0, 3))
    electronic = draw(st.integers(0, transfers))
    wants, e_result, held = draw(flags), draw(flags), draw(flags)
    add(Measure.RECEIVED, received)
    for measure in (Measure.DIGITIZED, Measure.COMPLETE, Measure.REUSING, Measure.FROM_STORE):
        add(measure, received, int(draw(flags)))
    add(draw(st.sampled_from([Measure.ONLINE, Measure.POST])), received, int(draw(flags)))
    add(Measure.WANTS_RESULT, received, int(wants))
    add(Measure.E_RESULT, received, int(wants and e_result))
    add(Measure.E_RESULT_VALID, received, int(wants and e_result and draw(flags)))
    add(Measure.COMPONENTS, received, components)
    add(Measure.COMPONENTS_REUSED, received, draw(st.integers(0, components)))
    add(Measure.TRANSFERRED, received, int(transfers > 0))
    add(Measure.E_CIRCULATED, received, int(0 < transfers == electronic))
    add(Measure.TRANSFERS, received, transfers)
    add(Measure.TRANSFERS_ELECTRONIC, received, electronic)
    add(Measure.HELD_BEFORE, received, int(held))
    add(Measure.RESUBMITTED, received, int(held and draw(flags)))
    _finish(draw, add, received)
    return found


def _finish(draw: st.DrawFn, add: object, received: int) -> None:
    assert callable(add)
    due = received + draw(st.integers(0, 10)) if draw(flags) else None
    done = received + draw(st.integers(0, 20)) if draw(flags) else None
    if due is not None:
        add(Measure.TIMED, received)
        if done is None or done > due + 1:
            add(Measure.OVERDUE, due + 1)
            if done is not None:
                add(Measure.OVERDUE, done, -1)
    if done is None:
        return
    add(Measure.FINISHED, done)
    add(draw(st.sampled_from([Measure.WITHDRAWN, Measure.STOPPED])), done, int(draw(flags)))
    if draw(flags):
        add(Measure.COMPLAINED, done)
    if due is not None:
        late = done > due
        add(Measure.LATE if late else Measure.ON_TIME, done)
        add(Measure.SETTLED_LATE if late else Measure.SETTLED_ON_TIME, done)
        if late and draw(flags):
            add(Measure.APOLOGISED, done)


@given(dossiers=st.lists(a_dossier(), max_size=8))
def test_rates_stay_within_0_and_100_and_nothing_due_is_null(
    dossiers: list[Counter[tuple[Span, Measure]]],
) -> None:
    added: Counter[tuple[Span, Measure]] = Counter()
    for each in dossiers:
        for key, value in each.items():
            added[key] += value
    for definition in INDICATORS.values():
        top, bottom = definition.ratio(added)
        value = percent(top, bottom)
        assert 0 <= top <= bottom, definition.code
        assert (value is None) == (bottom == 0)
        assert value is None or 0 <= value <= 100


@given(parts=st.lists(st.tuples(a_dossier(), st.integers(0, 3)), max_size=8))
def test_numerators_and_denominators_of_parts_make_up_the_whole(
    parts: list[tuple[Counter[tuple[Span, Measure]], int]],
) -> None:
    whole: Counter[tuple[Span, Measure]] = Counter()
    shares = [Counter[tuple[Span, Measure]]() for _ in range(4)]
    for added, share in parts:
        for key, value in added.items():
            whole[key] += value
            shares[share][key] += value
    for code, definition in INDICATORS.items():
        if code is Indicator.M10S or definition.counts_owners:
            continue
        ratios = [definition.ratio(each) for each in shares]
        told = (sum(top for top, _ in ratios), sum(bottom for _, bottom in ratios))
        assert told == definition.ratio(whole)
