"""Our fields are Django's own, letter for letter but for white space between tags."""

import re
from datetime import date
from typing import Any

import pytest
from django import forms
from django.forms.renderers import DjangoTemplates, get_default_renderer
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy

from web.form_renderer import WRITERS, FormRenderer

ODD = "<b>\"A\" & 'B'</b>"
CHOICES: tuple[Any, ...] = (
    ("", "Mọi loại"),
    (1, "Một"),
    (2500, 2500),
    (ODD, ODD),
    ("s", mark_safe("<i>x</i>")),
    ("l", gettext_lazy("Search")),
    ("Nhóm " + ODD, ((3, "Ba"), (4, "Bốn"))),
)
ATTRS = {"id": "x", "required": True, "disabled": False, "title": ODD, "data-n": 2500, "a<b": "c"}
WIDGETS = (
    forms.TextInput(),
    forms.HiddenInput(),
    forms.EmailInput(),
    forms.NumberInput(),
    forms.DateInput(),
    forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    forms.PasswordInput(),
    forms.Textarea(attrs={"rows": 3}),
    forms.CheckboxInput(),
    forms.Select(choices=CHOICES),
    forms.SelectMultiple(choices=CHOICES),
    forms.RadioSelect(choices=CHOICES),
    forms.FileInput(),
)


@pytest.mark.parametrize("value", [None, "", ODD, 1, 2500, 2.5, date(2026, 5, 1), True, "s", "\nx"])
@pytest.mark.parametrize("widget", WIDGETS, ids=lambda each: type(each).__name__)
def test_a_field_is_written_as_django_writes_it(widget: forms.Widget, value: object) -> None:
    told = [value] if isinstance(widget, forms.SelectMultiple) else value
    ours, theirs = (
        widget.render("ten", told, ATTRS, renderer)
        for renderer in (FormRenderer(), DjangoTemplates())
    )
    assert re.sub(r">\s+<", "><", ours) == re.sub(r">\s+<", "><", theirs)
    assert hasattr(ours, "__html__")


@pytest.mark.parametrize("wrap", [True, False])
@pytest.mark.parametrize("widget", [forms.RadioSelect, forms.CheckboxSelectMultiple])
@pytest.mark.parametrize("attrs", [ATTRS, {}])
def test_one_of_several_is_written_as_django_writes_it(
    *,
    widget: type[forms.RadioSelect | forms.CheckboxSelectMultiple],
    attrs: dict[str, Any],
    wrap: bool,
) -> None:
    written = []
    for renderer in (FormRenderer(), DjangoTemplates()):
        for choice in widget(choices=CHOICES[:5]).subwidgets("ten", [ODD], attrs):
            context = {"widget": {**choice, "wrap_label": wrap}}
            written.append(" ".join(renderer.render(choice["template_name"], context).split()))
    assert written[:5] == written[5:]


def test_pages_use_it() -> None:
    assert isinstance(get_default_renderer(), FormRenderer)


def test_what_is_written_here_is_what_widgets_name() -> None:
    named = {each.template_name for each in WIDGETS}
    assert len(named & WRITERS.keys()) > 6
