"""What the pages of Chỉ tiêu show, in every place: figures, a campaign, a closed period, a schedule, a target."""

from datetime import date, timedelta

from django.utils import timezone

from accounts.models import User
from targets.closing import Closing, Kind, close
from targets.models import Campaign, ReportSchedule, StockCount, TargetSchedule
from targets.rollup import rebuild
from tests.web.matrix.planted import WORDS, Planted

YEAR = 2026


def plant_figures(records: dict[str, Planted], people: dict[str, User | None]) -> dict[str, int]:
    """The ids of those of "here"; the manager of the place owns and gets them."""
    found: dict[str, dict[str, int]] = {}
    for place, planted in records.items():
        owner = people[f"manager@{place}"]
        assert owner is not None
        found[place] = _plant(place, planted, owner)
    rebuild()
    for place, planted in records.items():
        owner = people[f"manager@{place}"]
        assert owner is not None
        wanted = Closing(planted.agency.pk, Kind.YEAR, date(YEAR - 1, 1, 1), f"Chốt {WORDS[place]}")
        found[place]["closing"] = close(by=owner, wanted=wanted).pk
    return found["here"]


def _plant(place: str, planted: Planted, owner: User) -> dict[str, int]:
    word, today = WORDS[place], timezone.localdate()
    kind = planted.paper.paper_type
    assert kind is not None
    StockCount.objects.create(
        agency=planted.agency, paper_type=kind, valid_on=date(YEAR, 1, 5), count=9, note=word
    )
    # A target that a province sets is shown to all below it, for whom it holds: a word in it is no secret.
    TargetSchedule.objects.create(
        indicator="M4",
        agency=planted.agency,
        base=50,
        valid_from=date(YEAR, 1, 1),
        source=word if place != "above" else "",
    )
    campaign = Campaign.objects.create(
        agency=planted.agency,
        paper_type=kind,
        owner=owner,
        starts_on=today,
        deadline=today + timedelta(days=9),
        target=5,
        missing_at_start=9,
        reason=f"Kế hoạch {word}",
        planned_by=f"user:{word}",
    )
    schedule = ReportSchedule.objects.create(
        user=owner, agency=planted.agency, kind="month", created_by=f"user:{word}"
    )
    return {"campaign": campaign.pk, "schedule": schedule.pk}
