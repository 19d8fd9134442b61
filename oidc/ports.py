"""What a provider of electronic identities does: sends a browser to itself, and says who came back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Started:
    """Where the browser goes, and what is kept beside it until it comes back; `kept` is for this browser only."""

    address: str
    kept: dict[str, str] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Person:
    """Who the provider says came back. It names a person: never logged."""

    personal_id: str = field(repr=False)
    name: str = field(repr=False)
    birth: date | int = field(repr=False)  # an int is a year
    level: str = ""  # of assurance, in the provider's own words


class IdentityProvider(Protocol):
    """A provider."""

    def start(self, *, return_to: str) -> Started:
        """Where to send the browser.

        Args:
            return_to: the address to which it comes back, as registered with the provider.
        Raises:
            errors.OidcError: the provider cannot be asked.
        """

    def finish(
        self, *, return_to: str, kept: Mapping[str, str], answer: Mapping[str, str]
    ) -> Person:
        """Who came back.

        Args:
            kept: of the `start` of this browser.
            answer: the parameters with which it came back.
        Raises:
            errors.OidcError: nobody can be said to have signed in.
        """
