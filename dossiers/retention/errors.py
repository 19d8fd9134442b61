"""Why an act on what is kept is refused. Nothing is written where one of these is raised.

AdministrationError
└── RetentionRefused   (its `code` tells why)
"""

from dossiers.administration.errors import AdministrationError


class RetentionRefused(AdministrationError):
    """A hold or a disposal cannot be written like this."""

    code = "retention.refused"
    remedy = "Reload the page and compare."
