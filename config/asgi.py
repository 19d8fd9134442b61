"""The ASGI application that uvicorn serves."""

import gc
import os
import warnings
from concurrent.futures import ThreadPoolExecutor

from asgiref.sync import sync_to_async
from django import setup
from django.conf import settings
from django.core.handlers.asgi import ASGIHandler
from django.core.signals import request_finished
from django.db import close_old_connections, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.module_loading import import_string

from config import bounds, open_door
from config.bodies import MIB, BoundedBodies
from config.open_door import OpenDoor

# WhiteNoise hands small static files out synchronously; nothing is to be done about it here.
warnings.filterwarnings(
    "ignore", message="StreamingHttpResponse must consume synchronous iterators"
)


# Most of them wait for the records, where the pool of connections sets the limit.
THREADS = ThreadPoolExecutor(32, thread_name_prefix="web")


class InOneThread(ASGIHandler):
    """Middleware and view one after the other in one thread, as they are written; only bodies are streamed.

    Django would change threads for each middleware and back, a third of the time of a small request, and
    would begin a thread for each request, which on SQLite reads the whole schema anew.
    """

    def load_middleware(self, is_async: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - Django's
        """The chain, without a coroutine in it."""
        super().load_middleware(is_async=False)

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the chain."""
        answer = sync_to_async(self._answer, thread_sensitive=False, executor=THREADS)
        return await answer(request)

    def _answer(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return self.get_response(request)
        finally:
            # Django does so in a thread of its own, which has none of these connections.
            close_old_connections()


def close_own_connections(**_: object) -> None:
    """Close those of the thread that Django begins for a request, as for the live lines of a batch, and ends with it.

    One to SQLite is kept for as long as its thread, and would lie open until memory is cleared up.
    """
    connections.close_all()


request_finished.connect(close_own_connections, sender=InOneThread)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
setup(set_prefix=False)
CHECK, CHECK_FILE = reverse("verification"), reverse("verification_file")
application = BoundedBodies(
    OpenDoor(InOneThread(), path=CHECK_FILE, back=CHECK),
    most_bytes=bounds.MAX_REQUEST_MIB * MIB,
    cookie=settings.SESSION_COOKIE_NAME,
    refusals={
        "/api/": import_string("api.problems.TOO_LARGE"),  # after Django is set up
        CHECK: open_door.page(open_door.TOO_LARGE, back=CHECK),
    },
    # What a form adds to its file is less.
    open_paths={CHECK_FILE: (bounds.CHECK_FILE_MIB + 1) * MIB},
)
# What the program is made of stays to the end. Looking through it for what may go took every hundredth request a
# sixth of a second longer.
gc.collect()
gc.freeze()
# A page of a whole province makes tens of thousands of things and keeps none: looking through them every 700, the
# usual number, took a tenth of its time.
gc.set_threshold(20_000, 20, 100)
