"""`{% saved_filters "search" %}`: the chips of a list, and the form that keeps what is shown."""

from typing import Any

from django import template

from web.saved_filters.keeping import LONGEST_NAME, filters_shown, query_to_keep

register = template.Library()


@register.inclusion_tag("saved_filters/_chips.html", takes_context=True)
def saved_filters(context: template.Context, area: str) -> dict[str, Any]:
    """What this person kept for the list of this name; one query."""
    request = context["request"]
    query = query_to_keep(area, request.GET.urlencode())
    kept = filters_shown(request.user, area)
    return {
        "area": area,
        "query": query,
        "filters": kept,
        "current": next((each for each in kept if each.query == query), None),
        "longest_name": LONGEST_NAME,
        "csrf_token": context.get("csrf_token", ""),
    }
