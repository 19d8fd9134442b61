"""Reads lines with Tesseract's own network (see tesseract_graph.py).

Source: Tesseract 5, src/lstm/input.cpp and networkio.cpp; leptonica's pixScale.
"""

import json
import math
from collections.abc import Iterator, Sequence
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.adapters.onnx.ctc import letters, spans
from ocr.adapters.onnx.line_images import LineImage, cut_out, placed
from ocr.adapters.onnx.sessions import session
from ocr.ports import Box, Pixels, Word

_HEIGHT_PX = 36
_PX_A_STEP = 3
_LARGEST_BATCH = 4
"""What a layer sees of a batch is rounded on one scale: few lines together lose least, and what they
need stays in the processor's cache."""
_LONGEST_LINE_PX = 6000
_SHADES = np.arange(256)
Seen = NDArray[np.float32]

_TWINS = {"Ð": "Đ", "ð": "đ", "⁄": "/", "‚": ",", "¦": " ", "|": " "}
"""What the network takes letters of Vietnamese papers for; upright strokes are lines of a table."""


class TesseractReader:
    """The fast Vietnamese network, a batch of lines of like width at a time."""

    def __init__(self, model: bytes) -> None:
        self._network: Any = session(model)
        facts = self._network.get_modelmeta().custom_metadata_map
        self._characters: list[str] = json.loads(facts["characters"])
        self._null = int(facts["null"])
        self._meant = np.arange(len(self._characters))
        for seen, meant in _TWINS.items():
            if seen in self._characters and meant in self._characters:
                self._meant[self._characters.index(seen)] = self._characters.index(meant)

    def read(self, grey: Pixels, boxes: Sequence[Box]) -> list[tuple[Word, ...]]:
        """The words of each box, none where nothing is read."""
        images = [cut_out(grey, box) for box in boxes]
        seen = [None if image is None else _normalised(_scaled(image.pixels)) for image in images]
        read: list[tuple[Word, ...]] = [() for _ in boxes]
        widths = {at: each.shape[1] for at, each in enumerate(seen) if each is not None}
        for batch in _batches(widths):
            outputs = self._run([each for at in batch if (each := seen[at]) is not None])
            for at, (ids, sure) in zip(batch, outputs, strict=True):
                image = images[at]
                if image is not None:
                    read[at] = self._words(ids, sure, image)
        return read

    def _run(self, lines: Sequence[Seen]) -> Iterator[tuple[Any, Any]]:
        widest = max(line.shape[1] for line in lines)
        picture = np.ones(
            (len(lines), 1, _HEIGHT_PX, -(-widest // _PX_A_STEP) * _PX_A_STEP), np.float32
        )
        for row, line in zip(picture, lines, strict=True):
            row[0, :, : line.shape[1]] = line
        steps = [max(1, line.shape[1] // _PX_A_STEP) for line in lines]
        ids, sure = self._network.run(
            ["ids", "conf"], {"x": picture, "lens": np.array(steps, np.int32)}
        )
        for at, count in enumerate(steps):
            yield self._meant[ids[:count, at]], sure[:count, at]

    def _words(self, ids: Any, sure: Any, image: LineImage) -> tuple[Word, ...]:
        found = letters(ids, sure, characters=self._characters, null=self._null)
        scale = _HEIGHT_PX / image.pixels.shape[0]
        return placed(spans(found), image, px_a_step=_PX_A_STEP / scale)


def _scaled(pixels: Pixels) -> Pixels:
    """To the network's height, as leptonica scales: sharpened where letters shrink."""
    height, width = pixels.shape
    scale = _HEIGHT_PX / height
    size = (min(_LONGEST_LINE_PX, max(_PX_A_STEP, round(width * scale))), _HEIGHT_PX)
    far = scale < 0.7
    way = cv2.INTER_AREA if far else cv2.INTER_LINEAR
    small = cv2.resize(pixels, size, interpolation=way)
    if scale >= 1.4:
        return np.asarray(small, np.uint8)
    share, window = (0.2, 3) if far else (0.4, 5)
    soft = cv2.blur(small, (window, window), borderType=cv2.BORDER_REPLICATE)
    return np.asarray(cv2.addWeighted(small, 1 + share, soft, -share, 0), np.uint8)


def _normalised(line: Pixels) -> Seen:
    """Black and white as the turning points of the middle row show them, to -1 and 1."""
    row = line[_HEIGHT_PX // 2].astype(np.int16)
    turns, inner = np.diff(np.sign(np.diff(row))), row[1:-1]
    black = _quantile(inner[turns > 0], 0.25, none=0.0)
    white = _quantile(inner[turns < 0], 0.75, none=255.0)
    contrast = (white - black) / 2 if white > black else 1.0
    table = np.clip(np.rint(128 * ((_SHADES - black) / contrast - 1)), -127, 127) / 127
    return np.asarray(cv2.LUT(line, table.astype(np.float32)), np.float32)


def _quantile(values: NDArray[np.int16], share: float, *, none: float) -> float:
    """As Tesseract's histogram has it: between whole values, counted from their upper end."""
    if not len(values):
        return none
    ordered = np.sort(values)
    target = min(max(share * len(values), 1.0), float(len(values)))
    at = ordered[math.ceil(target) - 1]
    below, up_to = ordered.searchsorted(at), ordered.searchsorted(at, side="right")
    return float(at + 1 - (up_to - target) / (up_to - below))


def _batches(widths: dict[int, int]) -> Iterator[list[int]]:
    """Lines of like width together, so that little is spent on the white beside short ones."""
    batch: list[int] = []
    for at in sorted(widths, key=lambda each: widths[each]):
        if batch and (len(batch) == _LARGEST_BATCH or widths[at] > 1.25 * widths[batch[0]] + 30):
            yield batch
            batch = []
        batch.append(at)
    if batch:
        yield batch
