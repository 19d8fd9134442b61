"""Procedures that are done at once: what each component serves, and how much time it saves."""

from collections import defaultdict
from dataclasses import dataclass, field

from dossiers.models import Component, ProcedureVersion
from reuse.lately import Lately


@dataclass(frozen=True, slots=True)
class Combined:
    """The procedures of a combined one; all empty for a procedure that stands alone.

    `serves` names the procedures that ask for a component, by its id; `days` are working days.
    """

    names: tuple[str, ...] = ()
    serves: dict[int, tuple[str, ...]] = field(default_factory=dict)
    days_one_by_one: int | None = None
    days: int | None = None

    @property
    def days_saved(self) -> int:
        """Against the same procedures one after the other; 0 where a time limit is not known."""
        if self.days is None or self.days_one_by_one is None:
            return 0
        return max(0, self.days_one_by_one - self.days)


_combined: Lately[Combined] = Lately()


def combined_of(version: ProcedureVersion) -> Combined:
    """What a combined procedure combines. Two queries; one for a procedure that stands alone."""
    joined = [
        each.part
        for each in version.parts.select_related("part__procedure").order_by("position", "id")
    ]
    if not joined:
        return Combined()
    names = {
        version.pk: version.procedure.name,
        **{each.pk: each.procedure.name for each in joined},
    }
    asked = list(Component.objects.filter(version__in=names).only("version", "shared_key"))
    asking: dict[str, set[int]] = defaultdict(set)
    for each in asked:
        asking[each.shared_key].add(each.version_id)
    limits = [each.processing_days for each in joined]
    return Combined(
        names=tuple(each.procedure.name for each in joined),
        serves={
            each.pk: tuple(
                name
                for pk, name in names.items()
                if pk == each.version_id or (each.shared_key and pk in asking[each.shared_key])
            )
            for each in asked
        },
        days_one_by_one=None if None in limits else sum(each or 0 for each in limits),
        days=version.processing_days,
    )


def combined_lately(version: ProcedureVersion) -> Combined:
    """What a published version combines, at most `catalogue_kept` old; not to be changed."""
    if version.published_at is None:
        return combined_of(version)
    return _combined.get((version.pk, version.published_at), lambda: combined_of(version))
