"""`{% target_tabs as tabs %}`: the sections a person opens; `{% target_query choice %}`: the end of an address.

`{{ table|report_rows }}`: the rows of a table of a report. `{{ agencies|options_below }}` and `{{ agencies|offered }}`:
agencies to choose from.
"""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Agency
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
    return _joined(rows)


@register.filter
def options_below(agencies: Iterable[Agency]) -> SafeString:
    """Below the agency chosen, in a list to choose from: a template takes a third of a report's page for them."""
    return _joined(
        f'<option value="{escape(each.code)}">– {escape(each.name)}</option>' for each in agencies
    )


@register.filter
def offered(agencies: Iterable[Agency]) -> SafeString:
    """What a field offers to who types a part of it."""
    return _joined(
        f'<option value="{escape(each.code)} · {escape(each.name)}"></option>' for each in agencies
    )


def _joined(parts: Iterable[str]) -> SafeString:
    return mark_safe("".join(parts))  # noqa: S308 - each text is escaped
