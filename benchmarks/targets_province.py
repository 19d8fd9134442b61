"""A province for `bench_targets`: agencies, procedures and people by SQL, dossiers in a file, papers and transfers.

A third as many people as dossiers; 150 communes, and twelve districts that ended on 30 June 2025 and decided a
quarter of the dossiers until then. Dossiers of almost five years: one in three online, one in nine by post, 94 of
100 finished and four of these late. Papers are half as many as dossiers: of four one is a component's file, one a
result, one a result of the backlog without a dossier, and one waits for review. Every second dossier was handed on,
three of four times electronically. Paper stock is counted in every agency for every type that procedures give.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pyarrow as pa
from django.core.management import call_command
from django.db import connection, models
from django.db.models import Max, Min
from django.utils import timezone
from pyarrow import parquet

from accounts.models import Agency, User
from benchmarks.province import COMMUNES, ROOT, communes, named, padded, procedures, sql_day
from dossiers.models import (
    Dossier,
    Holder,
    Medium,
    Paper,
    PaperType,
    Procedure,
    Rendition,
    Transfer,
    Verification,
)
from dossiers.states import State
from samples.people import BIRTH_PROVINCE, FAMILY_NAMES, GIVEN_NAMES, MIDDLE_NAMES
from targets.models import Campaign, StockCount
from tests.multiplying import multiply
from tests.records import make_agency, make_holder, make_paper, make_user
from vietnamese.text import fold

DISTRICTS = 12
LAST_DAY_OF_DISTRICTS = date(2025, 6, 30)
FIRST_DAY = date(2022, 1, 3)
ROWS_OF_A_GROUP = 100_000
CAMPAIGNS = 20
COLUMNS = (
    *("number", "procedure_code", "holder_personal_id", "channel", "status", "received_at"),
    *("due_at", "finished_at", "place_of_intake", "deciding_agency"),
)


@dataclass(frozen=True, slots=True)
class Province:
    """Who looks at the rates, and what the file of dossiers names."""

    manager: User
    communes: tuple[str, ...]
    districts: tuple[str, ...]
    procedures: tuple[str, ...]
    people: int


def prepare(dossiers: int) -> Province:
    """Everything that is there before the first dossier."""
    call_command("migrate", verbosity=0)
    root = make_agency(ROOT, level="province", name="Tỉnh Nam Giang")
    communes(root)
    below = list(Agency.objects.filter(parent=root).order_by("id"))
    districts = [_district(root, number, successor=below[number]) for number in range(DISTRICTS)]
    procedures()
    types = list(PaperType.objects.order_by("code"))
    known = list(Procedure.objects.order_by("code"))
    for number, procedure in enumerate(known):
        if number % 4:
            procedure.result_type = types[number % len(types)]
            procedure.save()
    people = max(1_000, dossiers // 3)
    _people(people)
    return Province(
        manager=make_user("manager", root),
        communes=tuple(each.code for each in below),
        districts=tuple(each.code for each in districts),
        procedures=tuple(each.code for each in known),
        people=people,
    )


def _district(root: Agency, number: int, *, successor: Agency) -> Agency:
    return make_agency(
        f"{ROOT}.{200 + number}",
        parent=root,
        level="district",
        name=f"Huyện số {number + 1}",
        valid_to=LAST_DAY_OF_DISTRICTS,
        successor=successor,
    )


def _people(count: int) -> None:
    words = (FAMILY_NAMES, MIDDLE_NAMES["male"], GIVEN_NAMES["male"])
    folded = tuple(tuple(fold(word) for word in pool) for pool in words)
    like = make_holder(personal_id=None, sex="male")
    number = f"'{BIRTH_PROVINCE}0' || (40 + n % 59) || {padded('(n % 1000000)', 6)}"
    multiply(
        like,
        count,
        personal_id=number,
        name=named(words),
        name_folded=named(folded),
        birth_date=sql_day("1940-06-01", "n % 59 * 365.25"),
    )


def write_file(path: Path, province: Province, dossiers: int) -> None:
    """The dossiers as another system would hand them over: Parquet, each column text."""
    schema = pa.schema([(name, pa.string()) for name in COLUMNS])
    days = (timezone.localdate() - FIRST_DAY).days
    with parquet.ParquetWriter(path, schema) as file:
        for first in range(0, dossiers, ROWS_OF_A_GROUP):
            numbers = range(first, min(dossiers, first + ROWS_OF_A_GROUP))
            rows = list(_rows(province, numbers, days))
            columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
            file.write_table(pa.Table.from_arrays(columns, schema=schema))


def _rows(province: Province, numbers: range, days: int) -> Iterator[tuple[str, ...]]:
    """Row n of the file; primes lest neighbours in one column be neighbours in another."""
    now = timezone.localtime()
    first = datetime.combine(FIRST_DAY, time(7), tzinfo=timezone.get_default_timezone())
    for n in numbers:
        received = first + timedelta(days=n * 7919 % days, hours=n % 10, minutes=n % 60)
        ended = received.date() > LAST_DAY_OF_DISTRICTS
        commune = province.communes[n % len(province.communes)]
        district = province.districts[n % DISTRICTS]
        agency = commune if ended or n % 4 else district
        due = received + timedelta(days=15)
        # Of a hundred six are open or wait; of those that are finished four are late.
        taken = timedelta(days=16 + n % 9) if n % 25 == 24 else timedelta(days=1 + n % 14)
        finished = received + taken
        status = {0: "4", 1: "5", 2: "7", 3: "8", 4: "9", 5: "2"}.get(n % 100, "10")
        is_open = status in {"2", "4", "5"} or finished > now
        person = 1 + n * 104_729 % province.people
        yield (
            f"{ROOT}.1-{received:%y%m%d}-{n % 10_000_000:07d}",
            province.procedures[n * 31 // 7 % len(province.procedures)],
            f"{BIRTH_PROVINCE}0{40 + person % 59}{person % 1_000_000:06d}",
            "2" if n % 3 == 0 else "3" if n % 9 == 1 else "1",
            "4" if is_open and status not in {"2", "5"} else status,
            f"{received:%Y-%m-%dT%H:%M}",
            f"{due:%Y-%m-%dT%H:%M}",
            "" if is_open else f"{finished:%Y-%m-%dT%H:%M}",
            commune,
            agency,
        )


def add_papers(count: int) -> None:
    """Papers with their file, their signed copy and a verdict."""
    first, last = _span(Dossier)
    holder, _ = _span(Holder)
    agency = Agency.objects.filter(code__startswith=f"{ROOT}.").order_by("id")[0]
    like = make_paper(agency, State.AVAILABLE, holder=Holder.objects.get(pk=holder + 1))
    like.renditions.update(kind=Rendition.Kind.SIGNED)
    files = multiply(
        like.received_file,
        count,
        sha256="MD5('a' || n) || MD5('b' || n)",
        key="'sha256/' || MD5('a' || n) || MD5('b' || n)",
    )
    types = [each.pk for each in PaperType.objects.filter(result_of__isnull=False).distinct()]
    cases = " ".join(f"WHEN {place} THEN '{code}'" for place, code in enumerate(types))
    people = Holder.objects.count() - 1
    base = multiply(
        like,
        count,
        received_file_id=f"{files} + n",
        agency_id=f"{agency.pk} + n % {COMMUNES}",
        # The product passes what an integer of 32 bits holds.
        holder_id=f"{holder} + 1 + CAST(n AS bigint) * 7919 % {people}",
        dossier_id=f"CASE WHEN n % 4 = 2 THEN NULL ELSE {first} + n * 31 % {last - first + 1} END",
        is_result="n % 4 = 1",
        paper_type_id=f"CASE n / 4 % {len(types)} {cases} END",
        state="CASE n % 4 WHEN 3 THEN 'to_review' ELSE 'available' END",
        accepted_at=f"CASE n % 4 WHEN 3 THEN NULL ELSE {_moment('n % 1700')} END",
        valid_from=sql_day(FIRST_DAY.isoformat(), "n % 1700"),
        indexed_version="t.version",
    )
    rendition = like.renditions.get()
    verdict = Verification.objects.create(
        paper=like, sha256=rendition.sha256, outcome="valid", signatures=[]
    )
    multiply(rendition, count, paper_id=f"{base} + n")
    multiply(verdict, count, paper_id=f"{base} + n")


def add_transfers(count: int) -> None:
    """Every second dossier is handed on once."""
    first, _ = _span(Dossier)
    communes_there = list(Agency.objects.filter(level="commune").order_by("id")[:2])
    like = Transfer.objects.create(
        dossier_id=first,
        sender=communes_there[0],
        receiver=communes_there[1],
        medium=Medium.ELECTRONIC,
        sent_at=datetime(2022, 1, 1, tzinfo=timezone.get_default_timezone()),
        by="cli:bench",
    )
    medium = "CASE WHEN n % 4 = 0 THEN 'paper' ELSE 'electronic' END"
    multiply(like, count, dossier_id=f"{first} + 2 * n - 1", medium=medium)


def add_stock_and_campaigns(province: Province) -> None:
    """Counts of paper stock in every commune, and campaigns for some of them."""
    agencies = list(Agency.objects.filter(code__in=province.communes).order_by("id"))
    types = list(PaperType.objects.filter(result_of__isnull=False).distinct().order_by("code"))
    begin = date(timezone.localdate().year, 1, 5)
    StockCount.objects.bulk_create(
        StockCount(agency=agency, paper_type=kind, valid_on=begin, count=50 + (place * 37) % 900)
        for place, (agency, kind) in enumerate((a, k) for a in agencies for k in types)
    )
    Campaign.objects.bulk_create(
        Campaign(
            agency=agency,
            paper_type=types[place % len(types)],
            owner=province.manager,
            starts_on=begin,
            deadline=timezone.localdate() + timedelta(days=place + 1),
            target=40,
            missing_at_start=50,
            reason="Kế hoạch 155/KH-UBND",
            planned_by="cli:bench",
        )
        for place, agency in enumerate(agencies[:CAMPAIGNS])
    )


def papers_waiting(count: int) -> list[Paper]:
    """Papers that a clerk is about to accept."""
    dossiers = Dossier.objects.select_related("deciding_agency", "holder").order_by("-id")[:count]
    return [
        make_paper(each.deciding_agency, State.TO_REVIEW, dossier=each, holder=each.holder)
        for each in dossiers
    ]


def _span(model: type[models.Model]) -> tuple[int, int]:
    """The first and the last row id."""
    ids = model._default_manager.aggregate(first=Min("id"), last=Max("id"))  # noqa: SLF001 - of any model
    return int(ids["first"]), int(ids["last"])


def _moment(days: str) -> str:
    """SQL of a moment in the morning, some days after the first."""
    if connection.vendor == "postgresql":
        return f"(TIMESTAMPTZ '{FIRST_DAY} 03:00+00' + ({days}) * INTERVAL '1 day')"
    return f"datetime('{FIRST_DAY} 03:00:00', '+' || ({days}) || ' days')"
