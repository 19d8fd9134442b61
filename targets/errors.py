"""Why an act of the targets room is refused. Nothing is written where one of these is raised.

AdministrationError
└── CampaignRefused   (its `code` tells why)
"""

from dossiers.administration.errors import AdministrationError


class CampaignRefused(AdministrationError):
    """A campaign cannot be planned, changed or closed like this."""

    code = "campaign.refused"
    remedy = "Reload the page and compare."
