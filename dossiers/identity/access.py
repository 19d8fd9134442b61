"""Whose holders a person may see and change. Every page and act on a holder goes through these querysets."""

from django.db.models import Exists, OuterRef, Q

from accounts.models import Role
from accounts.selectors import agencies_of, type_of_user
from dossiers.access import dossiers_open_to
from dossiers.models import Holder, HolderChange, HolderQuerySet, Paper, PaperQuerySet

KEEPERS = (Role.Kind.CLERK, Role.Kind.OFFICER)


def holders_visible_to(user: type_of_user) -> HolderQuerySet:
    """The holders of whom this person may see a paper or a dossier, or a paper that was linked to them once."""
    papers = Paper.objects.visible_to(user)
    linked = HolderChange.objects.filter(paper__in=papers.values("pk"))
    return Holder.objects.current().filter(
        Exists(papers.filter(holder=OuterRef("pk")))
        | Exists(dossiers_open_to(user).filter(holder=OuterRef("pk")))
        | Exists(linked.filter(Q(holder=OuterRef("pk")) | Q(other=OuterRef("pk"))))
    )


def holders_kept_by(user: type_of_user) -> HolderQuerySet:
    """Of those, the holders whom this person may change: a paper or dossier lies with their agencies."""
    kept = papers_kept_by(user)
    linked = HolderChange.objects.filter(paper__in=kept.values("pk"))
    return holders_visible_to(user).filter(
        Exists(kept.filter(holder=OuterRef("pk")))
        | Exists(dossiers_open_to(user).filter(holder=OuterRef("pk")))
        | Exists(linked.filter(Q(holder=OuterRef("pk")) | Q(other=OuterRef("pk"))))
    )


def papers_kept_by(user: type_of_user) -> PaperQuerySet:
    """The papers that this person sees and whose agency they are clerk or officer of."""
    own = agencies_of(user, *KEEPERS).values("pk")
    return Paper.objects.visible_to(user).filter(agency__in=own)
