"""How many dossiers came, were carried over, were finished and are open, and whether the numbers add up."""

from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Agency
from targets.indicators import Span, Term
from targets.models import Measure
from targets.periods import Period
from targets.reading import Reading
from targets.summing import Apart, Reach, added_up, sums, type_of_added
from vietnamese.dates import format_number


@dataclass(frozen=True, slots=True)
class Check:
    """Two sums that have to be equal, in words, and how much the right one has less."""

    left_words: str
    right_words: str
    left: int
    right: int

    @property
    def missing(self) -> int:
        """How much the right side lacks; below zero, how much it has too much."""
        return self.left - self.right

    def __str__(self) -> str:
        gap = f"lệch {format_number(abs(self.missing))}"
        return (
            f"{self.left_words} ({format_number(self.left)}) khác {self.right_words} "
            f"({format_number(self.right)}): {gap} hồ sơ."
        )


@dataclass(frozen=True, slots=True)
class Figures:
    """The dossiers of a scope and period, counted here or told by a report."""

    received: int
    finished: int
    on_time: int
    late: int
    open: int | None = None  # None, like all that follows, where a report does not tell it
    carried_over: int | None = None
    undated: int = 0  # finished, and nothing says when they were due
    online: int | None = None
    counter: int | None = None
    post: int | None = None
    overdue: int | None = None  # of the open ones
    withdrawn: int | None = None
    stopped: int | None = None
    apologised: int | None = None

    @property
    def checks(self) -> list[Check]:
        """Every sum that can be checked with what is told."""
        carried = self.carried_over or 0
        come = "tiếp nhận" if self.carried_over is None else "tiếp nhận và kỳ trước chuyển sang"
        timed = "đúng hạn, quá hạn và không rõ hạn" if self.undated else "đúng hạn và quá hạn"
        found = [
            Check("Đã giải quyết", timed, self.finished, self.on_time + self.late + self.undated)
        ]
        if self.open is not None:
            words, left = "Đã giải quyết và đang giải quyết", self.finished + self.open
            found.append(Check(words, come, left, self.received + carried))
        channels = [each for each in (self.counter, self.online, self.post) if each is not None]
        if self.counter is not None and self.online is not None:
            words = "trực tiếp, trực tuyến và bưu chính" if self.post else "trực tiếp và trực tuyến"
            found.append(Check("Tiếp nhận", words, self.received, sum(channels)))
        return found

    @property
    def differences(self) -> list[str]:
        """What does not add up, a sentence each."""
        return [str(each) for each in self.checks if each.missing]


_COME = (Measure.RECEIVED, Measure.ONLINE, Measure.POST)
_DONE = (
    Measure.FINISHED,
    Measure.ON_TIME,
    Measure.LATE,
    Measure.WITHDRAWN,
    Measure.STOPPED,
    Measure.APOLOGISED,
)
_STOOD = (Measure.RECEIVED, Measure.FINISHED)
TERMS = (
    *(Term(each, Span.PERIOD) for each in (*_COME, *_DONE)),
    *(Term(each, Span.BEFORE) for each in _STOOD),
    *(Term(each, Span.UNTIL) for each in (*_STOOD, Measure.OVERDUE)),
)


def figures(agency: Agency, *, period: Period, reading: Reading | None = None) -> Figures:
    """The figures of an agency's subtree over a period, up to today."""
    day = min(timezone.localdate(), period.end)
    tree = (reading or Reading(day)).on(day).tree
    reach = Reach(tree, frozenset(tree.under(agency)), period.until(day))
    found = sums(reach, TERMS, apart=Apart(levels=False))
    return figures_from(added_up(list(found.values())))


def carried_over(agency: Agency, *, period: Period) -> int:
    """Dossiers received before the period and not finished when it begins."""
    return figures(agency, period=period).carried_over or 0


def figures_from(total: type_of_added) -> Figures:
    """The figures that sums of `TERMS` tell."""
    during = [total[Span.PERIOD, measure] for measure in (*_COME, *_DONE)]
    received, online, post, finished, on_time, late, withdrawn, stopped, apologised = during
    return Figures(
        received=received,
        finished=finished,
        on_time=on_time,
        late=late,
        open=total[Span.UNTIL, Measure.RECEIVED] - total[Span.UNTIL, Measure.FINISHED],
        carried_over=total[Span.BEFORE, Measure.RECEIVED] - total[Span.BEFORE, Measure.FINISHED],
        undated=finished - on_time - late,
        online=online,
        counter=received - online - post,
        post=post,
        overdue=total[Span.UNTIL, Measure.OVERDUE],
        withdrawn=withdrawn,
        stopped=stopped,
        apologised=apologised,
    )
