"""Every sum compared with a full count from the records; nightly, and whenever somebody doubts a figure."""

import time
from dataclasses import dataclass, field

from django.db import transaction

from targets.counting import owner_sets
from targets.counting.comparing import differing_records, differing_sums
from targets.counting.grains import GRAINS
from targets.counting.kinds import KINDS
from targets.counting.learning import learn, parts_of
from targets.counting.writing import without_jit
from targets.models import Recount
from targets.rollup import follow, holding_still, rebuild, unchanged

# Shown of what differs, for who looks into it.
EXAMPLES = 20


@dataclass(slots=True)
class Compared:
    """What was compared, and what is not as the records say; ids and keys of some of it."""

    rows: int = 0
    sums: int = 0
    differing: dict[str, int] = field(default_factory=dict)
    examples: dict[str, list[str]] = field(default_factory=dict)
    took_s: float = 0.0
    rebuilt: bool = False

    @property
    def differences(self) -> int:
        """How many rows and sums differ."""
        return sum(self.differing.values())

    def tell(self, what: str, found: list[str]) -> None:
        """Note what differs."""
        if found:
            self.differing[what] = len(found)
            self.examples[what] = found[:EXAMPLES]


def recount(*, by: str, with_rebuild: bool = False) -> Compared:
    """Compare, keep the outcome as a row, and on demand count everything anew where something differs."""
    begun, found = time.monotonic(), Compared()
    follow()
    # Who follows learns too: two who learn the same at once would write it twice.
    with unchanged():
        learn()
    _compare_records(found)
    _compare_sums(found)
    if with_rebuild and found.differences:
        rebuild()
        found.rebuilt = True
    found.took_s = time.monotonic() - begun
    Recount.objects.create(
        by=by,
        took_s=found.took_s,
        rows=found.rows,
        sums=found.sums,
        differences=found.differences,
        differing=found.differing,
        rebuilt=found.rebuilt,
    )
    return found


def _compare_records(found: Compared) -> None:
    with transaction.atomic():
        without_jit()
        suspects = {name: differing_records(kind) for name, kind in KINDS.items()}
    found.rows = sum(kind.counted().count() for kind in KINDS.values())
    # What was recorded in the meantime is counted first: only what differs then is wrong.
    with holding_still():
        for name, kind in KINDS.items():
            wrong = [
                each for part in parts_of(suspects[name]) for each in differing_records(kind, part)
            ]
            found.tell(name, [str(each) for each in wrong])


def _compare_sums(found: Compared) -> None:
    for grain in GRAINS:
        name = str(grain.model._meta.model_name)  # noqa: SLF001 - Django's documented Meta API
        wrong = differing_sums(grain)
        found.sums += grain.rows().count()
        found.tell(name, [" ".join(str(part) for part in key) for key in wrong])
    with holding_still():
        sets = owner_sets.differing()
    found.tell("ownerset", [f"{agency} {month}" for agency, month in sets])


def last_recount() -> Recount | None:
    """The newest comparison."""
    return Recount.objects.order_by("-id").first()
