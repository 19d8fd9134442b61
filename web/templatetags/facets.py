"""`{% facet_address parameter value %}`: the address with one filter set or taken off, all others kept."""

from django import template
from django.utils.http import urlencode

register = template.Library()


@register.simple_tag(takes_context=True)
def facet_address(context: template.Context, parameter: str, value: str) -> str:
    """From the beginning of the list; an empty value takes the filter off."""
    kept = {
        key: values
        for key, values in context["request"].GET.lists()
        if key not in ("so", parameter)
    }
    if value:
        kept[parameter] = [value]
    return f"?{urlencode(kept, doseq=True)}"
