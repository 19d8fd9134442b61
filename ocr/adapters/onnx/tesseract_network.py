"""Reads the network out of a Tesseract language file (`vie.traineddata`).

Source: the serialisation of Tesseract 5, src/lstm/*.cpp and src/ccutil/{tessdatamanager,unicharset}.cpp.
Only what the fast integer networks use is understood; anything else is refused by name.
"""

import struct
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.errors import NetworkUnsupported

_LSTM, _CHARACTERS, _CODES = 17, 21, 22  # places in the table of components
_INT8, _DOUBLE_SCALES = 1, 128  # flags of a matrix of weights
_OWN_LEARNING_RATES = 64  # flag of a network that carries a learning rate for each part
_NESTED = ("Series", "Parallel", "RTLReversed", "TTBReversed", "XYTranspose")
_MOST_PARTS = 64


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """Weights as they are kept: whole numbers, and for each row what one of them is worth."""

    cells: NDArray[np.int8]
    scales: NDArray[np.float32]

    @property
    def values(self) -> NDArray[np.float32]:
        """What the weights are, multiplied out."""
        return np.asarray(self.cells * self.scales[:, None], np.float32)


@dataclass(frozen=True, slots=True, eq=False)
class Layer:
    """One layer. Matrices are (outputs, inputs + 1), the last column is the bias.

    An LSTM has four, in Tesseract's order: cell input, input gate, forget gate, output gate; their
    inputs are followed by the layer's own last outputs.
    """

    kind: str
    inner: tuple["Layer", ...] = ()
    numbers: tuple[int, ...] = ()  # Input: batch, height, width, depth, loss; else x and y
    weights: tuple[Matrix, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """Layers in the order of the data, and what the outputs stand for ("" for the null output)."""

    layers: tuple[Layer, ...]
    characters: tuple[str, ...]
    null: int


class _Bytes:
    """Reads little-endian values one after the other."""

    def __init__(self, content: bytes) -> None:
        self._content, self._at = content, 0

    def take(self, size: int) -> bytes:
        if not 0 <= size <= len(self._content) - self._at:
            raise NetworkUnsupported("the language file ends early")
        self._at += size
        return self._content[self._at - size : self._at]

    def numbers(self, form: str) -> tuple[int, ...]:
        return struct.unpack(f"<{form}", self.take(struct.calcsize(f"<{form}")))

    def number(self, form: str) -> int:
        return self.numbers(form)[0]

    def text(self) -> str:
        return self.take(self.number("I")).decode("utf-8")


def read_network(traineddata: bytes) -> Network:
    """The network of a language file.

    Raises:
        NetworkUnsupported: no such network, or of a kind that is not understood.
    """
    try:
        parts = _components(traineddata)
        source = _Bytes(parts[_LSTM])
        layers = _in_order(_layer(source, depth=0))
        source.text()  # the network's description in words
        null = source.numbers("4i")[3]
        return Network(layers, _characters(parts[_CHARACTERS], parts[_CODES], null), null)
    except (KeyError, IndexError, ValueError, struct.error) as error:
        raise NetworkUnsupported(f"the language file cannot be understood: {error}") from error


def _components(traineddata: bytes) -> dict[int, bytes]:
    table = _Bytes(traineddata)
    count = table.number("i")
    offsets = table.numbers(f"{count}q") if 0 < count <= _MOST_PARTS else ()
    present = sorted((offset, place) for place, offset in enumerate(offsets) if offset >= 0)
    ends = pairwise([*(offset for offset, _ in present), len(traineddata)])
    return {
        place: traineddata[start:end]
        for (_, place), (start, end) in zip(present, ends, strict=True)
    }


def _layer(source: _Bytes, *, depth: int) -> Layer:
    if depth > _MOST_PARTS or source.number("b") != 0:
        raise NetworkUnsupported("the network is not of Tesseract 4 or 5")
    kind = source.text()
    flags = source.numbers("bbiiii")[2]
    source.text()  # its name
    if kind in _NESTED:
        inner = tuple(_layer(source, depth=depth + 1) for _ in range(source.number("I")))
        if flags & _OWN_LEARNING_RATES:
            source.take(4 * source.number("I"))
        return Layer(kind, inner=inner)
    if kind == "Input":
        return Layer(kind, numbers=source.numbers("5i"))
    if kind in ("Convolve", "Maxpool", "Reconfig"):
        return Layer(kind, numbers=source.numbers("ii"))
    if kind in ("LSTM", "SummLSTM"):
        source.take(4)  # how many states it has: the matrices say so too
        return Layer(kind, weights=tuple(_matrix(source) for _ in range(4)))
    return Layer(kind, weights=(_matrix(source),))


def _matrix(source: _Bytes) -> Matrix:
    if source.number("B") & (_INT8 | _DOUBLE_SCALES) != _INT8 | _DOUBLE_SCALES:
        raise NetworkUnsupported("the weights are not int8: install the fast network")
    rows, columns = source.numbers("ii")
    source.take(1)  # what an empty cell would hold
    if rows <= 0 or columns <= 0:
        raise NetworkUnsupported("a matrix of weights is empty")
    cells = np.frombuffer(source.take(rows * columns), np.int8).reshape(rows, columns)
    scales = np.frombuffer(source.take(8 * source.number("I")), "<f8")[:rows]
    if len(scales) != rows:
        raise NetworkUnsupported("a matrix of weights lacks scales")
    return Matrix(cells, scales.astype(np.float32))


def _in_order(layer: Layer) -> tuple[Layer, ...]:
    """Series are taken apart; what turns the data keeps its one layer inside."""
    if layer.kind != "Series":
        return (layer,)
    return tuple(each for part in layer.inner for each in _in_order(part))


def _characters(unicharset: bytes, recoder: bytes, null: int) -> tuple[str, ...]:
    count, *rows = unicharset.decode("utf-8").split("\n")
    known = [row.split(" ")[0] for row in rows[: int(count)]]
    known = [" " if text == "NULL" else text for text in known]
    source = _Bytes(recoder)
    by_code: dict[int, str] = {}
    for place in range(source.number("I")):
        length = source.numbers("bI")[1]
        if length != 1:
            raise NetworkUnsupported("letters of several codes, as in scripts of many signs")
        code = source.number("i")
        by_code.setdefault(code, "" if code == null else known[place])
    return tuple(by_code.get(code, "") for code in range(max(by_code) + 1))
