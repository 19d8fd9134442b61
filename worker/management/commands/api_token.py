"""`motlan api_token add|list|revoke`: tokens with which other systems call the API."""

from argparse import ArgumentParser
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import Role, SystemToken, User
from dossiers.administration.errors import PersonRefused
from dossiers.administration.people import NewRole
from dossiers.administration.systems import (
    Issued,
    NewToken,
    end_token,
    issue_token,
    register_system,
    username_of,
)
from worker.command import RecordsCommand, agency_named, operator, wrong_use


class Command(RecordsCommand):
    help = "Khóa truy cập API của hệ thống khác: cấp, liệt kê, thu hồi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        acts = parser.add_subparsers(dest="act", required=True, metavar="add|list|revoke")
        add = acts.add_parser("add", help="cấp khóa; hệ thống chưa có thì được thêm")
        add.add_argument("name", help="tên hệ thống")
        add.add_argument("--agency", metavar="CODE")
        add.add_argument("--role", choices=["officer", "clerk"], default="officer")
        add.add_argument(
            "--scope", action="append", choices=SystemToken.Scope.values, help="mặc định read"
        )
        add.add_argument("--days", type=int, default=365)
        add.add_argument("--calls-a-minute", type=int, default=600)
        acts.add_parser("list", help="các khóa, mới nhất trước")
        revoke = acts.add_parser("revoke", help="thu hồi một khóa")
        revoke.add_argument("id", type=int)

    def handle(self, *args: Any, **options: Any) -> None:
        {"add": self._add, "list": self._list, "revoke": self._revoke}[options["act"]](options)

    def _add(self, options: dict[str, Any]) -> None:
        try:
            issued = _issue(options)
        except PersonRefused as refused:
            wrong_use(refused.code)
        if options["json"]:
            self.put({**_as_json(issued.token), "secret": issued.secret})
            return
        self.tell("Khóa chỉ hiện một lần này:")
        self.say(issued.secret)

    def _list(self, options: dict[str, Any]) -> None:
        for token in SystemToken.objects.select_related("user"):
            if options["json"]:
                self.put(_as_json(token))
            else:
                told = _as_json(token)
                self.say(
                    f"{token.pk} {token.user} {token.hint}… {told['scopes']} {told['state']} "
                    f"{told['expires_at']}"
                )

    def _revoke(self, options: dict[str, Any]) -> None:
        token = SystemToken.objects.select_related("user").filter(pk=options["id"]).first()
        if token is None:
            wrong_use("system.token_unknown", str(options["id"]))
        end_token(token=token, by=operator())
        if options["json"]:
            self.put(_as_json(token))
        else:
            self.say(f"{token.user} {token.hint}…: đã thu hồi.")


def _issue(options: dict[str, Any]) -> Issued:
    """A token for the system with this name, which is added where it is not there."""
    agency = agency_named(options["agency"])
    wanted = NewToken(
        scopes=tuple(options["scope"] or ["read"]),
        days=options["days"],
        calls_a_minute=options["calls_a_minute"],
    )
    with transaction.atomic():
        known = User.objects.filter(username=username_of(options["name"]), is_service=True)
        role = NewRole(Role.Kind(options["role"]), agency)
        user = known.first() or register_system(name=options["name"], role=role, by=operator())
        return issue_token(user=user, wanted=wanted, by=operator())


def _as_json(token: SystemToken) -> dict[str, Any]:
    state = "expired" if token.expires_at <= timezone.now() else "in_force"
    return {
        "id": token.pk,
        "system": token.user.username,
        "hint": token.hint,
        "scopes": token.scopes,
        "state": "revoked" if token.revoked_at else state,
        "expires_at": token.expires_at.isoformat(),
        "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
    }
