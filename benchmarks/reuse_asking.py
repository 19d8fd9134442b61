"""The requests of `bench_reuse`: over HTTP to one web process as in production, or inside this one to count."""

import http.client
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote, urlencode

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import Client

from accounts.models import User
from benchmarks.province import COMPONENTS, ROOT, SHARES, Province
from dossiers.models import Dossier, Holder
from tests.services.loopback import HOST, free_port
from tests.services.processes import spawn

WAIT_S = 60
API = "/api/v1"
CSRF = "a" * 32  # a page gives one; any that stands in the cookie too will do


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier to ask about, and how many papers its holder has."""

    papers: int
    dossier: Dossier

    @property
    def holder(self) -> Holder:
        """Whose dossier it is."""
        return self.dossier.holder


class WrongAnswer(Exception):
    """What came is not what was asked for: its time would say nothing."""


class Asker(Protocol):
    """One who asks, signed in."""

    def get(self, address: str) -> str:
        """The page, redirects followed."""

    def ask(self, address: str, sent: Mapping[str, str]) -> str:
        """What htmx puts into the page for a form."""

    def call(self, path: str, sent: object) -> str:
        """The answer of the API to a POST."""


def cases_of(province: Province, count: int) -> list[Case]:
    """As many dossiers of holders with 1, 10 and 100 papers each, in turn."""
    found: list[list[Case]] = []
    for papers in SHARES:
        dossiers = Dossier.objects.filter(
            holder__pk__range=province.holders[papers], deciding_agency__path__startswith=f"{ROOT}/"
        ).select_related("holder", "version__procedure", "procedure")
        held = [Case(papers, each) for each in dossiers.order_by("id")[: count // len(SHARES) + 1]]
        found.append(held)
    return [turn[place % len(turn)] for place in range(count // len(found) + 1) for turn in found][
        :count
    ]


def checklist(asker: Asker, case: Case) -> None:
    """The page Thành phần hồ sơ of a dossier."""
    page = asker.get(f"/thanh-phan-ho-so/?ho_so={quote(case.dossier.number)}")
    _insist(case.dossier.number in page, page)


def look_up(asker: Asker, case: Case) -> None:
    """Tra cứu by a person's id, as its form asks: the answer comes at once, the id in no address."""
    page = asker.ask("/tra-cuu/tim/", {"q": str(case.holder.personal_id)})
    _insist(case.holder.name in page or "Không tìm thấy" in page, page)


def check(asker: Asker, case: Case) -> None:
    """What is held and usable for a person and a procedure."""
    sent = {"holder": _person(case), "procedure": case.dossier.procedure.code}
    answer = json.loads(asker.call("/checks", sent))
    _insist(answer["determined"] and len(answer["components"]) == COMPONENTS, str(answer))


def look_up_by_api(asker: Asker, case: Case) -> None:
    """The papers of a person that the account may see."""
    answer = json.loads(asker.call("/papers/search", {"holder": _person(case)}))
    _insist(len(answer["items"]) <= case.papers, str(answer))


def _person(case: Case) -> dict[str, str]:
    birth = case.holder.birth_date
    number, name = str(case.holder.personal_id), case.holder.name
    return {"number": number, "name": name, "birth_date": birth.isoformat() if birth else ""}


KINDS: Mapping[str, Callable[[Asker, Case], None]] = {
    "check, API": check,
    "checklist page of a dossier": checklist,
    "person by id and name, API": look_up_by_api,
    "person by id, page": look_up,
}


class OverHttp:
    """One connection that is kept, as a browser's."""

    def __init__(self, port: int, province: Province) -> None:
        self._connection = http.client.HTTPConnection(HOST, port, timeout=WAIT_S)
        self._cookie = f"{settings.SESSION_COOKIE_NAME}={session_of(province.officer)}"
        self._secret = province.secret

    def get(self, address: str) -> str:
        """The page, redirects followed."""
        self._connection.request("GET", address, headers={"Cookie": self._cookie})
        answer = self._connection.getresponse()
        body = answer.read().decode()
        if answer.status == 302:
            return self.get(str(answer.getheader("Location")))
        _insist(answer.status == 200, f"{answer.status} {address}: {body[:500]}")
        return body

    def ask(self, address: str, sent: Mapping[str, str]) -> str:
        """What htmx puts into the page for a form."""
        headers = {
            "Cookie": f"{self._cookie}; {settings.CSRF_COOKIE_NAME}={CSRF}",
            "X-CSRFToken": CSRF,
            "HX-Request": "true",
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return self._post(address, urlencode(sent).encode(), headers)

    def call(self, path: str, sent: object) -> str:
        """The answer of the API to a POST."""
        headers = {"Authorization": f"Bearer {self._secret}", "Content-Type": "application/json"}
        return self._post(API + path, json.dumps(sent).encode(), headers)

    def _post(self, address: str, sent: bytes, headers: Mapping[str, str]) -> str:
        self._connection.request("POST", address, sent, headers)
        answer = self._connection.getresponse()
        body = answer.read().decode()
        _insist(answer.status == 200, f"{answer.status} {address}: {body[:500]}")
        return body


class Inside:
    """The same without a server, where queries can be counted."""

    def __init__(self, province: Province) -> None:
        self._client = Client(SERVER_NAME="localhost")
        self._client.force_login(province.officer)
        self._secret = province.secret

    def get(self, address: str) -> str:
        """The page, redirects followed."""
        return self._client.get(address, follow=True).content.decode()

    def ask(self, address: str, sent: Mapping[str, str]) -> str:
        """What htmx puts into the page for a form."""
        return self._client.post(address, sent, headers={"HX-Request": "true"}).content.decode()

    def call(self, path: str, sent: object) -> str:
        """The answer of the API to a POST."""
        headers = {"Authorization": f"Bearer {self._secret}"}
        answer = self._client.post(API + path, sent, "application/json", headers=headers)
        return answer.content.decode()


@contextmanager
def served() -> Iterator[int]:
    """The port of one web process, `motlan serve` without a worker."""
    connection.close()
    port = free_port()
    command = [sys.executable, "-m", "worker.cli", "serve", "--no-worker", "--port", str(port)]
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.txt"
        process = spawn(command, log=log, environment=os.environ, folder=Path.cwd())
        try:
            until = time.monotonic() + WAIT_S
            while not _answers(port):
                _insist(process.poll() is None and time.monotonic() < until, log.read_text())
                time.sleep(0.2)
            yield port
        finally:
            process.terminate()
            process.wait()


def _insist(right: object, told: str) -> None:
    if not right:
        raise WrongAnswer(told)


def _answers(port: int) -> bool:
    asked = http.client.HTTPConnection(HOST, port, timeout=2)
    try:
        asked.request("GET", "/health/live")
        return asked.getresponse().status == 200
    except OSError:
        return False
    finally:
        asked.close()


def session_of(user: User) -> str:
    """The key of a session of the person's, as signing in makes one."""
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.save()
    return str(session.session_key)
