"""How recently a signature must have been found valid, and how long a link holds: settings, wired once by config."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone


@dataclass(frozen=True, slots=True)
class Rules:
    """What an installation may set."""

    verified_within: timedelta = timedelta(days=30)
    link_lasts: timedelta = timedelta(minutes=15)


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
