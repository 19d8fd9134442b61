"""Why an act of the targets room is refused. Nothing is written where one of these is raised.

AdministrationError
├── CampaignRefused   (its `code` tells why)
├── ScheduleRefused   (its `code` tells why)
└── ClosingRefused    (its `code` tells why)
"""

from dossiers.administration.errors import AdministrationError


class CampaignRefused(AdministrationError):
    """A campaign cannot be planned, changed or closed like this."""

    code = "campaign.refused"
    remedy = "Reload the page and compare."


class ScheduleRefused(AdministrationError):
    """A target or a reading of the texts cannot be set like this."""

    code = "target.refused"
    remedy = "Correct the named field."


class ClosingRefused(AdministrationError):
    """A period cannot be closed like this."""

    code = "closing.refused"
    remedy = "Correct the named field, or wait until the period is over."
