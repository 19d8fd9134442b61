"""One of each record in every place, each with a word that stands nowhere else: what leaks is seen."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.utils import timezone

from accounts.models import Agency, User
from dossiers.models import (
    Batch,
    Component,
    Correction,
    Dossier,
    EvidenceRequest,
    Holder,
    Paper,
    PaperRefusal,
    PaperType,
    Procedure,
    Rendition,
    Reuse,
)
from dossiers.states import State
from ingest.indexing import entry
from search.adapters.memory_index import MemoryIndex
from storage.adapters.memory import MemoryStore
from tests.records import (
    make_batch,
    make_component,
    make_dossier,
    make_holder,
    make_page_text,
    make_paper,
    make_paper_type,
    make_procedure,
    vouch_for,
)
from tests.web.matrix.rows import PLACES
from tests.web.test_paper_files import png

# In every title, name, purpose and text of a place; and in those of all places, to be asked for.
WORDS = {"here": "Hoalan", "above": "Hoacuc", "beside": "Hoamai", "far": "Hoadao"}
COMMON, NUMBER = "khoachung", "77/QĐ-UBND"
IDS = {place: f"03809012345{number}" for number, place in enumerate(PLACES, start=6)}
DOSSIERS = {
    place: f"H15.50.05.13-261007-097{number}" for number, place in enumerate(PLACES, start=5)
}
# What a person at a place may see of, where their role sees papers and dossiers at all.
SEES = {
    "here": {"here"},
    "above": {"above", "here", "beside"},
    "beside": {"beside"},
    "far": {"far"},
}


@dataclass
class Planted:
    """The records of one place."""

    agency: Agency
    holder: Holder
    dossier: Dossier
    component: Component
    batch: Batch
    paper: Paper
    free: Paper  # held and used for nothing yet
    waiting: Paper
    failed: Paper
    reuse: Reuse
    refusal: PaperRefusal
    correction: Correction
    more: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Catalogue:
    """What all places share: a procedure and the two paper types that it asks for."""

    kind: PaperType
    second: PaperType
    procedure: Procedure
    component: Component
    other: Component


def make_catalogue() -> Catalogue:
    """The shared catalogue."""
    access = PaperType.Access.AGENCY
    kind = make_paper_type("giay_phep", name="Giấy phép", access=access)
    second = make_paper_type("giay_hai", name="Giấy thứ hai", access=access)
    procedure = make_procedure()
    component = make_component(procedure, kind, example="Họ tên: Nguyễn Văn A")
    return Catalogue(kind, second, procedure, component, make_component(procedure, second))


def plant(
    place: str, agency: Agency, catalogue: Catalogue, *, store: MemoryStore, index: MemoryIndex
) -> Planted:
    """One of each record of this place, with its word in all that is written freely."""
    word, personal_id = WORDS[place], IDS[place]
    holder = make_holder(f"Nguyễn {word}", personal_id=personal_id, address=f"Thôn {word}")
    dossier = make_dossier(
        agency, DOSSIERS[place], procedure=catalogue.procedure, holder=holder, due_at=timezone.now()
    )
    batch = make_batch(agency, created_by=f"user:{word}")
    papers = _papers(place, batch, holder, catalogue, store)
    for paper in (papers["paper"], papers["free"]):
        index.apply([entry(paper)])
    return Planted(
        agency=agency,
        holder=holder,
        dossier=dossier,
        component=catalogue.component,
        batch=batch,
        paper=papers["paper"],
        free=papers["free"],
        waiting=papers["waiting"],
        failed=papers["failed"],
        reuse=_used(dossier, catalogue.component, papers["paper"], word),
        refusal=PaperRefusal.objects.create(
            dossier=dossier,
            component=catalogue.component,
            paper=papers["free"],
            reason="doubt",
            note=f"Nghi ngờ {word}",
            officer="user:x",
        ),
        correction=Correction.objects.create(
            holder=holder,
            paper=papers["paper"],
            agency=agency,
            key=place,
            text=f"Sửa {word}",
            due_on=timezone.localdate() + timedelta(days=2),
        ),
    )


def _papers(
    place: str, batch: Batch, holder: Holder, catalogue: Catalogue, store: MemoryStore
) -> dict[str, Paper]:
    """One in use, one that nothing uses yet, one in review, one on its way and one that failed."""
    word, personal_id = WORDS[place], IDS[place]
    facts: dict[str, Any] = {
        "holder": holder,
        "store": store,
        "title": f"Giấy {COMMON} {word} về ông có số {personal_id}",
        "issuer": f"Ủy ban {word}",
    }
    fields = {"personal_id": personal_id, "holder_name": holder.name, "number": personal_id}
    papers = {}
    for name, state in (
        ("paper", State.AVAILABLE), ("free", State.AVAILABLE), ("waiting", State.TO_REVIEW),
        ("moving", State.KEPT), ("failed", State.FAILED),
    ):  # fmt: skip
        more: dict[str, Any] = {"content": png(), "number": NUMBER, "number_key": "77/qd-ubnd"}
        more |= {"paper_type": catalogue.second if name == "free" else catalogue.kind}
        if name in {"waiting", "moving"}:
            more["batch"] = batch
        if name == "failed":
            more["failure_detail"] = f"xref {personal_id}"
        # No two files of an agency have the same bytes.
        more["content"] += f"{place} {name}".encode()
        papers[name] = make_paper(
            batch.agency,
            state,
            name=f"CCCD_{personal_id}_{word}_{name}.pdf",
            fields=fields if name in {"paper", "waiting"} else None,
            **facts,
            **more,
        )
    for paper in (papers["paper"], papers["free"]):
        paper.page_texts.all().delete()
        make_page_text(paper, text=f"Nội dung {COMMON} của {word}")
        original = vouch_for(paper.renditions.get())
        original.pk, original.kind = None, Rendition.Kind.SIGNED
        original.save()
    return papers


def _used(dossier: Dossier, component: Component, paper: Paper, word: str) -> Reuse:
    return Reuse.objects.create(
        dossier=dossier,
        component=component,
        paper=paper,
        paper_version=1,
        mode="prior_file",
        purpose=f"Giải quyết cho {paper.holder and paper.holder.personal_id} {word}",
        legal_basis="Nghị định",
        officer="user:x",
    )


def ask_for_evidence(planted: Planted, user: User, component: Component) -> EvidenceRequest:
    """A request for evidence that a system of the place has made."""
    return EvidenceRequest.objects.create(
        user=user,
        dossier=planted.dossier,
        component=component,
        papers={str(planted.free.pk): planted.free.version},
        purpose=f"Hồ sơ của {planted.holder.name}",
        legal_basis="Nghị định",
        request="online",
        until=timezone.now() + timedelta(hours=1),
    )


def seen_by(who: str, reads: Collection[str]) -> Collection[str]:
    """The places whose words this person may see, where these kinds read what is written freely."""
    kind, _, place = who.partition("@")
    return SEES[place] if kind in reads and place in SEES else set()


def leaks(text: str, allowed: Collection[str], *, asked: str = "") -> list[str]:
    """The words and numbers of other places than these.

    Args:
        asked: what was typed, which an answer may say again.
    """
    text = text.replace(asked, "") if asked else text
    return [
        f"{secret} of {place}"
        for place in PLACES
        if place not in allowed
        for secret in (WORDS[place], IDS[place], DOSSIERS[place])
        if secret in text
    ]
