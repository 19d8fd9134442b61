"""Prints issued forms and keeps them: once printed, a form is given out with the same bytes for ever."""

import io
from typing import BinaryIO

from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from counter.ports import Press
from dossiers.models import IssuedForm
from printing.errors import PrintingError
from printing.qr import qr_svg
from storage.errors import StorageError

AT_ONCE = 200


def html_of(form: IssuedForm) -> str:
    """The page of the form, in the layout of its edition."""
    template = f"counter/forms/{form.edition.template}/{form.kind}.html"
    return render_to_string(template, {"facts": form.facts, "qr": _qr(form)})


def keep(form: IssuedForm, *, press: Press) -> IssuedForm:
    """Print the form and keep it, unless that was done; the row names the bytes once the store has them.

    Two at once print the same page; the first whose row is written counts.

    Raises:
        PrintingError, StorageError: nothing is lost, the form is printed later.
    """
    if form.key:
        return form
    title = f"{form.facts['form']['title']} {form.facts['dossier']['number']}"
    content = press.to_pdf(html_of(form), title=title)
    held = press.store.put(io.BytesIO(content), media_type="application/pdf")
    IssuedForm.objects.filter(pk=form.pk, key="").update(
        key=held.key, sha256=held.sha256, size_bytes=held.size_bytes
    )
    form.refresh_from_db(fields=["key", "sha256", "size_bytes"])
    return form


def opened(form: IssuedForm, *, press: Press) -> BinaryIO:
    """The bytes of the form, printed now if they were not before.

    Raises:
        PrintingError, StorageError.
    """
    return press.store.open(keep(form, press=press).key)


def keep_all(*, press: Press) -> tuple[int, int]:
    """Print what was issued while printer or store failed: how many were printed, and how many failed.

    Any of those that wait are tried, not the oldest: forms that fail each time hold up no other.
    """
    done = failed = 0
    waiting = IssuedForm.objects.filter(key="").order_by("?")
    chosen = list(waiting.values_list("pk", flat=True)[:AT_ONCE])
    for form in IssuedForm.objects.filter(pk__in=chosen).select_related("edition").order_by("pk"):
        try:
            keep(form, press=press)
            done += 1
        except (PrintingError, StorageError):
            failed += 1
    return done, failed


def _qr(form: IssuedForm) -> SafeString:
    # Drawn by us from a number of letters, figures, dots and hyphens.
    return mark_safe(qr_svg(form.facts["dossier"]["number"]))  # noqa: S308
