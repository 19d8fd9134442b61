"""How far the reading of a batch is: pages read of all, pages a minute, minutes left."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Agency
from dossiers.models import Batch, Paper
from dossiers.states import State
from tests.records import make_agency, make_batch, make_paper, make_user
from web.scan import live
from web.scan.batches import Tally, tally
from web.scan.pace import LEAST_S, Pace, PaceClock

pytestmark = pytest.mark.django_db


@pytest.fixture
def agency() -> Agency:
    return make_agency()


@pytest.fixture
def batch(agency: Agency) -> Batch:
    made = make_batch(agency)
    for state, pages in ((State.TO_REVIEW, 4), (State.PREPARED, 10), (State.KEPT, 1)):
        make_paper(agency, state, batch=made, pages=pages)
    Paper.objects.filter(state=State.KEPT).update(last_page=None)
    return made


def counted(batch: Batch) -> Tally:
    return tally([batch])[batch.pk]


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def test_pages_are_counted_by_what_is_read(batch: Batch) -> None:
    found = counted(batch)
    assert (found.pages, found.pages_left, found.pages_read, found.uncounted) == (14, 10, 4, 1)


def test_a_paper_that_failed_holds_nothing_up(agency: Agency) -> None:
    batch = make_batch(agency)
    paper = make_paper(agency, State.FAILED, batch=batch, pages=3)
    Paper.objects.filter(pk=paper.pk).update(last_page=None)
    assert (counted(batch).pages_left, counted(batch).uncounted) == (0, 0)


def test_the_pace_is_that_of_the_time_somebody_watches(batch: Batch) -> None:
    clock = Clock()
    pace = PaceClock(clock=clock)
    assert pace.at(counted(batch)) == Pace(counted(batch))
    clock.now += 60
    assert pace.at(counted(batch)).pages_a_minute == 0  # nothing was read meanwhile
    Paper.objects.filter(state=State.PREPARED).update(last_page=6, state=State.READ)
    make_paper(batch.agency, State.PREPARED, batch=batch, pages=7)
    now = pace.at(counted(batch))
    assert (now.pages_a_minute, now.minutes_left) == (6.0, 2)


def test_a_first_page_says_nothing_of_the_pace(batch: Batch) -> None:
    clock = Clock()
    pace = PaceClock(clock=clock)
    pace.at(counted(batch))
    Paper.objects.filter(state=State.PREPARED).update(state=State.READ)
    clock.now += LEAST_S - 1
    assert pace.at(counted(batch)).minutes_left == 0


def test_reading_again_makes_no_negative_pace(batch: Batch) -> None:
    clock = Clock()
    pace = PaceClock(clock=clock)
    pace.at(counted(batch))
    Paper.objects.filter(state=State.TO_REVIEW).update(state=State.PREPARED)
    clock.now += 60
    assert pace.at(counted(batch)).pages_a_minute == 0


def test_the_page_and_its_live_line_tell_it(client: Client, batch: Batch) -> None:
    clerk = make_user("clerk", batch.agency)
    client.force_login(clerk)
    page = client.get(reverse("scan_batch", args=[batch.pk])).content.decode()
    assert "Đã đọc 4/14 trang, 1 tệp chưa đếm trang" in page
    assert '<progress max="14" value="4"' in page
    clock = Clock()
    pace = PaceClock(clock=clock)
    live.lines_now(batch, clerk, after="", pace=pace)
    make_paper(batch.agency, State.READ, batch=batch, pages=5)
    clock.now += 60
    lines, _ = live.lines_now(batch, clerk, after="", pace=pace)
    assert "5 trang/phút · còn hơn 2 phút" in lines["pace"]


def test_a_batch_that_is_read_shows_no_bar(client: Client, agency: Agency) -> None:
    batch = make_batch(agency)
    make_paper(agency, State.TO_REVIEW, batch=batch, pages=4)
    client.force_login(make_user("clerk", agency))
    page = client.get(reverse("scan_batch", args=[batch.pk])).content.decode()
    assert "<progress" not in page
