"""How far the rates are behind the records."""

from django.db.models import OuterRef, Subquery

from accounts.models import Agency
from dossiers.models import Event
from targets.models import Cursor


def events_behind() -> int:
    """Events that the rates have not counted yet, of all agencies."""
    newest = Event.objects.filter(agency=OuterRef("pk")).order_by("-seq").values("seq")[:1]
    read = Cursor.objects.filter(agency=OuterRef("pk")).values("seq")
    rows = Agency.objects.order_by().annotate(last=Subquery(newest), at=Subquery(read))
    found = rows.filter(last__isnull=False).values_list("last", "at")
    return sum(last - (at or 0) for last, at in found)
