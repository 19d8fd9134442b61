"""What is a person's own. Every page of the citizen's side reads through these, and through nothing else."""

from django.db.models import QuerySet

from dossiers.models import Dossier, Holder, Paper, PaperQuerySet
from dossiers.states import State


def standing_for(holder: Holder) -> Holder:
    """The row that stands for this person today: where two were merged, the one that stayed."""
    return holder.merged_into or holder


def rows_of(holder: Holder) -> list[int]:
    """The rows of a person: the one that stands for them, and those merged into it."""
    return [holder.pk, *holder.merged.values_list("pk", flat=True)]


def papers_of(holder: Holder) -> PaperQuerySet:
    """The papers of a person that a clerk has accepted as theirs, those no longer in use too.

    One that was disposed of has no file any more; that it was there, and who used it, stays theirs to know.

    Before that the link is a machine's proposal, which may name another person.
    """
    mine = Paper.objects.filter(holder__in=rows_of(holder), accepted_at__isnull=False)
    return mine.exclude(state=State.RETURNED)


def dossiers_of(holder: Holder) -> QuerySet[Dossier]:
    """The dossiers of a person."""
    return Dossier.objects.filter(holder__in=rows_of(holder))
