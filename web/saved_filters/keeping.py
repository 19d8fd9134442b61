"""Keeps, renames and forgets a person's filters; only what a list declares goes into one."""

from collections.abc import Mapping
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from dossiers.models import SavedFilter
from search.words import hide_ids
from web.areas import AREAS
from web.search.forms import QUESTION
from web.work.listing import QUESTION as WORK_QUESTION

# Lists with saved filters: the name of the list's address → what of its address is kept.
LISTS: Final[Mapping[str, tuple[str, ...]]] = {
    "search": QUESTION,
    "work": WORK_QUESTION,
}
_SHOWN = "SELECT * FROM dossiers_savedfilter WHERE user_id = %s AND area = %s ORDER BY name, id"
MOST = 20
LONGEST_NAME, LONGEST_QUERY = 60, 1_000


def filters_of(user: User, area: str) -> QuerySet[SavedFilter]:
    """What this person kept for a list, by name; nobody else's."""
    return SavedFilter.objects.filter(user=user, area=area).order_by("name", "id")


def filters_shown(user: User, area: str) -> list[SavedFilter]:
    """The same, for every look at the list: as a plain statement, which is quicker to ask."""
    return list(SavedFilter.objects.raw(_SHOWN, [user.pk, area]))


def own_filters(user: User) -> QuerySet[SavedFilter]:
    """All that this person kept."""
    return SavedFilter.objects.filter(user=user)


def may_open(user: User, area: str) -> bool:
    """Whether the list has saved filters and the person may open it."""
    kinds = {role.kind for role in user.roles_held}
    return area in LISTS and any(each.name == area and each.kinds & kinds for each in AREAS)


def query_to_keep(area: str, query: str) -> str:
    """What of an address is kept: the keys that the list declares, in their order, empty ones left out.

    Nothing is kept of a query that holds a personal id: it would stand in addresses from then on.
    """
    given = QueryDict(query[: 4 * LONGEST_QUERY], mutable=False)
    kept = QueryDict(mutable=True)
    for key in LISTS[area]:
        values = [value for value in given.getlist(key) if value]
        if values:
            kept.setlist(key, values)
    if any(hide_ids(value) != value for _, values in kept.lists() for value in values):
        return ""
    text = kept.urlencode()
    return text if len(text) <= LONGEST_QUERY else ""


def save_filter(*, user: User, area: str, name: str, query: str) -> str:
    """Keep the filter; one of the same name is replaced. Returns a code where nothing was kept, else ""."""
    query = query_to_keep(area, query)
    if not query:
        return "filter.nothing_to_keep"
    with transaction.atomic():
        # The person's own row: two windows of one person wait for each other, so that MOST holds.
        User.objects.select_for_update(no_key=True).only("pk").get(pk=user.pk)
        kept = filters_of(user, area)
        if not kept.filter(name=name).exists() and kept.count() >= MOST:
            return "filter.too_many"
        SavedFilter.objects.update_or_create(
            user_id=user.pk, area=area, name=name, defaults={"query": query}
        )
    return ""


def rename_filter(*, kept: SavedFilter, name: str) -> str:
    """Another name for it. Returns a code where the name is taken, else ""."""
    kept.name = name
    try:
        with transaction.atomic():
            kept.save(update_fields=["name"])
    except IntegrityError:
        return "filter.name_taken"
    return ""


def address_of(kept: SavedFilter) -> str:
    """The list as the filter shows it."""
    return f"{reverse(kept.area)}?{kept.query}"
