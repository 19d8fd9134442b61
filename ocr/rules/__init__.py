"""Rules that tell paper types and find their fields, as data: one .toml file a type.

An office adds a file, or replaces one, in a folder of its own (docs/rules.md says how).
"""

from ocr.rules.files import BrokenFile, delivered, load
from ocr.rules.model import GENERAL, FieldRule, Heading, Rules, TypeRule

__all__ = [
    "GENERAL",
    "BrokenFile",
    "FieldRule",
    "Heading",
    "Rules",
    "TypeRule",
    "delivered",
    "load",
]
