"""What every command of the records shares: wrong use, JSON lines, exit status, who acts, what they may see."""

import atexit
import getpass
import json
import sys
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any, ClassVar, NoReturn

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, OperationalError, connections

from accounts.models import Agency, User
from config.logs import mask
from config.messages import message
from dossiers.models import Dossier, Paper, PaperQuerySet
from ingest.records import FAILED, records_trouble
from vietnamese.dossier_number import parse_dossier_number

DONE, ALL_FAILED, WRONG_USE, SOME_FAILED = 0, 1, 2, 3


class Ended(CommandError):
    """A command ends with a sentence for a person; Django's own prints its class before it."""


def wrong_use(code: str, detail: str = "") -> NoReturn:
    """End with status 2, the sentence and the remedy of a code."""
    told = message(code)
    raise Ended(
        f"{told.sentence}{f' ({detail})' if detail else ''}\n→ {told.remedy} [{code}]",
        returncode=WRONG_USE,
    )


def error_object(code: str) -> dict[str, str]:
    """The `error` object of docs/interfaces.md."""
    told = message(code)
    return {"code": code, "message": told.sentence, "remedy": told.remedy}


def exit_status(*, failed: int, total: int) -> int:
    """0 done, 1 all failed, 3 some failed."""
    if failed == 0:
        return DONE
    return ALL_FAILED if failed == total else SOME_FAILED


def operator() -> str:
    """Who the command line acts as, for the events."""
    return f"cli:{getpass.getuser()}"


def user_named(name: str | None) -> User | None:
    """The user of --as, or None for the operator."""
    if name is None:
        return None
    user = User.objects.filter(username=name, is_active=True).first()
    return user or wrong_use("user.unknown", name)


def papers_for(user: User | None) -> PaperQuerySet:
    """All papers for the operator; with --as what that user may see."""
    return Paper.objects.all() if user is None else Paper.objects.visible_to(user)


def agency_named(code: str | None) -> Agency:
    """The agency of --agency; without it the only one there is."""
    if code:
        return Agency.objects.filter(code=code).first() or wrong_use("agency.unknown", code)
    agencies = list(Agency.objects.all()[:2])
    if not agencies:
        wrong_use("agency.none")
    if len(agencies) > 1:
        wrong_use("agency.several")
    return agencies[0]


def dossier_named(number: str | None) -> Dossier | None:
    """The dossier of --dossier, or None for the backlog."""
    if not number:
        return None
    if parse_dossier_number(number) is None:
        wrong_use("dossier.malformed", number)
    return Dossier.objects.filter(number=number).first() or wrong_use("dossier.unknown", number)


@atexit.register
def _close_records() -> None:
    """Say good-bye to the database; a pool's threads would else be cut off in the middle."""
    for each in connections.all(initialized_only=True):
        each.close()
        if each.vendor == "postgresql":
            each.close_pool()  # type: ignore[attr-defined]


class TellingCommand(BaseCommand):
    """A command whose ends are sentences, the trouble of a database included."""

    def run_from_argv(self, argv: list[str]) -> None:
        """Run as from the shell; an end with a sentence prints the sentence alone."""
        # Django's parser asks for this: a wrong option is told with the usage and status 2, else by a trace.
        self._called_from_command_line = True
        parser = self.create_parser(argv[0], argv[1])
        options = vars(parser.parse_args(argv[2:]))
        arguments = options.pop("args", ())
        try:
            self.execute(*arguments, **options)
        except CommandError as end:
            sys.stderr.write(f"{end}\n")
            sys.exit(end.returncode)

    def execute(self, *args: Any, **options: Any) -> str | None:
        """A database that is full, busy or not there is told in a sentence."""
        try:
            return super().execute(*args, **options)
        except Error as error:
            told = message(code := records_trouble(error))
            if code == FAILED and not isinstance(error, OperationalError):
                raise  # a fault of ours, whose trace is wanted
            raise Ended(
                f"{told.sentence} ({mask(str(error))})\n→ {told.remedy} [{code}]",
                returncode=ALL_FAILED,
            ) from error


class RecordsCommand(TellingCommand):
    """Base of the commands that answer on stdout and tell progress on stderr."""

    requires_system_checks: ClassVar[list[str]] = []  # type: ignore[misc]
    # Django's own options stay, but a clerk's --help is not about them.
    suppressed_base_arguments: ClassVar[set[str]] = {  # type: ignore[misc]
        *("--version", "--verbosity", "--settings", "--pythonpath", "--traceback"),
        *("--no-color", "--force-color", "--skip-checks"),
    }
    as_json = False

    def add_arguments(self, parser: ArgumentParser) -> None:
        """--json and --as; each command adds its own."""
        parser.add_argument("--json", action="store_true", help="JSON Lines trên stdout")
        parser.add_argument(
            "--as", dest="as_user", metavar="USER", help="chỉ thấy những gì người này được thấy"
        )

    def put(self, item: Mapping[str, Any]) -> None:
        """One JSON object on a line of its own, UTF-8."""
        self.stdout.write(json.dumps(item, ensure_ascii=False))

    def say(self, line: str = "") -> None:
        """A line for a person."""
        self.stdout.write(line)

    def tell(self, line: str) -> None:
        """Progress and warnings, on stderr."""
        # Progress is no error: without this Django prints it bold and red on a terminal.
        self.stderr.write(line, str)

    def end(self, status: int) -> None:
        """End with this exit status."""
        if status:
            self.stdout.flush()
            sys.exit(status)
