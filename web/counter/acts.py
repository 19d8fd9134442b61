"""The acts on a dossier: each parses its form, calls one service, prints the form if there is one, goes back."""

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.models import Role
from config import wiring
from counter import apologies, closings, handling, receipts
from counter.press import keep
from counter.results import Refused
from dossiers.models import IssuedForm
from printing.errors import PrintingError
from storage.errors import StorageError
from web.access import OfficeRequest, for_roles
from web.counter.board import receipt_form
from web.counter.forms import ApologyForm, OfficerForm, RefusalForm, StopForm, WithdrawalForm, told
from web.counter.views import AT_COUNTER, board_page, dossier_of

type_of_done = Model | Refused


@for_roles(*AT_COUNTER)
@require_POST
def receipt(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """Give the receipt with the appointment."""
    form = receipt_form(dossier_of(request.user, dossier_id), request.POST)
    if not form.is_valid():
        return _wrong(request, dossier_id, "receipt", form)
    done = receipts.issue_receipt(
        dossier_id=dossier_id,
        by=request.user,
        components=[int(each) for each in form.cleaned_data.get("components", ())],
        due_on=form.cleaned_data.get("due_on"),
    )
    return back(request, dossier_id, done, "Đã lập giấy tiếp nhận và hẹn trả.")


@for_roles(*AT_COUNTER)
@require_POST
def assign(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """Give the dossier to an officer."""
    form = OfficerForm(request.POST, dossier=dossier_of(request.user, dossier_id))
    if not form.is_valid():
        return _wrong(request, dossier_id, "assign", form)
    officer = form.cleaned_data["officer"]
    done = handling.assign_officer(dossier_id=dossier_id, officer=officer, by=request.user)
    return back(request, dossier_id, done, f"Đã giao hồ sơ cho {officer}.")


@for_roles(Role.Kind.OFFICER)
@require_POST
def apologise(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """Apologise and promise a new day."""
    dossier_of(request.user, dossier_id, Role.Kind.OFFICER)
    form = ApologyForm(request.POST)
    if not form.is_valid():
        return _wrong(request, dossier_id, "apologise", form)
    done = apologies.apologise(dossier_id=dossier_id, by=request.user, **form.cleaned_data)
    return back(request, dossier_id, done, "Đã lập phiếu xin lỗi và hẹn lại.")


@for_roles(*AT_COUNTER)
@require_POST
def refuse(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """Do not take the dossier in."""
    dossier_of(request.user, dossier_id)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _wrong(request, dossier_id, "refuse", form)
    done = closings.refuse(dossier_id=dossier_id, by=request.user, **form.cleaned_data)
    return back(request, dossier_id, done, "Đã lập phiếu từ chối.")


@for_roles(Role.Kind.OFFICER)
@require_POST
def stop(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """Stop what was begun."""
    dossier_of(request.user, dossier_id, Role.Kind.OFFICER)
    form = StopForm(request.POST)
    if not form.is_valid():
        return _wrong(request, dossier_id, "stop", form)
    done = closings.stop(dossier_id=dossier_id, by=request.user, **form.cleaned_data)
    return back(request, dossier_id, done, "Đã lập thông báo dừng giải quyết.")


@for_roles(*AT_COUNTER)
@require_POST
def withdraw(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """The applicant takes the dossier back."""
    dossier_of(request.user, dossier_id)
    form = WithdrawalForm(request.POST)
    if not form.is_valid():
        return _wrong(request, dossier_id, "withdraw", form)
    done = closings.withdraw(dossier_id=dossier_id, by=request.user, **form.cleaned_data)
    return back(request, dossier_id, done, "Đã ghi người nộp rút hồ sơ.")


@for_roles(Role.Kind.OFFICER)
@require_POST
def finish(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """The case is decided."""
    dossier_of(request.user, dossier_id, Role.Kind.OFFICER)
    done = closings.finish(dossier_id=dossier_id, by=request.user)
    return back(request, dossier_id, done, "Đã ghi giải quyết xong.")


@for_roles(*AT_COUNTER)
@require_POST
def give_back(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """The result goes to the applicant."""
    dossier_of(request.user, dossier_id)
    done = closings.return_result(dossier_id=dossier_id, by=request.user)
    return back(request, dossier_id, done, "Đã ghi trả kết quả.")


@for_roles(*AT_COUNTER)
@require_POST
def control(request: OfficeRequest, dossier_id: int) -> HttpResponse:
    """The control slip with the steps until now."""
    dossier_of(request.user, dossier_id)
    done = handling.issue_control_slip(dossier_id=dossier_id, by=request.user)
    return back(request, dossier_id, done, "Đã lập phiếu kiểm soát.")


def back(
    request: OfficeRequest, dossier_id: int, done: type_of_done, sentence: str
) -> HttpResponse:
    """To the page of the dossier, with what was done or what stands against it; the form is printed."""
    if isinstance(done, Refused):
        messages.error(request, told(done.code, done.details))
        return redirect("dossier", dossier_id)
    messages.success(request, sentence)
    if isinstance(done, IssuedForm):
        try:
            keep(done, press=wiring.press())
        except (PrintingError, StorageError) as error:
            messages.warning(request, told(error.code))
    return redirect("dossier", dossier_id)


def _wrong(request: OfficeRequest, dossier_id: int, act: str, form: forms.Form) -> HttpResponse:
    return board_page(request, dossier_id, wrong=act, form=form)
