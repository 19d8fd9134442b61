"""Many calls, such as the pages of a file: in order, a bounded number ahead, and one that fails, fails alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ocr.adapters.pytesseract_engine import PytesseractEngine
from ocr.errors import DocumentDamaged, EngineMissing, OcrError, SandboxDied, SandboxTimeout
from ocr.sandbox import LOOK_AHEAD, InlineSandbox, ProcessSandbox
from tests.ocr import misbehaving

pytestmark = pytest.mark.service


@pytest.fixture(scope="module")
def sandbox() -> Iterator[ProcessSandbox]:
    with ProcessSandbox(jobs=2, engine_factory=PytesseractEngine, timeout_s=2) as processes:
        yield processes


def test_results_come_in_order_and_calls_are_taken_up_a_bounded_number_ahead(
    sandbox: ProcessSandbox,
) -> None:
    taken = 0

    def calls() -> Iterator[tuple[int]]:
        nonlocal taken
        for number in range(3 * LOOK_AHEAD):
            taken += 1
            yield (number,)

    for at, result in enumerate(sandbox.run_each(misbehaving.double, calls())):
        assert result == 2 * at
        assert taken <= at + 1 + LOOK_AHEAD
    assert taken == 3 * LOOK_AHEAD


def test_a_call_that_kills_its_process_is_made_twice_and_fails_alone(
    sandbox: ProcessSandbox, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    results = list(sandbox.run_each(misbehaving.die_at, ((n, 5, seen) for n in range(12))))
    assert isinstance(results[5], SandboxDied)
    assert [*results[:5], *results[6:]] == [*range(5), *range(6, 12)]
    first, second = seen.read_text().split()
    assert first != second


def test_a_fault_that_does_not_come_again_is_no_fault(
    sandbox: ProcessSandbox, tmp_path: Path
) -> None:
    calls = ((n, 3, tmp_path / "seen") for n in range(8))
    assert list(sandbox.run_each(misbehaving.die_once, calls)) == list(range(8))


def test_a_call_that_hangs_is_ended_twice_and_fails_alone(
    sandbox: ProcessSandbox, tmp_path: Path
) -> None:
    seen = tmp_path / "seen"
    results = list(sandbox.run_each(misbehaving.hang_at, ((n, 1, seen) for n in range(6))))
    assert isinstance(results[1], SandboxTimeout)
    assert [results[0], *results[2:]] == [0, 2, 3, 4, 5]
    assert len(set(seen.read_text().split())) == 2


@pytest.mark.parametrize("kind", ["processes", "inline"])
def test_errors_of_one_call_are_told_in_its_place(sandbox: ProcessSandbox, kind: str) -> None:
    chosen = sandbox if kind == "processes" else InlineSandbox(PytesseractEngine())
    results = list(chosen.run_each(misbehaving.fail_at, ((n, 2) for n in range(5))))
    assert isinstance(results[2], DocumentDamaged)
    assert isinstance(results[3], OcrError)
    assert "ZeroDivisionError" in str(results[3])
    assert [results[0], results[1], results[4]] == [0, 1, 4]


@pytest.mark.parametrize("kind", ["processes", "inline"])
def test_what_every_call_would_meet_ends_them_all(sandbox: ProcessSandbox, kind: str) -> None:
    chosen = sandbox if kind == "processes" else InlineSandbox(PytesseractEngine())
    with pytest.raises(EngineMissing):
        list(chosen.run_each(misbehaving.lack_engine, ((n,) for n in range(5))))


def test_a_process_that_holds_much_makes_room_for_a_fresh_one() -> None:
    with ProcessSandbox(jobs=1, engine_factory=PytesseractEngine) as one:
        pids = list(one.run_each(misbehaving.swell, ((n,) for n in range(4))))
    assert pids[1] != pids[0]
    assert pids[1:] == [pids[1]] * 3


def test_memory_beyond_the_limit_fails_the_call_alone(sandbox: ProcessSandbox) -> None:
    (died,) = sandbox.run_each(misbehaving.ask_for_all_memory, [(1,)])
    assert isinstance(died, SandboxDied)
    assert list(sandbox.run_each(misbehaving.double, [(1,)])) == [2]
