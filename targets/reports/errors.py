"""Why an act on schedules is refused. Nothing is written where one of these is raised.

AdministrationError
└── ScheduleRefused   (its `code` tells why)
"""

from dossiers.administration.errors import AdministrationError


class ScheduleRefused(AdministrationError):
    """A report cannot be sent like this."""

    code = "report.refused"
    remedy = "Correct what the message names."
