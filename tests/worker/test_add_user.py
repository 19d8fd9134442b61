"""`motlan add_user`: a person with a role; the password comes from standard input, never from the arguments."""

import io

import pytest

from accounts.models import Role, User
from dossiers.models import Event
from tests.records import make_agency
from worker.cli import main

pytestmark = pytest.mark.django_db


def add(monkeypatch: pytest.MonkeyPatch, password: str, *arguments: str) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(password + "\n"))
    try:
        return main(["add_user", *arguments])
    except SystemExit as ended:
        return int(ended.code or 0)


def test_a_person_with_a_role_can_sign_in(monkeypatch: pytest.MonkeyPatch) -> None:
    agency = make_agency("H90.41")
    assert (
        add(monkeypatch, "một câu đủ dài 2026", "hoa", "--role", "clerk", "--full-name", "Lê Hoa")
        == 0
    )
    user = User.objects.get(username="hoa")
    assert user.check_password("một câu đủ dài 2026")
    assert user.roles.get().agency == agency
    assert add(monkeypatch, "", "hoa", "--role", "officer", "--agency", "H90.41") == 0
    assert set(user.roles.values_list("kind", flat=True)) == {Role.Kind.CLERK, Role.Kind.OFFICER}
    assert user.check_password("một câu đủ dài 2026")
    assert Event.objects.filter(verb="user.role_given").count() == 2


@pytest.mark.parametrize("password", ["", "ngan", "password1234"])
def test_a_weak_password_is_wrong_use(
    password: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    make_agency("H90.41")
    assert add(monkeypatch, password, "hoa", "--role", "clerk") == 2
    assert not User.objects.exists()
    assert "→" in capsys.readouterr().err
