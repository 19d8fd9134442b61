"""The calls of other systems: which place's accounts they are open to, and what they name of "here"."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

HERE, ABOVE_TOO, ANY = ("here",), ("here", "above"), ("here", "above", "beside", "far")


@dataclass(frozen=True)
class Call:
    """`path` after /api/v1, with names of records in braces; `open_to` get `status`, others `closed`."""

    method: str
    path: str
    open_to: tuple[str, ...] = ANY
    status: int = 200
    closed: int = 404
    sent: Mapping[str, Any] = field(default_factory=dict)


HOLDER = {"number": "{number}", "name": "{name}"}
GROUNDS = {"purpose": "Giải quyết hồ sơ", "legal_basis": "Nghị định", "request": "online"}
REASON = {"reason": "Người nộp thôi"}
REFUSAL = {"reason": "doubt"}
NEW = {
    "procedure": "{procedure_code}",
    "applicant": HOLDER | {"birth_date": "1990-05-19"},
    "place_of_intake": "{agency}",
    "deciding_agency": "{agency}",
}

# operation (the name of its view) → one call of it; views that share an address stand under each name.
CALLS: dict[str, Call] = {
    "procedures": Call("get", "/procedures"),
    "procedure": Call("get", "/procedures/{procedure_code}"),
    "make_check": Call("post", "/checks", sent={"holder": HOLDER, "procedure": "{procedure_code}"}),
    "dossiers": Call("get", "/dossiers"),
    "open_one": Call("post", "/dossiers", ABOVE_TOO, 201, 409, NEW),
    "dossier": Call("get", "/dossiers/{dossier}", ABOVE_TOO),
    "checklist_of": Call("get", "/dossiers/{dossier}/checklist", ABOVE_TOO),
    "ask": Call(
        "post",
        "/evidence-requests",
        ABOVE_TOO,
        201,
        sent={"dossier": "{dossier}", "component": "{other}", **GROUNDS},
    ),
    "requests": Call("get", "/evidence-requests"),
    "one": Call("get", "/evidence-requests/{evidence}", HERE),
    "preview": Call("get", "/evidence-requests/{evidence}/preview", HERE),
    "evidence_page": Call("get", "/evidence-requests/{evidence}/papers/{free}/pages/1", HERE),
    "file": Call("get", "/evidence-requests/{evidence}/papers/{free}/file", HERE, 404),
    "link": Call("get", "/evidence-requests/{evidence}/papers/{free}/link", HERE, 404),
    "accept": Call("post", "/evidence-requests/{evidence}/accept", HERE, 409),
    "refuse": Call("post", "/evidence-requests/{evidence}/refuse", HERE, 409, sent=REFUSAL),
    "reuses": Call("get", "/reuses"),
    "reuse": Call("get", "/reuses/{reuse}", ABOVE_TOO),
    "revoke": Call("post", "/reuses/{reuse}/revoke", ABOVE_TOO, sent=REASON),
    "settle": Call("post", "/reuses/{reuse}/settle", ABOVE_TOO, 409, sent=REASON),
    "search": Call("post", "/papers/search", sent={"number": "77/QĐ-UBND"}),
    "search_person": Call("post", "/papers/search", sent={"holder": HOLDER}),
    "paper": Call("get", "/papers/{paper}", ABOVE_TOO),
    "verification": Call("get", "/papers/{paper}/verification", ABOVE_TOO),
    "notifications": Call("get", "/notifications"),
    "withdrawals": Call("get", "/withdrawals"),
}
# The description holds no records, and what is nowhere is a problem document: proven by tests/api.
WITHOUT_RECORDS = {"openapi-json", "api-root", "nowhere"}
