"""Settings of reuse, wired once by config: how recent a verdict must be, how long links and the catalogue hold."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Rules:
    """What an installation may set."""

    verified_within: timedelta = timedelta(days=30)
    link_lasts: timedelta = timedelta(minutes=15)
    # How old the components of a published version may be when they are shown; zero: always read anew.
    catalogue_kept: timedelta = timedelta(0)


@dataclass(slots=True)
class _Wired:
    rules: Rules


_wired = _Wired(Rules())


def go_by(rules: Rules) -> None:
    """Wire the rules, once at start-up."""
    _wired.rules = rules


def rules() -> Rules:
    """The rules in force."""
    return _wired.rules


def verified_since() -> datetime:
    """A signature found valid before this is verified again before the paper is used."""
    return timezone.now() - _wired.rules.verified_within
