"""Why a version of a procedure cannot be published. Nothing is written where this is raised."""


class VersionRefused(Exception):
    """The `code` tells why; its sentence stands in config/catalogue_messages.py."""

    code = "procedure.version_refused"
    retry = False
    remedy = "Choose another first day, or correct what the version asks for."

    def __init__(self, code: str = "") -> None:
        self.code = code or self.code
        super().__init__(self.code)
