"""The ASGI application that uvicorn serves."""

import os
import warnings

from asgiref.sync import sync_to_async
from django import setup
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.module_loading import import_string

from config import bounds
from config.bodies import MIB, BoundedBodies

# WhiteNoise hands small static files out synchronously; nothing is to be done about it here.
warnings.filterwarnings(
    "ignore", message="StreamingHttpResponse must consume synchronous iterators"
)


class InOneThread(ASGIHandler):
    """Middleware and view one after the other in one thread, as they are written; only bodies are streamed.

    Django would change threads for each middleware and back: a third of the time of a small request.
    """

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - Django's
        """The chain, without a coroutine in it."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the chain."""
        return await sync_to_async(self.get_response, thread_sensitive=True)(request)


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
setup(set_prefix=False)
application = BoundedBodies(
    InOneThread(),
    most_bytes=bounds.MAX_REQUEST_MIB * MIB,
    cookie=settings.SESSION_COOKIE_NAME,
    refusals={"/api/": import_string("api.problems.TOO_LARGE")},  # after Django is set up
)
