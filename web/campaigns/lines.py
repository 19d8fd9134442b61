"""A campaign as it is drawn and told: progress, pace, weeks, history."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.models import User
from dossiers.models import Event
from targets.campaign_progress import Progress, Standing, Week
from targets.models import Campaign
from vietnamese.dates import format_date, format_number, format_percent

WORDS: dict[Standing, tuple[str, str]] = {
    Standing.TO_COME: ("quiet", "Chưa bắt đầu"),
    Standing.ON_PACE: ("good", "Đúng tiến độ"),
    Standing.BEHIND: ("attention", "Chậm tiến độ"),
    Standing.REACHED: ("good", "Đủ số lượng"),
    Standing.OVERDUE: ("bad", "Quá hạn"),
    Standing.DONE: ("good", "Hoàn thành"),
    Standing.STOPPED: ("quiet", "Đã dừng"),
}
VERBS = {
    "campaign.planned": "Lập chiến dịch",
    "campaign.changed": "Đổi kế hoạch",
    "campaign.closed": "Kết thúc",
}
FACTS = {
    "owner": "người phụ trách",
    "starts_on": "bắt đầu",
    "deadline": "hạn",
    "target": "số phải số hóa",
    "missing": "còn thiếu khi lập",
    "counted": "đã số hóa",
    "outcome": "kết quả",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One campaign with how far it is."""

    progress: Progress

    @property
    def campaign(self) -> Campaign:
        """Which campaign."""
        return self.progress.campaign

    @property
    def tone(self) -> str:
        """The colour of its badge."""
        return WORDS[self.progress.standing][0]

    @property
    def standing(self) -> str:
        """Its state in words."""
        return WORDS[self.progress.standing][1]

    @property
    def share(self) -> str:
        """62,50 %."""
        return format_percent(self.progress.share)

    @property
    def width(self) -> str:
        """Length of the bar on a scale of 0 to 100, as SVG reads numbers."""
        return f"{min(self.progress.share, 100):.2f}"

    @property
    def mark(self) -> str:
        """Where a straight line to the deadline stands on the same scale; empty once that is over."""
        over = self.campaign.outcome or self.progress.today > self.campaign.deadline
        if over or not self.progress.expected:
            return ""
        return f"{min(99.5, 100 * self.progress.expected / self.campaign.target):.2f}"

    @property
    def told(self) -> str:
        """The bar in words."""
        done, target = format_number(self.progress.done), format_number(self.campaign.target)
        said = f"Đã số hóa {done} trên {target} giấy tờ, {self.share}"
        if self.mark:
            said += f"; theo đường thẳng đến hạn cần {format_number(self.progress.expected)}"
        return said


@dataclass(frozen=True, slots=True)
class WeekLine:
    """One week with the length of its bar, against the busiest of all."""

    week: Week
    width: str


@dataclass(frozen=True, slots=True)
class Act:
    """One line of the history."""

    what: str
    detail: str
    reason: str
    actor: str
    at: datetime


def week_lines(weeks: Iterable[Week]) -> list[WeekLine]:
    """The newest week first, as one reads how it goes now."""
    rows = list(weeks)[::-1]
    most = max((each.copies for each in rows), default=0) or 1
    return [WeekLine(each, f"{100 * each.copies / most:.2f}") for each in rows]


def history_of(campaign: Campaign) -> list[Act]:
    """What was planned, changed and closed, the newest first."""
    found = Event.objects.filter(object_type="campaign", object_id=campaign.pk).order_by("-id")
    rows = [each for each in found if each.verb in VERBS]
    people = _people(rows)
    return [
        Act(VERBS[each.verb], _detail(each.facts, people), each.purpose, each.actor, each.at)
        for each in rows
    ]


def _people(rows: Iterable[Event]) -> Mapping[int, User]:
    ids: set[int] = set()
    for each in rows:
        owner = each.facts.get("owner")
        ids |= set(owner if isinstance(owner, list) else [owner] if owner else [])
    return User.objects.in_bulk(ids)


def _detail(facts: Mapping[str, Any], people: Mapping[int, User]) -> str:
    parts = []
    for name, label in FACTS.items():
        if name not in facts:
            continue
        values = facts[name] if isinstance(facts[name], list) else [facts[name]]
        parts.append(f"{label} {' → '.join(_word(name, each, people) for each in values)}")
    return ", ".join(parts)


def _word(name: str, value: Any, people: Mapping[int, User]) -> str:
    if name == "owner":
        return str(people.get(value, "không còn tài khoản"))
    if name in {"starts_on", "deadline"}:
        return format_date(date.fromisoformat(value))
    if name == "outcome":
        return str(Campaign.Outcome(value).label).lower()
    return format_number(value)
