"""Who used what is held of a person: the events that they may see, and which of these are concealed from them.

One queryset for every page. It names its rows by lists of ids, so that a database reads them by the index
of events over (object_type, object_id, id) instead of walking the chain.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Exists, OuterRef, Q, QuerySet

from dossiers.citizens.own import dossiers_of, papers_of, rows_of
from dossiers.models import (
    Concealment,
    Event,
    EvidenceRequest,
    HandOver,
    Holder,
    HolderChange,
    Paper,
    PaperRefusal,
    PaperRequest,
    Reuse,
)

# What became of a paper inside the agency until it could be used tells of nobody who looked at it.
PAPER_VERBS: Final = frozenset(
    {
        "paper.reviewed",
        "paper.viewed",
        "paper.previewed",
        "paper.opened",
        "paper.downloaded",
        "paper.original_downloaded",
        "paper.verified",
        "paper.withdrawn",
        "paper.disposed",
        "paper.replaced",
        "paper.relinked",
        "paper.relink_undone",
    }
)
RELINKS: Final = frozenset({"paper.relinked", "paper.relink_undone"})


@dataclass(frozen=True, slots=True)
class Objects:
    """The rows that are a person's, by what events call them."""

    ids: dict[str, list[int]]
    # Papers that were linked to the person by mistake: the act that took them away, and nothing else.
    taken: dict[int, int] = field(default_factory=dict)  # change → paper

    def condition(self) -> Q:
        """Events about any of them."""
        about = Q(
            object_type="paper",
            object_id__in=list(self.taken.values()),
            verb__in=RELINKS,
            facts__change__in=list(self.taken),
        )
        for object_type, ids in self.ids.items():
            verbs = Q(verb__in=PAPER_VERBS) if object_type == "paper" else Q()
            about |= Q(object_type=object_type, object_id__in=ids) & verbs
        return about


def seen_by_holder(holder: Holder, *, at: datetime, paper: Paper | None = None) -> QuerySet[Event]:
    """The events that this person may see at this moment.

    Args:
        holder: the row that stands for the person, see `own.standing_for`.
        paper: one of their own: only what concerns it.
    """
    objects = objects_of(holder) if paper is None else objects_of_paper(holder, paper)
    return _not_concealed(objects, at).select_related("agency")


def concealments_of(rows: Iterable[Event]) -> dict[int, str]:
    """By event: the rule that hid it until now, for those that a person sees late."""
    found = Concealment.objects.filter(event__in=[row.pk for row in rows]).select_related("rule")
    return {each.event_id: f"{each.rule.name} ({each.rule.legal_basis})" for each in found}


def objects_of(holder: Holder) -> Objects:
    """Everything of a person that an event may be about."""
    rows = rows_of(holder)
    papers = _ids(papers_of(holder))
    dossiers = _ids(dossiers_of(holder))
    uses = Q(paper__in=papers) | Q(dossier__in=dossiers)
    handed = Q(reuse__paper__in=papers) | Q(reuse__dossier__in=dossiers)
    taken = HolderChange.objects.filter(kind=HolderChange.Kind.RELINKED, holder__in=rows)
    return Objects(
        ids={
            "holder": rows,
            "paper": papers,
            "reuse": _ids(Reuse.objects.filter(uses)),
            "handover": _ids(HandOver.objects.filter(handed)),
            "paperrequest": _ids(PaperRequest.objects.filter(dossier__in=dossiers)),
            "paperrefusal": _ids(PaperRefusal.objects.filter(uses)),
            "evidencerequest": _ids(EvidenceRequest.objects.filter(dossier__in=dossiers)),
        },
        taken=dict(taken.exclude(paper__in=papers).values_list("pk", "paper")),
    )


def objects_of_paper(holder: Holder, paper: Paper) -> Objects:
    """The same for one of their papers."""
    return Objects(
        ids={
            "paper": _ids(papers_of(holder).filter(pk=paper.pk)),
            "reuse": _ids(Reuse.objects.filter(paper=paper)),
            "handover": _ids(HandOver.objects.filter(reuse__paper=paper)),
            "paperrefusal": _ids(PaperRefusal.objects.filter(paper=paper)),
            "paperrequest": _ids(PaperRequest.objects.filter(paper=paper)),
        }
    )


def _not_concealed(objects: Objects, at: datetime) -> QuerySet[Event]:
    """Without what is hidden; whose use is hidden, its revocation and hand-over are hidden too."""
    hidden = Concealment.objects.in_force(at)
    uses = hidden.filter(event__object_type="reuse", event__object_id__in=objects.ids["reuse"])
    kept_back = set(uses.values_list("event__object_id", flat=True))
    handed = set(_ids(HandOver.objects.filter(reuse__in=kept_back)))
    ids = {
        **objects.ids,
        "reuse": [pk for pk in objects.ids["reuse"] if pk not in kept_back],
        "handover": [pk for pk in objects.ids["handover"] if pk not in handed],
    }
    shown = Objects(ids, taken=objects.taken)
    by_itself = Exists(hidden.filter(event=OuterRef("pk")))
    return Event.objects.filter(shown.condition()).exclude(by_itself)


def _ids(rows: "QuerySet[Any]") -> list[int]:
    return list(rows.values_list("pk", flat=True))
