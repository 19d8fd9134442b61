"""What can go wrong when samples are drawn."""


class SamplesError(Exception):
    """Base of the room's errors; `code` is stable, `remedy` says what a person can do."""

    code = "samples.failed"
    retry = False
    remedy = "Run the command again into an empty folder."


class FontMissing(SamplesError):
    """No Liberation font with Vietnamese letters lies where Debian puts them."""

    code = "samples.font_missing"
    remedy = "Install the package fonts-liberation2 (Debian 12) or fonts-liberation (Debian 13)."


class FolderNotOurs(SamplesError):
    """The folder holds files that the generator did not write, so it does not touch it."""

    code = "samples.folder_not_ours"
    remedy = "Name an empty or a new folder."
