"""What the check of the archive found stands where people look: on the paper, and on Sức khỏe."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Agency
from dossiers.models import Paper
from dossiers.states import State
from ingest.models import ArchiveFinding, ArchiveRun
from tests.records import make_agency, make_paper, make_user

pytestmark = pytest.mark.django_db


def finding(paper: Paper, *, code: str = "archive.damaged", answer: str = "") -> ArchiveFinding:
    run = ArchiveRun.objects.create(ended_at=timezone.now(), objects_checked=1234, wrong=1)
    return ArchiveFinding.objects.create(
        run=run,
        code=code,
        agency=paper.agency,
        paper=paper,
        object_type="receivedfile",
        object_id=paper.received_file_id,
        label="Tệp gốc như khi nhận",
        key=paper.received_file.key,
        answer=answer,
        seen_at=timezone.now(),
    )


@pytest.fixture
def agency() -> Agency:
    return make_agency("H77.01")


def test_a_paper_whose_bytes_are_damaged_is_marked(client: Client, agency: Agency) -> None:
    paper = make_paper(agency, State.AVAILABLE)
    other = make_paper(agency, State.AVAILABLE)
    found = finding(paper)
    client.force_login(make_user("officer", agency))
    sentence = "không còn đúng từng byte"
    assert sentence in client.get(f"/giay-to/{paper.pk}/").content.decode()
    assert sentence not in client.get(f"/giay-to/{other.pk}/").content.decode()
    found.answer = "archive.composed_anew"
    found.save()
    assert sentence not in client.get(f"/giay-to/{paper.pk}/").content.decode()


def test_every_paper_of_a_damaged_file_is_marked(client: Client, agency: Agency) -> None:
    first = make_paper(agency, State.AVAILABLE)
    finding(first)
    second = make_paper(agency, State.AVAILABLE)
    Paper.objects.filter(pk=second.pk).update(
        received_file=first.received_file, first_page=2, last_page=2
    )
    client.force_login(make_user("officer", agency))
    page = client.get(f"/giay-to/{second.pk}/").content.decode()
    assert "không còn đúng từng byte" in page


def test_health_lists_the_findings_of_the_persons_agencies_only(
    client: Client, agency: Agency
) -> None:
    elsewhere = make_agency("H78.01")
    mine, others = make_paper(agency, State.AVAILABLE), make_paper(elsewhere, State.AVAILABLE)
    finding(mine)
    finding(others)
    client.force_login(make_user("administrator", agency))
    page = client.get("/suc-khoe/").content.decode()
    assert "1.234 đối tượng" in page
    assert mine.received_file.key in page
    assert others.received_file.key not in page


def test_health_says_that_nothing_was_checked_yet(client: Client, agency: Agency) -> None:
    client.force_login(make_user("administrator", agency))
    assert "Kho chưa được kiểm tra trọn lần nào" in client.get("/suc-khoe/").content.decode()
