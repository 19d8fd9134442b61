import cv2
import numpy as np
import pytest

from ocr.marks import marks_in


@pytest.mark.parametrize("inked", [0.0, 0.03, 0.4, 0.6, 1.0])
def test_the_quick_way_finds_the_same_marks(inked):
    ink = (np.random.default_rng(5).random((83, 131)) < inked).astype(np.uint8)
    labels, boxes = marks_in(ink)
    _, _, same, _ = cv2.connectedComponentsWithStats(ink)
    assert sorted(boxes[1:].tolist()) == sorted(same[1:].tolist())
    assert ((labels > 0) == (ink > 0)).all()
    areas = np.bincount(labels.ravel(), minlength=len(boxes))
    assert (areas[1:] == boxes[1:, cv2.CC_STAT_AREA]).all()
