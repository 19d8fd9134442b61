"""`{% target_tabs as tabs %}`: the sections a person opens; `{% target_query choice %}`: the end of an address."""

from django import template

from web.targets.forms import Choice
from web.targets.sections import Tab, tabs_for

register = template.Library()


@register.simple_tag(takes_context=True)
def target_tabs(context: template.Context) -> list[Tab]:
    """The tabs, the current one marked."""
    return tabs_for(context["office"].kinds, path=context["request"].path)


@register.simple_tag
def target_query(choice: Choice, **changes: object) -> str:
    """What the address has to say for this place and time, with changes; an empty one takes a choice back."""
    return choice.query(**changes)
