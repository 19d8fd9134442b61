"""How far the rates are behind the records."""

from django.db.models import BigIntegerField, F, Sum
from django.db.models.functions import Coalesce

from dossiers.models import ChainHead


def events_behind() -> int:
    """Events that the rates have not counted yet, of all agencies."""
    read = Coalesce("agency__counted_up_to__seq", 0, output_field=BigIntegerField())
    behind = ChainHead.objects.order_by().aggregate(behind=Sum(F("seq") - read))
    return behind["behind"] or 0
