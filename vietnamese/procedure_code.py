"""Codes of administrative procedures: `1.001612`, with or without what systems add to it.

The national code is one figure, a point and six figures. Older systems add zeros and the province
(`1.001612.000.00.00.H26`), online services two figures (`1.001612.01`).
"""

import re

_SHAPE = re.compile(
    r"(?P<short>[0-9]\.[0-9]{6})(?:\.[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}|\.[0-9]{2})?"
)


def parse_procedure_code(text: str) -> str | None:
    """Read a code of any form that makes up the whole text, and give the short one, or None."""
    match = _SHAPE.fullmatch(text.strip().upper())
    return match["short"] if match else None
