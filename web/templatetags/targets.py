"""`{% target_tabs as tabs %}`: the sections a person opens; `{% target_query choice %}`: the end of an address.

`{{ table|report_rows }}`: the rows of a table of a report.
"""

from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from targets.reports.document import Table
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
    columns = [(column, "num" if column.unit.value else "") for column in table.columns[1:]]
    rows = []
    for number, (name, *cells) in enumerate(table.rows, start=1):
        rows.append(f'<tr{TOTAL if number == last else ""}><th scope="row">')
        rows.append(escape(table.columns[0].shown(name)))
        rows.append("</th>")
        for (column, kind), cell in zip(columns, cells, strict=True):
            if cell is None:
                rows.append(f'<td class="{kind} report-none">{column.none}</td>')
            else:
                # Figures have nothing to escape.
                words = escape(cell) if isinstance(cell, str) else column.shown(cell)
                rows.append(f'<td class="{kind}">{words}</td>')
        rows.append("</tr>")
    return mark_safe("".join(rows))  # noqa: S308 - each text is escaped
