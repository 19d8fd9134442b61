"""Codes of agencies: `H15.50.05.13` (level 1 first) and the older `000.00.18.H56` (level 1 last).

Source: Decision 20/2020/QĐ-TTg for the new form, at most 35 characters; QCVN 102:2016/BTTTT for the
    old. That an old code turns into a new one by reversing its groups, zeros dropped, is common
    usage and not in a text at hand: a catalogue that says otherwise comes first.
"""

import re

NEW_SHAPE = r"[A-Z][0-9]{2}(?:\.[0-9]{1,3})*"
OLD_SHAPE = r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}"
LONGEST = 35


def parse_agency_code(text: str) -> str | None:
    """Read a code of either form that makes up the whole text, and give it in the new form.

    `000.00.18.H56` becomes `H56.18`. None if it is no agency code.
    """
    code = text.strip().upper()
    if len(code) > LONGEST:
        return None
    if re.fullmatch(OLD_SHAPE, code):
        groups = reversed(code.split("."))
        return ".".join(group for group in groups if group.strip("0"))
    return code if re.fullmatch(NEW_SHAPE, code) else None


def parent_code(code: str) -> str | None:
    """Give the agency one level up, of a code in the new form; None at level 1."""
    return code.rpartition(".")[0] or None


def is_under(code: str, ancestor: str) -> bool:
    """Tell whether an agency is `ancestor` or below it; both codes in the new form."""
    return code == ancestor or code.startswith(f"{ancestor}.")
