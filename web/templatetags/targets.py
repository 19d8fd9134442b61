"""`{% target_tabs as tabs %}`: the sections a person opens; `{% target_query choice %}`: the end of an address.

`{{ table|report_rows }}`: the rows of a table of a report.
"""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from targets.reports.document import Column, Table
from web.targets.forms import Choice
from web.targets.sections import Tab, tabs_for

register = template.Library()
TOTAL = ' class="report-total"'


@register.simple_tag(takes_context=True)
def target_tabs(context: template.Context) -> list[Tab]:
    """The tabs, the current one marked."""
    return tabs_for(context["office"].kinds, path=context["request"].path)


@register.simple_tag
def target_query(choice: Choice, **changes: object) -> str:
    """What the address has to say for this place and time, with changes; an empty one takes a choice back."""
    return choice.query(**changes)


@register.filter
def report_rows(table: Table) -> SafeString:
    """The rows as HTML: of a province there are four thousand cells, for which a template takes too long."""
    last = len(table.rows) if table.has_total else 0
    rows = (
        f"<tr{TOTAL if number == last else ''}>{_cells(row)}</tr>"
        for number, row in enumerate(table.shown, start=1)
    )
    return mark_safe("".join(rows))  # noqa: S308 - each text is escaped


def _cells(row: list[tuple[Column, str, bool]]) -> str:
    found: list[str] = []
    for column, words, is_none in row:
        text = escape(words)
        if found:
            kinds = f"{'num' if column.unit.value else ''}{' report-none' if is_none else ''}"
            found.append(f'<td class="{kinds}">{text}</td>')
        else:
            found.append(f'<th scope="row">{text}</th>')
    return "".join(found)
