"""Every address, asked for with GET and POST by every role, here and elsewhere: who gets what, and no more.

A new address fails the first test until it stands in a table of this folder, or in OPEN with the test that
proves it. Each answer is judged by its class, its headers, and by what stands in it: no word of a place of
which the person may see nothing, and no personal id.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from dossiers.copy_codes import code_of_copy
from dossiers.models import CopyCode
from tests.web.matrix.administration import ADMINISTRATION
from tests.web.matrix.documents import DOCUMENTS
from tests.web.matrix.dossiers import DOSSIERS
from tests.web.matrix.office import Office
from tests.web.matrix.planted import IDS, leaks, seen_by
from tests.web.matrix.rows import (
    BAD,
    OK,
    ON,
    SIGN_IN,
    STRANGERS,
    TOO_MANY,
    UNKNOWN,
    Row,
    class_of,
    text_of,
)
from tests.web.matrix.targets import TARGETS

TABLES: Mapping[str, Mapping[str, Row]] = {
    "documents": DOCUMENTS,
    "dossiers": DOSSIERS,
    "administration": ADMINISTRATION,
    "targets": TARGETS,
}
# Open to strangers, or of another door; proven by the test that is named.
OPEN = {
    "sign_in": "test_sign_in_and_out",
    "sign_out": "test_sign_in_and_out",
    "set_password": "tests/web/test_administration.py",
    "health_live": "tests/web/test_health.py",
    "health_ready": "tests/web/test_health.py",
    "metrics": "tests/web/test_health.py",
    "limits": "test_posted_limits_tell_of_nobody",
    "verification": "test_the_public_check_tells_of_nobody",
    "verification_code": "test_the_public_check_tells_of_nobody",
    "verification_file": "test_the_public_check_tells_of_nobody",
}
# Walked by tests of their own: citizens have another sign-in, systems another door.
DOORS = ("citizen", "api:", "hand_over")


def named_addresses() -> Iterator[str]:
    """The name of every address that the resolver knows, with its namespace."""
    waiting: list[tuple[str, Any]] = [("", get_resolver())]
    while waiting:
        space, each = waiting.pop()
        if isinstance(each, URLResolver):
            inner = f"{space}{each.namespace}:" if each.namespace else space
            waiting += [(inner, pattern) for pattern in each.url_patterns]
        elif isinstance(each, URLPattern):
            yield f"{space}{each.name}"


def test_every_address_stands_in_a_table() -> None:
    listed = {name for table in TABLES.values() for name in table}
    names = {name for name in named_addresses() if name in listed or not name.startswith(DOORS)}
    assert names - listed - set(OPEN) == set(), "these stand in no table"
    assert listed | set(OPEN) <= names


def looks_safe(answer: Any, *, may_name_ids: bool = False) -> list[str]:
    """What is wrong with the headers of an answer, or whose number it tells."""
    headers = answer.headers
    wrong = [
        name
        for name, value in {
            "Content-Security-Policy": "frame-ancestors 'none'",
            "X-Frame-Options": "DENY",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-",
        }.items()
        if value not in headers.get(name, "")
    ]
    text = text_of(answer)
    if not may_name_ids and any(number in text for number in IDS.values()):
        wrong.append("a personal id")
    if "public" in headers.get("Cache-Control", ""):
        wrong.append("kept by caches")
    return wrong


@pytest.mark.parametrize("table", TABLES)
def test_who_gets_what(office: Office, table: str) -> None:
    clients, got = office.clients(), {}
    for name, row in TABLES[table].items():
        address = office.address(name, row)
        for who, client in clients.items():
            if not row.worth_asking(who):
                continue
            for method in ("get", "post"):
                with transaction.atomic():
                    post = method == "post"
                    answer = client.post(address, dict(row.sent)) if post else client.get(address)
                    faults = faults_of(answer, row, method, who)
                    transaction.set_rollback(True)  # each finds the records as they were planted
                if faults:
                    got[f"{name} {method} {who}"] = faults
    assert not got, "\n".join(f"{what}: {faults}" for what, faults in got.items())


def faults_of(answer: Any, row: Row, method: str, who: str) -> list[str]:
    """What is wrong with an answer, in words."""
    expected = row.expected(method, who)
    faults = looks_safe(answer, may_name_ids=row.may_name_ids and expected in {OK, BAD})
    if class_of(answer) != expected:
        faults.append(f"{class_of(answer)}, expected {expected}")
    asked = row.query.partition("=")[2]
    return faults + leaks(text_of(answer), seen_by(who, row.reads), asked=asked)


def test_sign_in_and_out(office: Office) -> None:
    for who, client in office.clients().items():
        signed_in = who not in STRANGERS
        for method in ("get", "post"):
            answer = getattr(client, method)(reverse("sign_in"))
            assert class_of(answer) == (ON if signed_in else OK), (who, method)
            assert looks_safe(answer) == []
        assert client.get(reverse("sign_out")).status_code == 405
        assert client.post(reverse("sign_out"))["Location"] == reverse("sign_in")
        assert class_of(client.get("/")) == SIGN_IN


def test_posted_limits_tell_of_nobody(office: Office) -> None:
    for client in office.clients().values():
        answer = client.get(reverse("limits"))
        assert class_of(answer) == OK
        assert not leaks(text_of(answer), set())
        assert client.post(reverse("limits")).status_code == 405


def test_the_public_check_tells_of_nobody(office: Office) -> None:
    """Whoever asks, signed in or not, gets the same: the issuer of the copy, and no other word that was planted."""
    paper = office.records["here"].paper
    code = code_of_copy(paper)
    CopyCode.objects.update(made_at=paper.received_file.received_at)
    file = {"tep": SimpleUploadedFile("a.pdf", b"no PDF at all")}
    for client in office.clients().values():
        told = client.get(reverse("verification_code", args=[code.code]))
        assert class_of(told) == OK
        assert not leaks(text_of(told).replace(paper.issuer, ""), set())
        answers = [
            client.get(reverse("verification")),
            client.post(reverse("verification_file"), file),
            client.get(reverse("verification_code", args=["1"])),
        ]
        assert [class_of(each) for each in answers[::2]] == [OK, UNKNOWN]
        assert class_of(answers[1]) in {BAD, TOO_MANY}
        for answer in (told, *answers):
            assert looks_safe(answer) == []
            assert not leaks(text_of(answer).replace(paper.issuer, ""), set())
        assert client.post(reverse("verification")).status_code == 405
        assert client.get(reverse("verification_file")).status_code == 405
