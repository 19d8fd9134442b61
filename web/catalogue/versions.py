"""Views of a procedure's published versions and of the worked examples of its forms."""

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from accounts.models import Role
from accounts.selectors import catalogue_agency
from dossiers.models import Component, ProcedureVersion
from web.access import OfficeRequest, for_roles
from web.catalogue.access import administrators_only
from web.catalogue.combined import combined
from web.catalogue.lines import lines_of
from web.catalogue.preview import changes_since


@administrators_only
@require_safe
def version(request: OfficeRequest, procedure_id: int, number: int) -> HttpResponse:
    """One published version: what it asks for, and what it changed."""
    versions = ProcedureVersion.objects.published().select_related("procedure")
    found = get_object_or_404(versions, procedure=procedure_id, number=number)
    context = {
        "procedure": found.procedure,
        "version": found,
        "lines": lines_of(found),
        "combined": combined(found),
        "changes": changes_since(found),
        "dossier_count": found.dossiers.count(),
    }
    return render(request, "catalogue/version.html", context)


@for_roles(*Role.Kind)
@require_safe
def example(request: OfficeRequest, component_id: int) -> HttpResponse:
    """A form as it looks when it is filled in, to print; of a draft only for those who keep the catalogue."""
    public = Q() if catalogue_agency(request.user) else Q(version__published_at__isnull=False)
    components = Component.objects.select_related("version__procedure").exclude(example="")
    found = get_object_or_404(components, public, pk=component_id)
    parts = [line.partition(":") for line in found.example.splitlines() if line.strip()]
    context = {
        "component": found,
        "entries": [(label.strip(), said.strip()) for label, _, said in parts],
    }
    return render(request, "catalogue/example.html", context)
