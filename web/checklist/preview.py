"""The pages of a held paper beside its line. A paper is looked at first, and used then; the look is recorded."""

from collections.abc import Iterable, MutableMapping
from dataclasses import dataclass
from typing import Any

from dossiers.models import Paper
from web.checklist.subject import Subject
from web.papers.looks import has_looked, note_look
from web.papers.sheets import Viewer

VERB = "paper.previewed"


@dataclass(frozen=True, slots=True)
class Preview:
    """An opened paper; `address` shows it at another page when the page's number is put behind it."""

    paper: Paper
    viewer: Viewer
    address: str

    @property
    def mark(self) -> str:
        """The name of its place on the page."""
        return f"trang-{self.paper.pk}"


def note_preview(
    session: MutableMapping[str, Any], paper: Paper, *, subject: Subject, by: str
) -> None:
    """Record that a paper is opened for a dossier, or for a holder and procedure; once a session."""
    note_look(
        session, paper=paper, by=by, verb=VERB, purpose=_purpose(subject), facts=_facts(subject)
    )


def note_ticked(
    session: MutableMapping[str, Any], papers: Iterable[Paper], *, subject: Subject, by: str
) -> None:
    """Record that a person says that they have looked at papers which were not opened here."""
    for paper in papers:
        if has_previewed(session, paper, subject=subject):
            continue
        facts = {**_facts(subject), "declared": True}
        note_look(session, paper=paper, by=by, verb=VERB, purpose=_purpose(subject), facts=facts)


def has_previewed(session: MutableMapping[str, Any], paper: Paper, *, subject: Subject) -> bool:
    """Whether the paper, as it is now, was opened in this session for the same dossier."""
    return has_looked(session, paper=paper, verb=VERB, facts=_facts(subject))


def _facts(subject: Subject) -> dict[str, object]:
    if subject.dossier is not None:
        return {"dossier": subject.dossier.pk}
    return {"procedure": subject.procedure.pk}


def _purpose(subject: Subject) -> str:
    if subject.dossier is not None:
        return f"Giải quyết hồ sơ {subject.dossier.number}"
    return f"Kiểm tra giấy tờ cho thủ tục {subject.procedure.code}"
