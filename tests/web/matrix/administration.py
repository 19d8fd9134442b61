"""Quản trị: agencies and people by subtree; the catalogues are changed at the top only."""

from tests.web.matrix.rows import (
    ADMINISTRATOR,
    ADMINISTRATORS,
    BAD,
    LOOKS_ONLY,
    OK,
    ON,
    Row,
    at,
)  # fmt: skip

ADMINISTRATION: dict[str, Row] = {
    "administration": Row(ADMINISTRATOR, get=OK),
    "certificates": Row(ADMINISTRATOR, get=OK),
    "agencies": Row(ADMINISTRATOR, get=OK),
    "agency_add": Row(ADMINISTRATOR, get=OK, post=BAD),
    "agency": Row(ADMINISTRATOR, get=OK, post=BAD, seen_by=ADMINISTRATORS, args=("here",)),
    "agency_end": Row(
        ADMINISTRATOR,
        get=OK,
        post=BAD,
        seen_by=at("administrator", places=("above",)),
        args=("here",),
    ),
    "people": Row(ADMINISTRATOR, get=OK),
    "person_add": Row(ADMINISTRATOR, get=OK, post=BAD),
    "person": Row(ADMINISTRATOR, get=OK, post=BAD, seen_by=ADMINISTRATORS, args=("person",)),
    "person_lock": Row(ADMINISTRATOR, post=ON, seen_by=ADMINISTRATORS, args=("person",)),
    "person_unlock": Row(ADMINISTRATOR, post=ON, seen_by=ADMINISTRATORS, args=("person",)),
    "person_link": Row(ADMINISTRATOR, post=OK, seen_by=ADMINISTRATORS, args=("person",)),
    "person_role": Row(ADMINISTRATOR, post=BAD, seen_by=ADMINISTRATORS, args=("person",)),
    "role_end": Row(ADMINISTRATOR, post=ON, seen_by=ADMINISTRATORS, args=("role",)),
    "procedures": Row(ADMINISTRATOR, get=OK),
    "procedures_export": Row(ADMINISTRATOR, get=OK),
    "procedures_import": Row(ADMINISTRATOR, get=OK, post=BAD, but=LOOKS_ONLY),
    "procedure": Row(ADMINISTRATOR, get=OK, args=("procedure",)),
    "procedure_add": Row(ADMINISTRATOR, get=OK, post=BAD, but=LOOKS_ONLY),
    "procedure_change": Row(ADMINISTRATOR, get=OK, post=BAD, args=("procedure",), but=LOOKS_ONLY),
    "paper_types": Row(ADMINISTRATOR, get=OK),
    "paper_type_add": Row(ADMINISTRATOR, get=OK, post=BAD, but=LOOKS_ONLY),
    "paper_type": Row(ADMINISTRATOR, get=OK, post=BAD, args=("code",), but=LOOKS_ONLY),
}
