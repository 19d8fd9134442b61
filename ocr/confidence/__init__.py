"""Confidence that means something: how often a field with such evidence was exactly right.

Rules give a raw confidence, readers' agreement and checks in it. What it is worth was counted on
pages with truth (`scripts/fit_confidence.py`): a field shown at 95 or more is right 98 times in 100.
"""

from ocr.confidence.calibrating import SURE as SURE
from ocr.confidence.calibrating import calibrated as calibrated
from ocr.confidence.calibrating import calibrated_type as calibrated_type
from ocr.confidence.calibrating import words_in as words_in
