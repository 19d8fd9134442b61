"""The views of Chỉ tiêu: the board, one indicator, its heat table, the rows behind it, and two sides compared."""

from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.models import Agency, Role
from accounts.selectors import agencies_of
from targets.indicators import INDICATORS
from targets.models import Indicator
from web.access import OfficeRequest, for_roles
from web.targets.board import board_of
from web.targets.comparing import comparison_of
from web.targets.detail import detail_of
from web.targets.forms import Choice
from web.targets.heat_table import heat_table_of
from web.targets.place import Place, place_of
from web.targets.row_list import Wanted, row_list_of
from web.targets.standing import Order

KINDS = (Role.Kind.MANAGER, Role.Kind.AUDITOR, Role.Kind.ADMINISTRATOR)
private = cache_control(private=True, no_store=True)


@for_roles(*KINDS)
@require_safe
@private
def targets(request: OfficeRequest) -> HttpResponse:
    """Every indicator of one agency's subtree, and who below it is furthest behind in one of them."""
    choice = Choice.of(request.GET, today=timezone.localdate())
    named = request.GET.get("chi_so", "")
    by = Indicator(named) if named in INDICATORS else Indicator.M1
    board = board_of(choice, indicator=by, visible=_visible(request))
    kept = {"chi_so": by.value}
    return render(request, "targets/targets.html", {"board": board, "kept": kept})


@for_roles(*KINDS)
@require_safe
@private
def indicator(request: OfficeRequest, code: str) -> HttpResponse:
    """One indicator of an agency: trend, forecast, ranking, procedures."""
    order = Order.of(request.GET)
    page = detail_of(_place(request), _indicator(code), order)
    kept = {"do_sau": order.depth, "xep": order.order}
    return render(request, "targets/indicator.html", {"page": page, "kept": kept})


@for_roles(*KINDS)
@require_safe
@private
def heat_table(request: OfficeRequest, code: str) -> HttpResponse:
    """The agencies below × the months of the year."""
    page = heat_table_of(_place(request), _indicator(code))
    return render(request, "targets/heat.html", {"page": page, "kept": {}})


@for_roles(*KINDS)
@require_safe
@private
def rows(request: OfficeRequest, code: str) -> HttpResponse:
    """The dossiers or papers that make a number, or are missing to it."""
    about = _indicator(code)
    wanted = Wanted.of(request.GET, about)
    page = row_list_of(_place(request), about, wanted, user=request.user)
    kept = {"tinh": wanted.side, "thu_tuc": wanted.procedure}
    return render(request, "targets/rows.html", {"page": page, "kept": kept})


@for_roles(*KINDS)
@require_safe
@private
def comparison(request: OfficeRequest) -> HttpResponse:
    """Two agencies, or one in two years."""
    page = comparison_of(request.GET, visible=_visible(request), today=timezone.localdate())
    return render(request, "targets/compare.html", {"page": page})


def _visible(request: OfficeRequest) -> QuerySet[Agency]:
    return agencies_of(request.user, *KINDS)


def _place(request: OfficeRequest) -> Place:
    choice = Choice.of(request.GET, today=timezone.localdate())
    return place_of(choice, visible=_visible(request))


def _indicator(code: str) -> Indicator:
    if code not in INDICATORS:
        raise Http404
    return Indicator(code)
