"""The invented clerk: compares what was read with the truth beside each sample, corrects, and accepts."""

from collections.abc import Mapping
from dataclasses import dataclass

from dossiers.models import Paper
from dossiers.states import State
from ingest.checks import Problem
from ingest.review import Review, accept, replace
from ocr.ports import FIELD_NAMES
from samples.model import SampleFile, SampleSet

CLERK = "user:canbo"
# Left for the visitor; no reuse of the demo rests on them.
LEFT_WAITING = (
    "09-xac-nhan-cu-tru.jpg",
    "14-quyet-dinh-tro-cap.jpg",
    "18-giay-khai-sinh.jpg",
    "25-to-khai-tro-cap.jpg",
)
PHONE_REASON = "Ảnh chụp tại nhà người dân; bản gốc không mang đi được."


@dataclass(slots=True)
class Compared:
    """How reading did against the truth, over the fields that the truth names."""

    fields: int = 0
    right: int = 0
    accepted: int = 0


def review_samples(samples: SampleSet) -> Compared:
    """Accept every sample paper that waits, but for the few that are left for the visitor."""
    compared = Compared()
    papers = [each for each in samples.files if each.outcome == "paper"]
    for sample in papers:
        paper = paper_of(sample)
        if paper is None or paper.state != State.TO_REVIEW or sample.name in LEFT_WAITING:
            continue
        read = dict(paper.fields.values_list("name", "value"))
        compared.fields += len(sample.fields)
        compared.right += sum(read.get(name) == value for name, value in sample.fields.items())
        if not _accept(paper, sample, read):
            compared.accepted += 1
    return compared


def retire_replaced(samples: SampleSet) -> None:
    """Say of every replaced sample which newer paper took its place, once both are in use."""
    by_name = {each.name: each for each in samples.files}
    for sample in samples.files:
        if not sample.replaces:
            continue
        newer, older = paper_of(sample), paper_of(by_name[sample.replaces])
        if newer and older and newer.state == older.state == State.AVAILABLE:
            replace(older.pk, by_paper=newer.pk, by=CLERK)


def paper_of(sample: SampleFile) -> Paper | None:
    """The paper that a sample file became."""
    return Paper.objects.filter(
        received_file__sha256=sample.sha256, received_file__name=sample.name
    ).first()


def _accept(paper: Paper, sample: SampleFile, read: Mapping[str, str]) -> list[Problem]:
    values = {name: sample.fields.get(name, read.get(name, "")) for name in FIELD_NAMES}
    review = Review(paper_type=sample.paper_type or "", values=values)
    problems = accept(paper.pk, review=review, by=CLERK)
    if {problem.code for problem in problems} == {"quality.low_dpi"}:
        review = Review(paper_type=review.paper_type, values=values, quality_reason=PHONE_REASON)
        problems = accept(paper.pk, review=review, by=CLERK)
    return problems
