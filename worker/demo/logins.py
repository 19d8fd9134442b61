"""The demo's people: one for each role. Passwords are made once for this installation and kept beside it."""

import json
import os
import secrets
from dataclasses import asdict, dataclass
from pathlib import Path

from django.utils import timezone

from accounts.models import Agency, Role, User


@dataclass(frozen=True, slots=True)
class Login:
    """Who can sign in, as what."""

    username: str
    password: str
    role: str
    agency: str


# user name, full name, role, agency
PEOPLE = (
    ("canbo", "Hà Thị Sổ", Role.Kind.CLERK, "H90"),
    ("giaiquyet", "Lục Văn Tra", Role.Kind.OFFICER, "H90"),
    ("lanhdao", "Chu Minh Tiêu", Role.Kind.MANAGER, "H90"),
    ("quantri", "Tô Quản Trị", Role.Kind.ADMINISTRATOR, "H90"),
)


def ensure_logins(file: Path) -> list[Login]:
    """Make the four people once; the same passwords are told at every run."""
    known = (
        {each["username"]: Login(**each) for each in json.loads(file.read_text())}
        if file.exists()
        else {}
    )
    logins = [_ensure(known, *person) for person in PEOPLE]
    if not file.exists():
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as out:
            json.dump([asdict(each) for each in logins], out)
    return logins


def _password() -> str:
    """Twelve letters and digits that a double click takes whole and nobody mistakes for each other."""
    return "".join(secrets.choice("abcdefghjkmnpqrstuvwxyz23456789") for _ in range(12))


def _ensure(
    known: dict[str, Login], username: str, full_name: str, kind: Role.Kind, code: str
) -> Login:
    agency = Agency.objects.get(code=code)
    login = known.get(username) or Login(username, _password(), kind.label, agency.name)
    user, _ = User.objects.get_or_create(username=username, defaults={"full_name": full_name})
    if not user.check_password(login.password):
        user.set_password(login.password)
        user.save(update_fields=["password"])
    still = Role.objects.not_ended(timezone.localdate())
    still.get_or_create(user=user, kind=kind, agency=agency)
    return login
