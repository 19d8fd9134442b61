"""The ASGI application that uvicorn serves."""

import os
import warnings

from django.conf import settings
from django.core.asgi import get_asgi_application
from django.utils.module_loading import import_string

from config import bounds
from config.bodies import MIB, BoundedBodies

# WhiteNoise hands small static files out synchronously; nothing is to be done about it here.
warnings.filterwarnings(
    "ignore", message="StreamingHttpResponse must consume synchronous iterators"
)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.local")
application = BoundedBodies(
    get_asgi_application(),
    most_bytes=bounds.MAX_REQUEST_MIB * MIB,
    cookie=settings.SESSION_COOKIE_NAME,
    refusals={"/api/": import_string("api.problems.TOO_LARGE")},  # after Django is set up
)
