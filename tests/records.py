"""Small factories of records for tests: name only what the test is about, the rest is sensible.

All persons and agencies are invented. `make_paper` puts a paper in any state with what that state
asks for, so that a test of one screen need not walk the whole life.
"""

import hashlib
import io
from collections.abc import Mapping
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from accounts.models import Agency, Level, Role, User
from dossiers.models import (
    AcceptedPaper,
    Batch,
    Component,
    Dossier,
    Field,
    Holder,
    MandatoryClass,
    PageText,
    Paper,
    PaperType,
    Procedure,
    ProcedureVersion,
    ReceivedFile,
    Rendition,
)
from dossiers.states import State
from storage.keys import key_of
from storage.ports import Store

PASSWORD = "mat-khau-chi-de-thu"
LONG_AGO = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
LEVELS = {"ministry": 1, "province": 2, "district": 3, "commune": 4}
ACCEPTED = {State.REVIEWED, State.TO_SIGN, State.SIGNED, State.AVAILABLE, State.WITHDRAWN}
WITH_TEXT = ACCEPTED | {State.READ, State.TO_SPLIT, State.TO_REVIEW}

VERSION_FACTS = ("processing_days", "legal_basis", "intake_place")

_numbers = count(1)


def make_agency(
    code: str = "",
    *,
    name: str = "",
    parent: Agency | None = None,
    level: str = "commune",
    **facts: Any,
) -> Agency:
    """An agency; with `parent` it lies in that agency's subtree."""
    if not code:
        # Three figures a part, as in a real code, however many agencies a whole run makes.
        thousands, rest = divmod(next(_numbers), 1000)
        code = f"H99.{thousands}.{rest}"
    rank = {"name": level, "rank": LEVELS[level]}
    found, _ = Level.objects.get_or_create(code=level, defaults=rank)
    facts = {
        "name": name or f"Ủy ban nhân dân xã {code}",
        "level": found,
        "parent": parent,
        **facts,
    }
    return Agency.objects.create(code=code, **facts)


def make_user(
    kind: str | None, agency: Agency | None = None, *, username: str = "", **facts: Any
) -> User:
    """A person with one role ("clerk", "officer" …) in an agency; None: a person without any role."""
    username = username or f"nguoi-dung-{next(_numbers)}"
    user = User.objects.create_user(
        username, password=PASSWORD, **{"full_name": "Trần Thị Thử", **facts}
    )
    if kind is not None:
        Role.objects.create(user=user, kind=Role.Kind(kind), agency=agency or make_agency())
    return user


def make_paper_type(code: str = "quyet_dinh", **facts: Any) -> PaperType:
    """A paper type; the one that exists when the code is known already."""
    made, _ = PaperType.objects.get_or_create(code=code, defaults={"name": "Quyết định", **facts})
    return made


def make_holder(name: str = "Nguyễn Văn Thử", **facts: Any) -> Holder:
    """A person with an id of their own, born in 1990; never one of the ids that tests spell out."""
    facts.setdefault("personal_id", f"079090{next(_numbers):06d}")
    return Holder.objects.create(name=name, **{"birth_date": date(1990, 5, 19), **facts})


def make_procedure(code: str = "", **facts: Any) -> Procedure:
    """A procedure at commune level."""
    level, _ = Level.objects.get_or_create(code="commune", defaults={"name": "Cấp xã", "rank": 4})
    facts = {"name": "Thủ tục thử", "level": level, **facts}
    of_version = {name: facts.pop(name) for name in VERSION_FACTS if name in facts}
    procedure = Procedure.objects.create(code=code or f"1.{next(_numbers):06d}", **facts)
    make_version(procedure, valid_from=None, **of_version)
    return procedure


def make_version(procedure: Procedure, *, published: bool = True, **facts: Any) -> ProcedureVersion:
    """The next version of a procedure, published unless told otherwise, in force from its `valid_from`."""
    facts.setdefault("valid_from", LONG_AGO.date())
    if published:
        facts = {"published_at": LONG_AGO, "published_by": "user:quan-tri", **facts}
    number = procedure.versions.count() + 1
    return ProcedureVersion.objects.create(procedure=procedure, number=number, **facts)


def make_component(
    procedure: Procedure | ProcedureVersion,
    *accepted: PaperType,
    name: str = "Giấy tờ cần nộp",
    **facts: Any,
) -> Component:
    """A component that any one of the paper types satisfies; of a procedure's newest version."""
    version = procedure.versions.last() if isinstance(procedure, Procedure) else procedure
    assert version is not None
    component = Component.objects.create(
        version=version,
        code=f"TP{next(_numbers)}",
        name=name,
        **{"mandatory_class": MandatoryClass.PRIOR_RESULT, **facts},
    )
    for number, paper_type in enumerate(accepted, start=1):
        AcceptedPaper.objects.create(component=component, alternative=number, paper_type=paper_type)
    return component


