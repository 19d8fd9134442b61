"""A province's records by the hundred thousand, made inside the database from one row of each kind."""

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Max

from accounts.models import Agency, User
from dossiers import events
from dossiers.models import (
    Batch,
    Dossier,
    DossierStatus,
    Event,
    Field,
    FormEdition,
    FormKind,
    Holder,
    IssuedForm,
    PageText,
    Paper,
    ReceivedFile,
    Rendition,
    Reuse,
    ReuseMode,
    Verification,
)
from dossiers.states import State
from storage.keys import key_of
from targets.models import Cursor
from tests.multiplying import multiply
from tests.records import (
    make_agency,
    make_component,
    make_dossier,
    make_holder,
    make_paper,
    make_paper_type,
    make_procedure,
    make_user,
)

PAPERS = 100_000
AGENCIES = 500
# Papers of other states than AVAILABLE lie among these, by the last digits of their number.
STATES = """CASE n % 1000 WHEN 1 THEN 'to_review' WHEN 2 THEN 'failed' WHEN 3 THEN 'received'
    WHEN 4 THEN 'returned' WHEN 5 THEN 'withdrawn' ELSE 'available' END"""
# One dossier in 25 is open, one in 500 waits to be fetched.
DOSSIER_STATUSES = f"""CASE WHEN n % 25 = 4 THEN {DossierStatus.PROCESSING:d}
    WHEN n % 500 = 5 THEN {DossierStatus.RESOLVED:d} ELSE {DossierStatus.RETURNED:d} END"""


@dataclass(frozen=True, slots=True)
class Province:
    """What the tests ask about."""

    root: Agency
    commune: Agency
    clerk: User
    officer: User
    handler: User  # officer of a hundred dossiers
    administrator: User
    paper: Paper
    holder: Holder
    dossier: Dossier
    batch: Batch


def make_province() -> Province:
    """The records, counted by the planner."""
    with connection.cursor() as cursor:
        # Foreign keys are right by construction, and checking a million of them takes a minute.
        cursor.execute("SET LOCAL session_replication_role = replica")
    root = make_agency("H90", level="province", name="Tỉnh Nam Giang")
    commune = make_agency("H90.1", parent=root)
    above = multiply(commune, AGENCIES, code="'H90.x' || n", path="'H90/H90.x' || n || '/'")
    kind, procedure = make_paper_type(), make_procedure()
    component = make_component(procedure, kind)
    holders = multiply(
        make_holder(),
        PAPERS,
        personal_id="'079' || lpad(n::text, 9, '0')",
        birth_date="date '1930-01-01' + n % 30000",
    )
    one = make_dossier(commune, procedure=procedure)
    handler = make_user("officer", Agency.objects.get(pk=above + 5))  # where n % AGENCIES is 4
    an_agency = f"{above} + 1 + n % {AGENCIES}"
    dossiers = _dossiers(one, an_agency, holders=holders, handler=handler)
    like = make_paper(
        commune,
        State.AVAILABLE,
        dossier=one,
        component=component,
        holder=one.holder,
        paper_type=kind,
        number="1/QĐ-UBND",
        number_key="1/qd-ubnd",
        issued_on=date(2026, 3, 2),
        fields={"personal_id": "079090000001"},
    )
    base = _papers(like, an_agency, holders=holders, dossiers=dossiers)
    _acts(like, base, an_agency)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = origin")
        cursor.execute("ANALYZE")
    paper = Paper.objects.get(pk=base + 7)
    return Province(
        root=root,
        commune=paper.agency,
        clerk=make_user("clerk", paper.agency),
        officer=make_user("officer", root),
        handler=handler,
        administrator=make_user("administrator", root),
        paper=paper,
        holder=Holder.objects.get(pk=paper.holder_id),
        dossier=Dossier.objects.get(pk=paper.dossier_id),
        batch=Batch.objects.filter(agency=paper.agency)[0],
    )


