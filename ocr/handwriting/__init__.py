"""Tells figures written by hand or by a numbering stamp from printed ones.

Two readers that agree on a handwritten day are no proof of it: both read 23 as 29. So what a pen
wrote is marked, and no field that rests on it is ever shown as sure. The picture of each figure is
set against the printed ones of its page: shape, height, baseline, stroke, spacing and colour.
"""

from ocr.handwriting.marking import mark_handwriting as mark_handwriting
