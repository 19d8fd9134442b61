"""Fields of forms, written without a template for each option: a list of 300 agencies would render 600.

What is written is what Django's own templates write; a test compares them.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.forms.renderers import DjangoTemplates
from django.http import HttpRequest
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import mark_safe

WIDGETS = "django/forms/widgets/"


class FormRenderer(DjangoTemplates):
    """Django's own, but for the fields that stand on every page."""

    def render(
        self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None
    ) -> str:
        """The field as HTML."""
        write = WRITERS.get(template_name)
        if write is None:
            return super().render(template_name, context, request)
        return mark_safe(write(context["widget"]).strip())  # noqa: S308 - each part was escaped


def _input(widget: Mapping[str, Any]) -> str:
    value = widget["value"]
    given = "" if value is None else f' value="{_escaped(value)}"'
    return f'<input type="{_shown(widget["type"])}" name="{_shown(widget["name"])}"{given}{_attributes(widget)}>'


def _choice(widget: Mapping[str, Any]) -> str:
    """One of several to choose from, where a page writes them one by one; with its label where it asks for it."""
    field = _input(widget)
    if not widget["wrap_label"]:
        return field
    row = widget["attrs"].get("id")
    given = f' for="{_escaped(row)}"' if row else ""
    return f"<label{given}>{field} {_shown(widget['label'])}</label>"


def _textarea(widget: Mapping[str, Any]) -> str:
    # The line break after the tag is none of the text: a browser drops it.
    text = _shown(widget["value"]) if widget["value"] else ""
    return f'<textarea name="{_shown(widget["name"])}"{_attributes(widget)}>\n{text}</textarea>'


def _select(widget: Mapping[str, Any]) -> str:
    parts = [f'<select name="{_shown(widget["name"])}"{_attributes(widget)}>']
    for name, options, _ in widget["optgroups"]:
        if name:
            parts.append(f'<optgroup label="{_shown(name)}">')
        parts += map(_option, options)
        if name:
            parts.append("</optgroup>")
    return "\n  ".join(parts) + "\n</select>"


def _option(option: Mapping[str, Any]) -> str:
    value, label = _escaped(option["value"]), _shown(option["label"])
    return f'<option value="{value}"{_attributes(option)}>{label}</option>'


def _attributes(widget: Mapping[str, Any]) -> str:
    return "".join(
        f" {_shown(name)}" if value is True else f' {_shown(name)}="{_escaped(value)}"'
        for name, value in widget["attrs"].items()
        if value is not False
    )


def _escaped(value: Any) -> str:
    """As it is, without the manner of the country: what is sent back."""
    return conditional_escape(value if isinstance(value, str) else str(value))


def _shown(value: Any) -> str:
    """As a person reads it."""
    return conditional_escape(localize(value))


WRITERS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    f"{WIDGETS}select.html": _select,
    f"{WIDGETS}textarea.html": _textarea,
    f"{WIDGETS}radio_option.html": _choice,
    f"{WIDGETS}checkbox_option.html": _choice,
    **{
        f"{WIDGETS}{kind}.html": _input
        for kind in ("text", "hidden", "date", "number", "email", "checkbox", "input")
    },
}
