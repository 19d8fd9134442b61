"""One part of a file: judged, written and told of in one transaction, or not at all."""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.utils import timezone

from dossiers import events
from dossiers.imports.dossiers import Catalogues, canonical_number
from dossiers.imports.errors import InUse
from dossiers.imports.parts.bad_rows import BadRows
from dossiers.imports.parts.judging import Judge, Judged
from dossiers.imports.parts.pieces import Piece
from dossiers.imports.parts.plain import judge_plainly
from dossiers.imports.parts.seen import Seen
from dossiers.imports.parts.turns import type_of_turn
from dossiers.imports.parts.writing import Change, Standing, holders_at_once, standing, write
from dossiers.imports.rows import Problem
from dossiers.imports.table import Row
from dossiers.models import ImportPart, ImportRun

TRIES: Final = 3
TURN_S: Final = 30.0


@dataclass(frozen=True, slots=True)
class Looked:
    """A piece as it looks without the records: row by row what is usual, its number, whether it came before."""

    piece: Piece
    judged: Sequence[Judged | None]
    numbers: Sequence[str]
    again: Sequence[bool]

    def after(self, row: int) -> "Looked":
        """The rows after that one."""
        start = bisect_right(self.piece.numbers, row)
        if not start:
            return self
        piece = self.piece
        rest = Piece(piece.numbers[start:], piece.rows[start:], piece.done)
        return Looked(rest, self.judged[start:], self.numbers[start:], self.again[start:])


