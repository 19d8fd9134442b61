"""Addresses of the API. What no resource answers to is told as a problem too, never as a page."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.urls import URLPattern, URLResolver, re_path
from django.views.decorators.csrf import csrf_exempt

from api.application import make_api
from api.problems import not_allowed, not_there

type_of_view = Callable[..., HttpResponseBase]


def _told(view: type_of_view) -> type_of_view:
    """The view, whose refusal of a method or of the bare root is a problem document."""

    @csrf_exempt
    @wraps(view)
    def answered(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            answer = view(request, *args, **kwargs)
        except Http404:
            return not_there(request)
        if isinstance(answer, HttpResponseNotAllowed):
            return not_allowed(answer.headers["Allow"])
        return answer

    return answered


def _patterns() -> list[URLPattern | URLResolver]:
    patterns, _, _ = make_api().urls
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            pattern.callback = _told(pattern.callback)
    return list(patterns)


app_name = "api"
urlpatterns = [*_patterns(), re_path(r"", csrf_exempt(not_there), name="nowhere")]
