"""The records of an invented province, by the hundred thousand, made inside the database.

Of the papers four in ten are the only one of their holder, four in ten belong to holders with ten papers and
two in ten to holders with a hundred. One in twelve of the first is linked to nobody yet. Nineteen in twenty
are in use; the others lie in every state. Sixteen types, forty procedures in two versions of six components,
150 communes in each of two provinces, four fields a paper, a verdict on each and a second one on a fifth.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta

from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Agency, User
from dossiers import events
from dossiers.models import (
    AcceptedPaper,
    Component,
    Holder,
    MandatoryClass,
    Paper,
    PaperType,
    Procedure,
    ProcedureVersion,
    Verification,
)
from dossiers.states import State
from samples.people import BIRTH_PROVINCE, FAMILY_NAMES, GIVEN_NAMES, MIDDLE_NAMES
from tests.api.systems import make_system
from tests.multiplying import multiply
from tests.records import make_agency, make_dossier, make_holder, make_paper, make_user
from vietnamese.text import fold

COMMUNES = 150  # of each province
PROCEDURES = 40
COMPONENTS = 6  # of each
# A holder's papers → the share of all papers that such holders have.
SHARES = {1: 0.4, 10: 0.4, 100: 0.2}
FIELDS = ("personal_id", "holder_name", "number", "issued_on")
ROOT = "H98"


@dataclass(frozen=True, slots=True)
class Province:
    """Who asks, and how to find holders by how many papers they have."""

    officer: User
    secret: str  # of a token for another system, with an officer's account
    holders: dict[
        int, tuple[int, int]
    ]  # papers of a holder → first and last row id of such holders


@contextmanager
def unchecked() -> Iterator[None]:
    """Foreign keys are right by construction, and checking a million of them takes minutes; statistics after it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = replica")
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
    yield
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET session_replication_role = origin")
            cursor.execute("VACUUM ANALYZE")
        else:
            cursor.execute("PRAGMA foreign_keys = ON")
            cursor.execute("ANALYZE")


def fill(papers: int) -> Province:
    """Make the records; seconds for each hundred thousand papers."""
    call_command("migrate", verbosity=0)
    with unchecked():
        return _fill(papers)


