"""`motlan add_user NAME --role ROLE --agency CODE`: a person who can sign in, or one more role for them."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from dossiers import events
from worker.command import WRONG_USE, Ended, RecordsCommand, agency_named, operator


class Command(RecordsCommand):
    help = "Thêm người dùng, hoặc thêm vai trò cho người đã có."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("username")
        parser.add_argument("--role", required=True, choices=[kind.value for kind in Role.Kind])
        parser.add_argument("--agency", metavar="CODE")
        parser.add_argument("--full-name", default="", metavar="NAME")

    def handle(self, *args: Any, **options: Any) -> None:
        agency = agency_named(options["agency"])
        known = User.objects.filter(username=options["username"]).exists()
        password = None if known else _asked_for()
        with transaction.atomic():
            user, _ = User.objects.get_or_create(
                username=options["username"], defaults={"full_name": options["full_name"]}
            )
            if password is not None:
                user.set_password(password)
                user.save(update_fields=["password"])
            still = Role.objects.not_ended(timezone.localdate())
            _, added = still.get_or_create(user=user, kind=options["role"], agency=agency)
            if added:
                facts = {"role": options["role"]}
                events.record(
                    agency=agency, actor=operator(), verb="user.role_given", about=user, facts=facts
                )
        if options["json"]:
            self.put({"user": user.username, "role": options["role"], "agency": agency.code})
        else:
            self.say(f"{user.username}: {Role.Kind(options['role']).label}, {agency}.")


def _asked_for() -> str:
    """The new password, typed twice at a terminal, else the first line of standard input; never an argument."""
    if sys.stdin.isatty():
        password = getpass.getpass("Mật khẩu: ")
        if getpass.getpass("Nhập lại mật khẩu: ") != password:
            raise Ended("Hai lần nhập không giống nhau.\n→ Chạy lại lệnh.", returncode=WRONG_USE)
    else:
        password = sys.stdin.readline().rstrip("\n")
    try:
        validate_password(password)
    except ValidationError as error:
        raise Ended(
            "\n".join([*error.messages, "→ Chọn mật khẩu khác."]), returncode=WRONG_USE
        ) from error
    return password
