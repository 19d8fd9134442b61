"""Why a change by an administrator is refused. Nothing is written where one of these is raised.

AdministrationError
├── Changed
├── NotYours
├── AgencyRefused   (its `code` tells why)
├── PersonRefused   (its `code` tells why)
└── CatalogueRefused (its `code` tells why)
"""


class AdministrationError(Exception):
    """Base of the errors of this package; `code` names the sentence in config/messages.py."""

    code = "administration.refused"
    retry = False
    remedy = "Reload the page and compare."

    def __init__(self, code: str = "") -> None:
        self.code = code or self.code
        super().__init__(self.code)


class Changed(AdministrationError):
    """Somebody else has changed the record since the page was opened."""

    code = "administration.changed"
    remedy = "Reload the page, look at what is new, then change it again."


class NotYours(AdministrationError):
    """The record lies outside what the person administers, or no longer lies within."""

    code = "administration.not_yours"
    remedy = "Ask an administrator of the agency above."


class AgencyRefused(AdministrationError):
    """An agency cannot be added or ended like this."""

    code = "agency.refused"
    remedy = "Correct the named field."


class PersonRefused(AdministrationError):
    """An account or a role cannot be changed like this."""

    code = "user.refused"
    remedy = "Correct the named field, or ask an administrator of the agency above."


class CatalogueRefused(AdministrationError):
    """A procedure, component or paper type cannot be written like this."""

    code = "catalogue.refused"
    remedy = "Correct the named field."