def _dossiers(like: Dossier, an_agency: str, *, holders: int, handler: User) -> int:
    dossiers = multiply(
        like,
        PAPERS // 2,
        number="'H90.1-260302-' || lpad(n::text, 7, '0')",
        holder_id=f"{holders} + n",
        deciding_agency_id=an_agency,
        place_of_intake_id=an_agency,
        status=DOSSIER_STATUSES,
        due_at="CASE WHEN n % 1000 = 4 THEN NULL ELSE now() + (n % 800 - 400) * interval '1 day' END",
        officer_id=f"CASE WHEN n % {AGENCIES} = 4 THEN {handler.pk} END",
    )
    _forms(like, dossiers, an_agency)
    return dossiers


def _forms(like: Dossier, dossiers: int, an_agency: str) -> None:
    receipt = IssuedForm.objects.create(
        dossier=like,
        edition=FormEdition.objects.filter(kind=FormKind.RECEIPT)[0],
        kind=FormKind.RECEIPT,
        agency=like.place_of_intake,
        year=2026,
        serial=0,
        issued_at=like.received_at,
        issued_by="user:can-bo",
        key=key_of("a" * 64),
        sha256="a" * 64,
    )
    multiply(receipt, PAPERS // 2, dossier_id=f"{dossiers} + n", agency_id=an_agency, serial="n")


def _papers(like: Paper, an_agency: str, *, holders: int, dossiers: int) -> int:
    file = like.received_file
    batches = multiply(file.batch, PAPERS // 10, agency_id=an_agency)
    files = multiply(
        file,
        PAPERS,
        sha256="md5(n::text) || md5((-n)::text)",
        batch_id=f"{batches} + 1 + n / 10 % {PAPERS // 10}",
        agency_id=an_agency,
    )
    in_review = "n % 1000 IN (1, 2, 3, 4)"
    base = multiply(
        like,
        PAPERS,
        received_file_id=f"{files} + n",
        agency_id=an_agency,
        holder_id=f"{holders} + 1 + n / 2 % {PAPERS // 2}",
        dossier_id=f"CASE WHEN n % 2 = 0 THEN NULL ELSE {dossiers} + 1 + n / 2 % {PAPERS // 2} END",
        component_id="CASE WHEN n % 2 = 0 THEN NULL ELSE t.component_id END",
        number_key="n || '/qd-ubnd'",
        state=STATES,
        accepted_at=f"CASE WHEN {in_review} THEN NULL ELSE t.accepted_at END",
        failed_from="CASE n % 1000 WHEN 2 THEN 'kept' ELSE '' END",
        failure_code="CASE n % 1000 WHEN 2 THEN 'document.damaged' ELSE '' END",
        indexed_version="CASE WHEN n % 1000 = 6 THEN 0 ELSE t.version END",
    )
    for each in (like.renditions.get(), like.page_texts.get(), *like.fields.all()):
        multiply(each, PAPERS, paper_id=f"{base} + n", **_of(each))
    verdict = Verification.objects.create(paper=like, sha256="0" * 64, outcome="valid")
    multiply(verdict, PAPERS // 2, paper_id=f"{base} + n")
    return base


def _of(row: Rendition | PageText | Field) -> dict[str, str]:
    return {"value": "n::text"} if isinstance(row, Field) else {}


def _acts(like: Paper, base: int, an_agency: str) -> None:
    event = events.record(agency=like.agency, actor="worker", verb="paper.read", about=like)
    seq = f"1 + n / {AGENCIES}"
    multiply(event, PAPERS, agency_id=an_agency, seq=seq, object_id=f"{base} + n")
    last = Event.objects.values("agency").annotate(seq=Max("seq")).order_by()
    Cursor.objects.bulk_create(Cursor(agency_id=each["agency"], seq=each["seq"]) for each in last)
    used = Reuse.objects.create(
        dossier_id=like.dossier_id,
        component_id=like.component_id,
        paper=like,
        paper_version=1,
        mode=ReuseMode.PRIOR_FILE,
        purpose="Giải quyết hồ sơ",
        legal_basis="Nghị định 118/2025",
        officer="user:can-bo",
    )
    multiply(used, PAPERS // 5, paper_id=f"{base} + n", dossier_id=f"{like.dossier_id} + n")


LARGE = {
    each._meta.db_table
    for each in (
        *(Batch, Dossier, Event, Field, Holder, IssuedForm, PageText, Paper),
        *(ReceivedFile, Rendition, Reuse, Verification),
    )
}
