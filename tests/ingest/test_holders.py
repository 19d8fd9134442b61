"""A clerk names a holder while another clerk makes the very same one."""

import pytest

from dossiers.identity import registering
from dossiers.identity.matching import determine
from dossiers.models import Holder, Paper
from dossiers.states import State
from ingest.review import Review, accept
from tests.records import make_agency, make_paper, make_paper_type

pytestmark = pytest.mark.django_db
NAME = "Nguyễn Văn Thử"


@pytest.mark.parametrize(
    "digits", [{"personal_id": "038090000123"}, {"old_personal_id": "012345678"}]
)
def test_two_clerks_make_one_holder(
    digits: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look and the making the other clerk's transaction ends."""
    paper = make_paper(make_agency(), State.TO_REVIEW)
    kind = make_paper_type("giay_phep")
    looks: list[Holder | None] = []

    def look(**asked: object) -> Holder | None:
        looks.append(determine(**asked))  # type: ignore[arg-type]
        if len(looks) == 1:
            Holder.objects.create(name=NAME, **digits)
        return looks[-1]

    monkeypatch.setattr(registering, "determine", look)
    values = {"holder_name": NAME, "personal_id": next(iter(digits.values()))}
    decided = Review(paper_type=kind.code, values=values, quality_reason="bản gốc mờ")
    assert accept(paper.pk, review=decided, by="user:clerk") == []
    assert Paper.objects.get().holder == Holder.objects.get()
    assert looks[0] is None