def _fill(papers: int) -> Province:
    root = make_agency(ROOT, level="province", name="Tỉnh Nam Giang")
    far = make_agency("H97", level="province", name="Tỉnh Bắc Sơn")
    agencies = communes(root), communes(far)
    # Of ten papers nine are kept in the province that asks.
    agency = (
        f"CASE n % 10 WHEN 0 THEN {agencies[1]} ELSE {agencies[0]} END + 1 + n / 10 % {COMMUNES}"
    )
    versions = procedures()
    holders = _holders(papers)
    dossiers = _dossiers(papers // 4, f"{agencies[0]} + 1 + n % {COMMUNES}", versions, holders)
    _papers(papers, agency, dossiers, holders)
    return Province(make_user("officer", root), make_system(root).secret, holders)


def communes(province: Agency) -> int:
    """Make the communes of a province; the row id before the first of them."""
    with transaction.atomic():
        one = make_agency(f"{province.code}.1", parent=province)
        events.record(agency=one, actor="cli:bench", verb="agency.added", about=one)
    code = f"'{province.code}.' || (n + 1)"
    return multiply(one, COMMUNES, code=code, path=f"'{province.path}' || {code} || '/'")


def procedures() -> list[ProcedureVersion]:
    """Make the procedures, each in two versions; the newest of each."""
    types = list(PaperType.objects.order_by("code"))
    level = Agency.objects.get(code=ROOT).level
    versions = []
    for number in range(PROCEDURES):
        procedure = Procedure.objects.create(
            code=f"1.9{number:05d}", name=f"Thủ tục số {number}", level=level
        )
        for edition in (1, 2):
            version = ProcedureVersion.objects.create(
                procedure=procedure,
                number=edition,
                valid_from=date(2024 + edition, 1, 1),
                legal_basis="Nghị định 118/2025/NĐ-CP",
                processing_days=15,
                published_at=timezone.now(),
                published_by="cli:bench",
            )
            for place in range(COMPONENTS):
                _component(version, place, types, first=number + 3 * place)
        versions.append(version)
    return versions


def _component(
    version: ProcedureVersion, place: int, types: list[PaperType], *, first: int
) -> None:
    """A component that one of two types satisfies, every third one two types together as well."""
    component = Component.objects.create(
        version=version,
        code=f"TP{place}",
        name=f"Thành phần {place}",
        mandatory_class=MandatoryClass.PRIOR_RESULT,
    )
    for alternative, step in ((1, 0), (2, 1), (2, 2)) if place % 3 == 0 else ((1, 0), (2, 1)):
        AcceptedPaper.objects.create(
            component=component,
            alternative=alternative,
            paper_type=types[(first + step) % len(types)],
            max_age_days=3650,
        )


def _holders(papers: int) -> dict[int, tuple[int, int]]:
    counts = {each: int(papers * share) // each for each, share in SHARES.items()}
    words = (FAMILY_NAMES, MIDDLE_NAMES["male"], GIVEN_NAMES["male"])
    base = multiply(
        make_holder(personal_id=None, sex="male"),
        sum(counts.values()),
        personal_id=f"'{BIRTH_PROVINCE}0' || (40 + n % 59) || {padded('n', 6)}",
        name=named(words),
        name_folded=named(tuple(tuple(fold(word) for word in pool) for pool in words)),
        birth_date=sql_day("1940-06-01", "n % 59 * 365.25"),
    )
    found, last = {}, base
    for each, count in counts.items():
        found[each] = (last + 1, last + count)
        last += count
    return found


def named(pools: tuple[tuple[str, ...], ...]) -> str:
    """SQL of a name for row n, with its words in turn from the pools."""
    parts, divisor = [], 1
    for pool in pools:
        cases = " ".join(f"WHEN {place} THEN '{word}'" for place, word in enumerate(pool))
        parts.append(f"CASE n / {divisor} % {len(pool)} {cases} END")
        divisor *= len(pool)
    return " || ' ' || ".join(parts)


def _dossiers(
    count: int,
    agency: str,
    versions: list[ProcedureVersion],
    holders: dict[int, tuple[int, int]],
) -> int:
    first, last = holders[1][0], holders[100][1]
    one = make_dossier(
        Agency.objects.get(code=f"{ROOT}.1"),
        procedure=versions[0].procedure,
        received_at=timezone.now() - timedelta(days=3),
    )
    chosen = {each: f"CASE n % {len(versions)} " for each in ("procedure_id", "version_id")}
    for place, version in enumerate(versions):
        chosen["procedure_id"] += f"WHEN {place} THEN {version.procedure_id} "
        chosen["version_id"] += f"WHEN {place} THEN {version.pk} "
    return multiply(
        one,
        count,
        number=f"'{ROOT}.1-261008-' || {padded('n', 7)}",
        # 7,919 is a prime: neighbours in one table are none in the other.
        holder_id=f"{first} + n * 7919 % {last - first + 1}",
        place_of_intake_id=agency,
        deciding_agency_id=agency,
        **{name: f"{sql} END" for name, sql in chosen.items()},
    )


def _papers(count: int, agency: str, dossiers: int, holders: dict[int, tuple[int, int]]) -> None:
    like = make_paper(
        Agency.objects.get(code=f"{ROOT}.1"),
        State.AVAILABLE,
        title="Giấy tờ của tỉnh",
        holder=Holder.objects.get(pk=holders[1][0]),
        issuer="Ủy ban nhân dân xã",
        fields=dict.fromkeys(FIELDS, "x"),
    )
    file = like.received_file
    files = multiply(
        file,
        count,
        sha256="MD5('a' || n) || MD5('b' || n)",
        key="'sha256/' || MD5('a' || n) || MD5('b' || n)",
        agency_id=agency,
    )
    waiting = "n % 100 IN (1, 2, 3)"  # not accepted yet, or stopped
    types = [each.pk for each in PaperType.objects.order_by("code")]
    cases = " ".join(f"WHEN {place} THEN '{code}'" for place, code in enumerate(types))
    base = multiply(
        like,
        count,
        received_file_id=f"{files} + n",
        agency_id=agency,
        holder_id=_holder_of(count, holders),
        dossier_id=f"CASE WHEN n % 2 = 0 THEN NULL ELSE {dossiers} + 1 + n * 31 % {count // 4} END",
        paper_type_id=f"CASE n * 13 / 7 % {len(types)} {cases} END",
        number="(n % 5000) || '/QĐ-UBND'",
        number_key="(n % 5000) || '/qd-ubnd'",
        issued_on=sql_day("2018-01-01", "n % 3000"),
        state="""CASE n % 100 WHEN 1 THEN 'to_review' WHEN 2 THEN 'failed' WHEN 3 THEN 'returned'
            WHEN 4 THEN 'withdrawn' WHEN 5 THEN 'to_sign' ELSE 'available' END""",
        accepted_at=f"CASE WHEN {waiting} THEN NULL ELSE t.accepted_at END",
        failed_from="CASE n % 100 WHEN 2 THEN 'kept' ELSE '' END",
        failure_code="CASE n % 100 WHEN 2 THEN 'document.damaged' ELSE '' END",
        indexed_version="t.version",
        revoked_at=f"CASE n % 100 WHEN 4 THEN {sql_day('2026-01-05', '0')} END",
    )
    _what_hangs_on(like, base, count)


def _holder_of(papers: int, holders: dict[int, tuple[int, int]]) -> str:
    """SQL of the holder of paper n; those of one holder lie far apart."""
    singles = int(papers * SHARES[1])
    tens = singles + int(papers * SHARES[10])
    ten, hundred = holders[10], holders[100]
    return (
        f"CASE WHEN n <= {singles} AND n % 12 = 0 THEN NULL"
        f" WHEN n <= {singles} THEN {holders[1][0]} - 1 + n"
        f" WHEN n <= {tens} THEN {ten[0]} + n % {ten[1] - ten[0] + 1}"
        f" ELSE {hundred[0]} + n % {hundred[1] - hundred[0] + 1} END"
    )


def _what_hangs_on(like: Paper, base: int, count: int) -> None:
    multiply(like.renditions.get(), count, paper_id=f"{base} + n")
    for field in like.fields.all():
        value = f"'{BIRTH_PROVINCE}0' || (40 + n % 59) || {padded('n', 6)}"
        value = value if field.name == "personal_id" else "'gia tri ' || n"
        multiply(field, count, paper_id=f"{base} + n", value=value, read_value=value)
    verdict = Verification.objects.create(
        paper=like, sha256="0" * 64, outcome="valid", signatures=[{"indication": "TOTAL_PASSED"}]
    )
    old = Verification.objects.create(paper=like, sha256="0" * 64, outcome="valid")
    multiply(old, count // 5, paper_id=f"{base} + n * 5")
    multiply(
        verdict,
        count,
        paper_id=f"{base} + n",
        outcome="CASE n % 50 WHEN 0 THEN 'indeterminate' ELSE 'valid' END",
    )


def padded(number: str, digits: int) -> str:
    """SQL of a number with zeros before it."""
    return f"LPAD({number} || '', {digits}, '0')"


def sql_day(first: str, days: str) -> str:
    """SQL of a date, some days after the first."""
    if connection.vendor == "postgresql":
        return f"(DATE '{first}' + ({days})::int)"
    return f"date('{first}', '+' || CAST({days} AS INTEGER) || ' days')"
