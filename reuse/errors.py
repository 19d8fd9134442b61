"""What can go wrong in the reuse room. Refusals are results, not errors; see reuse/services.py."""


class MalformedHolderId(Exception):
    """Not 12 digits, not the 9 of an old card, not a tax code."""

    code = "holder.malformed"
    retry = False
    remedy = "Type the 12 digits of the personal id, the 9 of the old card, or a tax code."
