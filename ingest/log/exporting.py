"""Writes the log of an agency for an auditor: events, anchors, and for each event the way to its anchor."""

import json
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import Agency
from dossiers.events import content_of, record
from dossiers.models import Anchor, AnchoredChain, Event
from ingest.log.guide import GUIDE
from ingest.log.merkle import Paths
from ingest.log.statement import (
    before_of,
    chain_content,
    chain_line,
    chains_of,
    row_line,
    sha256_of,
    statement,
)

FORMAT = "motlan-log-1"
VERB = "log.exported"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which events of an agency's chain."""

    agency: Agency
    since: date | None = None
    until: date | None = None
    paper: int | None = None

    def rows(self) -> QuerySet[Event]:
        """In the order of the chain."""
        found = Event.objects.filter(agency=self.agency).order_by("seq")
        if self.since is not None:
            found = found.filter(at__gte=_begin(self.since))
        if self.until is not None:
            found = found.filter(at__lt=_begin(date.fromordinal(self.until.toordinal() + 1)))
        if self.paper is not None:
            found = found.filter(object_type="paper", object_id=self.paper)
        return found

    def facts(self) -> dict[str, Any]:
        """As an event and the package tell it."""
        return {
            "from": self.since.isoformat() if self.since else None,
            "to": self.until.isoformat() if self.until else None,
            "paper": self.paper,
        }


@dataclass(slots=True)
class Exported:
    """What was written."""

    events: int = 0
    anchored: int = 0
    anchors: int = 0


def export(wanted: Wanted, out: Path, *, by: str) -> Exported:
    """Write the package, and record that it was; where that cannot be recorded there is no package.

    Raises:
        FileExistsError: there is a file of that name.
        OSError: it cannot be written.
    """
    if out.exists():
        raise FileExistsError(out)
    part = out.with_name(out.name + ".part")
    done = Exported()
    try:
        with zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED) as package:
            _write(package, wanted, done)
        with transaction.atomic():
            facts = {**wanted.facts(), "events": done.events}
            record(agency=wanted.agency, actor=by, verb=VERB, about=wanted.agency, facts=facts)
        # Only now: what could not be recorded to the end is not handed out.
        part.rename(out)
    finally:
        part.unlink(missing_ok=True)
    return done


def _write(package: zipfile.ZipFile, wanted: Wanted, done: Exported) -> None:
    sums: dict[str, str] = {}
    proofs = _Proofs(wanted.agency)
    with package.open("events.jsonl", "w", force_zip64=True) as lines:
        for event in wanted.rows().iterator(chunk_size=2000):
            proof = proofs.of(event)
            done.events += 1
            done.anchored += proof is not None
            lines.write(_line(_told(event, proof)))
    for number in sorted(proofs.anchors):
        for name, data in _anchor_files(Anchor.objects.get(number=number)):
            package.writestr(name, data)
            sums[name] = sha256_of(data)
        done.anchors += 1
    about = {
        "format": FORMAT,
        "agency": {"id": wanted.agency.pk, "code": wanted.agency.code, "name": wanted.agency.name},
        "made_at": timezone.now().isoformat(timespec="seconds"),
        "wanted": wanted.facts(),
        "events": done.events,
        "anchored": done.anchored,
        "anchors": sorted(proofs.anchors),
    }
    package.writestr("package.json", json.dumps(about, ensure_ascii=False, indent=1))
    package.writestr("SHA256SUMS", "".join(f"{sha}  {name}\n" for name, sha in sums.items()))
    package.writestr("HUONG-DAN.md", GUIDE)


def _told(event: Event, proof: Mapping[str, Any] | None) -> dict[str, Any]:
    return {"id": event.pk, **content_of(event), "hash": event.hash, "proof": proof}


def _line(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False) + "\n").encode()


def _anchor_files(anchor: Anchor) -> Iterator[tuple[str, bytes]]:
    """The statement, rebuilt from the records to the byte, and its token."""
    before = Anchor.objects.filter(number=anchor.number - 1).first()
    told = statement(
        number=anchor.number,
        at=anchor.at,
        before=before_of(before),
        rows=anchor.rows_key[-64:],
        chains=chains_of(anchor),
    )
    yield f"anchors/{anchor.number:06}.json", told
    if anchor.token:
        yield f"anchors/{anchor.number:06}.tst", bytes(anchor.token)


class _Proofs:
    """How events lead to their anchors, asked in the order of the chain; one part of it is held at a time."""

    def __init__(self, agency: Agency) -> None:
        self._agency = agency
        rows = AnchoredChain.objects.filter(agency=agency).select_related("anchor")
        self._parts = iter(rows.order_by("first").iterator(200))
        self._part: AnchoredChain | None = next(self._parts, None)
        self._paths: Paths | None = None
        self._above: dict[str, Any] = {}
        self.anchors: set[int] = set()

    def of(self, event: Event) -> dict[str, Any] | None:
        """The path of one event; None where no anchor holds it yet."""
        while self._part is not None and event.seq > self._part.last:
            self._part, self._paths = next(self._parts, None), None
        part = self._part
        if part is None or event.seq < part.first:
            return None
        if self._paths is None:
            self._load(part)
        if self._paths is None:
            return None
        return {**self._above, "path": self._paths.path(event.seq - part.first)}

    def _load(self, part: AnchoredChain) -> None:
        rows = Event.objects.filter(agency=self._agency, seq__range=(part.first, part.last))
        pairs = rows.order_by("seq").values_list("pk", "hash")
        self._paths = Paths(row_line(pk, digest) for pk, digest in pairs)
        chains = chains_of(part.anchor)
        index = [each.pk for each in chains].index(part.pk)
        over = Paths(chain_line(chain_content(each)) for each in chains)
        self._above = {
            "anchor": part.anchor.number,
            "chain": chain_content(part),
            "chain_path": over.path(index),
        }
        self.anchors.add(part.anchor.number)


def _begin(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
