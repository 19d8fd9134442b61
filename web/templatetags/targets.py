"""`{% target_tabs as tabs %}`: the sections of Chỉ tiêu that the person of the request opens."""

from django import template

from web.targets.sections import Tab, tabs_for

register = template.Library()


@register.simple_tag(takes_context=True)
def target_tabs(context: template.Context) -> list[Tab]:
    """The tabs, the current one marked."""
    return tabs_for(context["office"].kinds, path=context["request"].path)