def make_dossier(agency: Agency, number: str = "", **facts: Any) -> Dossier:
    """A dossier received and decided by the agency."""
    facts.setdefault("procedure", None)
    procedure = facts.pop("procedure") or make_procedure()
    holder = facts.pop("holder", None) or make_holder()
    return Dossier.objects.create(
        number=number or f"{agency.code}-260302-{next(_numbers):04d}",
        procedure=procedure,
        holder=holder,
        place_of_intake=agency,
        deciding_agency=agency,
        **{"received_at": LONG_AGO, **facts},
    )


def make_batch(
    agency: Agency, *, created_by: str = "user:can-bo", dossier: Dossier | None = None
) -> Batch:
    """An empty batch."""
    return Batch.objects.create(agency=agency, created_by=created_by, dossier=dossier)


def make_refused_file(
    agency: Agency, *, code: str = "file.empty", name: str = "rong.pdf"
) -> ReceivedFile:
    """A file that was not taken in."""
    return ReceivedFile.objects.create(
        batch=make_batch(agency),
        agency=agency,
        name=name,
        outcome=ReceivedFile.Outcome.REFUSED,
        code=code,
    )


def make_received_file(batch: Batch, content: bytes, *, name: str = "") -> ReceivedFile:
    """A file that was kept, without its paper; the store is not told."""
    digest = hashlib.sha256(content).hexdigest()
    return ReceivedFile.objects.create(
        batch=batch,
        agency=batch.agency,
        name=name or f"quet-{next(_numbers)}.pdf",
        sha256=digest,
        size_bytes=len(content),
        media_type="application/pdf",
        key=key_of(digest),
        outcome=ReceivedFile.Outcome.KEPT,
    )


def make_paper(
    agency: Agency,
    state: State | str = State.TO_REVIEW,
    *,
    store: Store | None = None,
    content: bytes = b"",
    name: str = "",
    fields: Mapping[str, str | tuple[str, float]] | None = None,
    pages: int = 1,
    batch: Batch | None = None,
    **facts: Any,
) -> Paper:
    """A paper in a state, with its received file, original rendition and, where it was read, its pages.

    Args:
        store: keeps `content` when given; else the key names bytes that nobody holds.
        content: the original's bytes; by default different for every paper.
        fields: value, or value and confidence, by field name; all boxes lie on page 1.
        facts: columns of Paper, such as `paper_type`, `holder`, `number`, `dossier`.
    """
    state = State(state)
    content = content or f"%PDF-1.7 {next(_numbers)}".encode()
    if store is not None:
        store.put(io.BytesIO(content), media_type="application/pdf")
    batch = batch or make_batch(agency, dossier=facts.get("dossier"))
    file = make_received_file(batch, content, name=name)
    paper = Paper.objects.create(
        **{
            "received_file": file,
            "agency": agency,
            "state": state,
            "last_page": pages,
            **_what_the_state_asks_for(state),
            **facts,
        }
    )
    Rendition.objects.create(
        paper=paper,
        kind=Rendition.Kind.ORIGINAL,
        key=file.key,
        sha256=file.sha256,
        size_bytes=file.size_bytes,
        media_type=file.media_type,
        pages=pages,
    )
    if state in WITH_TEXT:
        for page in range(1, pages + 1):
            make_page_text(paper, page)
    for position, (field, value) in enumerate((fields or {}).items()):
        make_field(paper, field, value, position=position)
    return paper


def vouch_for(rendition: Rendition) -> Rendition:
    """The rendition, its signature just found valid, as every copy's is that may leave."""
    rendition.paper.verifications.create(sha256=rendition.sha256, outcome="valid")
    return rendition


def make_page_text(paper: Paper, number: int = 1, **facts: Any) -> PageText:
    """A4 at 300 dpi with one line of text."""
    text = facts.pop("text", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
    size = {"width_px": 2480, "height_px": 3508, "dpi": 300}
    quality = {"dpi": 300, "colour": True, "sharpness": 900.0, "ink_share": 0.05, "warnings": []}
    facts = {**size, "quality": quality, "engine": "fake", **facts}
    return PageText.objects.create(paper=paper, number=number, text=text, **facts)


def make_field(
    paper: Paper, name: str, value: str | tuple[str, float], *, position: int = 0, **facts: Any
) -> Field:
    """A field as the machine read it."""
    text, confidence = value if isinstance(value, tuple) else (value, 96.0)
    top = 300 + 200 * position
    facts = {"page": 1, "box": [400, top, 1600, top + 60], "confidence": confidence, **facts}
    return Field.objects.create(paper=paper, name=name, value=text, read_value=text, **facts)


def _what_the_state_asks_for(state: State) -> dict[str, Any]:
    """What the constraints of the database ask for in this state."""
    facts: dict[str, Any] = {"version": 1 if state in WITH_TEXT else 0}
    if state in ACCEPTED:
        facts |= {
            "accepted_at": LONG_AGO,
            "accepted_by": "user:can-bo",
            "paper_type": make_paper_type(),
        }
    if state == State.FAILED:
        facts |= {"failed_from": State.KEPT, "failure_code": "document.damaged"}
    return facts