@dataclass(slots=True)
class Verdict:
    """What is to be done with the rows of a piece."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    problems: list[Problem] = field(default_factory=list)
    bad: dict[int, Sequence[str]] = field(default_factory=dict)  # the cells of bad rows, by number

    def put(self, change: Change) -> None:
        """Take a dossier in, unless it stands so already."""
        before = change.before
        if before and before.values == change.values and change.version in {None, before.version}:
            self.unchanged += 1
        else:
            self.changes.append(change)


class Parts:
    """Writes the parts of one file; several threads may, each its own part."""

    def __init__(self, known: Catalogues, columns: Sequence[str], bad_rows: BadRows) -> None:
        self._known = known
        self._columns = columns
        self._bad_rows = bad_rows
        self._errors_bytes = bad_rows.size_bytes()  # with the last part that was kept
        self._judge = Judge(known, columns)
        self._seen = Seen()
        self._number_at = columns.index("number")
        self._names = (*self._judge.names, "holder_id")
        self._received = self._names.index("received_at")
        self._procedure = self._names.index("procedure_id")

    def look_at(self, piece: Piece) -> Looked:
        """Judge what can be judged without the records; the numbers count as named from now on."""
        judged = [self._judge.judge(cells) for cells in piece.rows]
        numbers = [
            each.number if each else canonical_number(cells[self._number_at])
            for each, cells in zip(judged, piece.rows, strict=True)
        ]
        return Looked(piece, judged, numbers, self._seen.repeated(numbers))

    def write(
        self,
        looked: Looked,
        turn: type_of_turn,
        *,
        run: ImportRun,
        number: int,
        dry_run: bool,
        meanwhile: Callable[[], object],
    ) -> ImportPart:
        """Write a piece; what was done with it, unsaved in a dry run.

        Args:
            turn: waits until the part before is kept; what has an order is written after it.
            meanwhile: called when the database begins to write, perhaps more than once.
        Raises:
            InUse: somebody else has written this part of the run.
            IntegrityError: again and again somebody else records dossiers with the numbers of this piece.
        """
        for left in reversed(range(TRIES)):
            try:
                with transaction.atomic():
                    verdict = self._verdict(looked)
                    part = _part(looked.piece, verdict, columns=self._columns)
                    part.run, part.number, part.errors_bytes = run, number, self._errors_bytes
                    meanwhile()
                    if not dry_run:
                        part.save()
                        write(verdict.changes, names=self._names, part=part)
                    turn(TURN_S)
                    # Bytes before rows: what is kept of the part says how long the file is with it.
                    self._bad_rows.cut(self._errors_bytes)
                    self._bad_rows.add(verdict.problems, verdict.bad)
                    part.errors_bytes = self._bad_rows.size_bytes()
                    if not dry_run:
                        part.save(update_fields=["errors_bytes"])
                        _tell(part)
            except IntegrityError as error:
                if ImportPart.objects.filter(run=run.pk, number=number).exists():
                    raise InUse from error  # a copy of the file, at the same time
                # Somebody recorded one of the dossiers between our look and our writing.
                if not left:
                    raise
            except TimeoutError:
                # The part before may wait for somebody who waits for what this one held: it holds nothing now.
                turn(None)
                if not left:
                    raise
            else:
                self._errors_bytes = part.errors_bytes
                return part
        raise AssertionError("the last try returns or raises")

    def _verdict(self, looked: Looked) -> Verdict:
        verdict, plain = Verdict(), list[int]()
        piece = looked.piece
        # Not those that came before: the part that has them may hold them until it is kept, which this one waits for.
        named = zip(looked.numbers, looked.again, strict=True)
        recorded = standing(
            {number for number, again in named if number and not again}, self._names
        )
        holders = holders_at_once(each.holder for each in looked.judged if each)
        for place, (judged, number, again) in enumerate(
            zip(looked.judged, looked.numbers, looked.again, strict=True)
        ):
            if again:
                row = piece.numbers[place]
                verdict.problems.append(Problem("cell.row_twice", row, "number"))
                verdict.bad[row] = piece.rows[place]
            elif judged and (
                change := self._usual(judged, holders.get(judged.holder), recorded.get(number))
            ):
                verdict.put(change)
            else:
                plain.append(place)
        if plain:
            self._judge_plainly(piece, plain, recorded, verdict)
        return verdict

    def _usual(self, judged: Judged, holder: int | None, before: Standing | None) -> Change | None:
        """What a row in the usual shape makes of its dossier; None where its version is not plain to see."""
        if holder is None:
            return None
        values = (*judged.values, holder)
        procedure, received = values[self._procedure], values[self._received]
        if before is None:
            version = self._judge.version(procedure, received)
            return Change(judged.number, version, values, None) if version else None
        comes_in = before.values[self._received] is None and received is not None
        if comes_in or before.values[self._procedure] != procedure:
            return None
        return Change(judged.number, None, values, before)

    def _judge_plainly(
        self,
        piece: Piece,
        places: Sequence[int],
        recorded: dict[str, Standing],
        verdict: Verdict,
    ) -> None:
        width = len(self._columns)
        rows = [
            Row(
                piece.numbers[place],
                dict(zip(self._columns, piece.rows[place], strict=False)),
                too_many=len(piece.rows[place]) > width,
            )
            for place in places
        ]
        right, problems = judge_plainly(rows, self._known)
        verdict.problems += problems
        for place, row in zip(places, rows, strict=True):
            if row.number not in right:
                verdict.bad[row.number] = piece.rows[place]
                continue
            number, values = right[row.number]
            in_order = tuple(values[name] for name in self._names)
            verdict.put(Change(number, values.get("version_id"), in_order, recorded.get(number)))


def _part(piece: Piece, verdict: Verdict, *, columns: Sequence[str]) -> ImportPart:
    created = sum(each.before is None for each in verdict.changes)
    cells: list[Any] = [columns, *piece.rows]
    return ImportPart(
        first_row=piece.numbers[0],
        last_row=piece.numbers[-1],
        rows=len(piece.rows),
        created=created,
        updated=len(verdict.changes) - created,
        unchanged=verdict.unchanged,
        bad=len(verdict.bad),
        sha256=hashlib.sha256(_json(cells).encode(errors="surrogatepass")).hexdigest(),
        done=piece.done,
        at=timezone.now(),
    )


def _json(cells: Sequence[Sequence[str]]) -> str:
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def _tell(part: ImportPart) -> None:
    """One event for all dossiers of the part; none where it found everything as it stands."""
    if not part.created and not part.updated:
        return
    counts = ("rows", "created", "updated", "unchanged", "bad")
    events.record(
        agency=part.run.agency,
        actor=part.run.by,
        verb="dossiers.imported",
        about=part,
        facts={
            "run": part.run_id,
            "part": part.number,
            **{name: getattr(part, name) for name in counts},
            "file_sha256": part.run.file_sha256,
            "sha256": part.sha256,
        },
    )
