"""`{% facet_address parameter value %}`: the address with one filter set or taken off, all others kept."""

from django import template

register = template.Library()


@register.simple_tag(takes_context=True)
def facet_address(context: template.Context, parameter: str, value: str) -> str:
    """From the beginning of the list; an empty value takes the filter off."""
    asked = context["request"].GET.copy()
    asked.pop("so", None)
    asked.pop(parameter, None)
    if value:
        asked[parameter] = value
    return f"?{asked.urlencode()}"
