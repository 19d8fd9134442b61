"""Searchable PDF/A-2u: page images unchanged, an invisible text layer over them, metadata.

Source: ISO 19005-2:2011 level U; Circular 05/2025/TT-BNV (two-layer PDF/A of digitized papers).
"""

from ocr.textlayer.check_label import CheckCode
from ocr.textlayer.composing import Composed, PageSource, Part, bind, compose, write_part
from ocr.textlayer.metadata import About

__all__ = ["About", "CheckCode", "Composed", "PageSource", "Part", "bind", "compose", "write_part"]
