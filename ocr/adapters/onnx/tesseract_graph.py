"""Writes Tesseract's network as an ONNX model. Imports `onnx`, so it is loaded only for that.

The model takes lines of one batch: `x` (batch, 1, 36, width), padded on the right with white, and
`lens` (batch), how many time steps (a third of its width) each line has. It gives for each step and
line `ids`, the likeliest output, and `conf`, its probability.

The weights stay the whole numbers that they are in the language file, and what they meet is rounded
to 8 bits when it is known, as Tesseract does it too. That takes half the time of the same numbers
multiplied out, and reads as well.
"""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from ocr.adapters.onnx.tesseract_network import Layer, Matrix, Network, read_network
from ocr.errors import NetworkUnsupported

LINE_HEIGHT_PX = 36
_SHAPE = ["Input", "Convolve", "Tanh", "Maxpool", "XYTranspose", "LSTM", "RTLReversed", "LSTM"]
_POOL = 3
_ROWS = LINE_HEIGHT_PX // _POOL
_OPSET, _IR = 17, 8
_WHOLE_NUMBERS, _WHOLE_NUMBERS_OPSET = "com.microsoft", 1
"""onnxruntime's own operations."""


def onnx_model(traineddata: bytes) -> bytes:
    """The network of a language file as an ONNX model, with its characters in the metadata.

    Raises:
        NetworkUnsupported: the network is of another build than the one of the fast Vietnamese data.
    """
    network = read_network(traineddata)
    model = _Graph().of(network)
    helper.set_model_props(
        model, {"characters": json.dumps(network.characters), "null": str(network.null)}
    )
    onnx.checker.check_model(model)
    return bytes(model.SerializeToString())


class _Graph:
    """Collects nodes and weights; every method that adds one gives the name of its output."""

    def __init__(self) -> None:
        self._nodes: list[Any] = []
        self._weights: list[Any] = []

    def of(self, network: Network) -> Any:
        convolve, dense, pool, down, forth, back, again, out = _expected(network)
        signal = self._convolved(convolve, dense, pool)
        signal = self._summed_down(signal, down)
        for layer, direction in ((forth, "forward"), (back, "reverse"), (again, "forward")):
            signal = self._along(signal, layer, direction)
        self._outputs(signal, out)
        floats, ints = TensorProto.FLOAT, TensorProto.INT32
        graph = helper.make_graph(
            self._nodes,
            "tesseract",
            [
                helper.make_tensor_value_info("x", floats, ["B", 1, LINE_HEIGHT_PX, "W"]),
                helper.make_tensor_value_info("lens", ints, ["B"]),
            ],
            [
                helper.make_tensor_value_info("ids", TensorProto.INT64, ["T", "B"]),
                helper.make_tensor_value_info("conf", floats, ["T", "B"]),
            ],
            self._weights,
        )
        return helper.make_model(
            graph,
            opset_imports=[
                helper.make_opsetid("", _OPSET),
                helper.make_opsetid(_WHOLE_NUMBERS, _WHOLE_NUMBERS_OPSET),
            ],
            ir_version=_IR,
        )

    def _convolved(self, convolve: Layer, dense: Layer, pool: Layer) -> str:
        """Stacked neighbours times a matrix are a convolution: x runs outside, y inside."""
        matrix = dense.weights[0].values
        columns, rows = (2 * half + 1 for half in convolve.numbers)
        kernel = matrix[:, :-1].reshape(-1, 1, columns, rows).transpose(0, 1, 3, 2)
        half_x, half_y = convolve.numbers
        seen = self._node(
            "Conv",
            ["x", self._weight(kernel), self._weight(matrix[:, -1])],
            pads=[half_y, half_x, half_y, half_x],
        )
        scale_x, scale_y = pool.numbers
        # tanh only grows: to pool first gives the same, of a ninth of the numbers.
        pooled = self._node(
            "MaxPool", [seen], kernel_shape=[scale_y, scale_x], strides=[scale_y, scale_x]
        )
        return self._node("Tanh", [pooled])

    def _summed_down(self, signal: str, layer: Layer) -> str:
        """An LSTM runs down each column of the picture; its last state stands for the column.

        It is written out: onnxruntime's own goes from column to column in each row, which takes longer
        than what is summed up there.
        """
        states, depth = _size(layer)
        rows_first = self._node("Transpose", [signal], perm=[2, 3, 0, 1])
        flat = self._node("Reshape", [rows_first, self._numbers([_ROWS, -1, depth])])
        cell = state = ""
        for row in range(_ROWS):
            seen = self._node("Gather", [flat, self._weight(np.array(row))], axis=0)
            cell, state = self._stepped_down(layer, seen, cell, state)
        size = self._node("Shape", [rows_first], start=1, end=3)
        shape = self._node("Concat", [size, self._numbers([states])], axis=0)
        return self._node("Reshape", [state, shape])

    def _stepped_down(self, layer: Layer, seen: str, cell: str, state: str) -> tuple[str, str]:
        """The next cell and state of an LSTM; none are given before the first step."""
        states, depth = _size(layer)
        met = self._node("Concat", [seen, state], axis=1) if state else seen
        raw = self._product(met, _gates(layer), met_columns=depth + states if state else depth)
        parts = [f"{raw}_{at}" for at in range(4)]
        self._nodes.append(
            helper.make_node("Split", [raw, self._numbers([states] * 4)], parts, axis=1)
        )
        into, out, forget = (self._node("Sigmoid", [part]) for part in parts[:3])
        cell_next = self._node("Mul", [into, self._node("Tanh", [parts[3]])])
        if cell:
            cell_next = self._node("Add", [cell_next, self._node("Mul", [forget, cell])])
        return cell_next, self._node("Mul", [out, self._node("Tanh", [cell_next])])

    def _along(self, signal: str, layer: Layer, direction: str) -> str:
        """An LSTM runs along each line, as far as the line goes, and gives every state."""
        gates, (states, depth) = _gates(layer), _size(layer)
        cells = gates.cells[None].transpose(0, 2, 1)
        bias = np.concatenate([gates.values[:, -1], np.zeros(4 * states, np.float32)])
        scales = self._weight(gates.scales[None])
        zeros = [self._weight(np.zeros((1, 4 * states), np.int8)) for _ in range(2)]
        every = self._node(
            "DynamicQuantizeLSTM",
            [
                signal,
                self._weight(cells[:, :depth]),
                self._weight(cells[:, depth:-1]),
                self._weight(bias[None]),
                "lens",
                *("", "", ""),  # first states, and weights that look into the cell
                *(scales, zeros[0], scales, zeros[1]),
            ],
            domain=_WHOLE_NUMBERS,
            hidden_size=states,
            direction=direction,
        )
        return self._node("Squeeze", [every, self._numbers([1])])

    def _outputs(self, signal: str, layer: Layer) -> None:
        (matrix,) = layer.weights
        raw = self._product(signal, matrix, met_columns=matrix.cells.shape[1] - 1)
        shares = self._node("Softmax", [raw], axis=2)
        self._node("ArgMax", [raw], name="ids", axis=2, keepdims=0)
        self._node("ReduceMax", [shares], name="conf", axes=[2], keepdims=0)

    def _product(self, signal: str, matrix: Matrix, *, met_columns: int) -> str:
        """The first columns of a matrix times what they meet, and its bias.

        Each product has its own weights: onnxruntime cannot change shared ones to what processors
        without VNNI need.
        """
        return self._node(
            "DynamicQuantizeMatMul",
            [
                signal,
                self._weight(matrix.cells[:, :met_columns].T),
                self._weight(matrix.scales),
                self._weight(np.zeros(len(matrix.scales), np.int8)),
                self._weight(matrix.values[:, -1]),
            ],
            domain=_WHOLE_NUMBERS,
        )

    def _node(self, kind: str, inputs: Sequence[str], *, name: str = "", **facts: Any) -> str:
        name = name or f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], **facts))
        return name

    def _weight(self, values: NDArray[Any]) -> str:
        name = f"w{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(np.array(values, order="C"), name))
        return name

    def _numbers(self, values: Sequence[int]) -> str:
        return self._weight(np.array(values, np.int64))


def _size(layer: Layer) -> tuple[int, int]:
    """How many states an LSTM has, and how many inputs: its matrices see those, the states, the bias."""
    states, columns = layer.weights[0].cells.shape
    return states, columns - states - 1


def _gates(layer: Layer) -> Matrix:
    """The four matrices of an LSTM in ONNX's order: input, output, forget gate, cell input."""
    cell, into, forget, out = layer.weights
    gates = (into, out, forget, cell)
    return Matrix(
        np.concatenate([gate.cells for gate in gates]),
        np.concatenate([gate.scales for gate in gates]),
    )


def _expected(network: Network) -> tuple[Layer, ...]:
    """The layers that carry numbers, once their order is the one that is understood."""
    layers = network.layers
    found = [layer.kind for layer in layers]
    if found != [*_SHAPE, "Softmax"] or layers[0].numbers[1] != LINE_HEIGHT_PX:
        raise NetworkUnsupported(f"a network of {' '.join(found)}")
    down, back = layers[4].inner, layers[6].inner
    if [each.kind for each in (*down, *back)] != ["SummLSTM", "LSTM"] or layers[3].numbers != (
        _POOL,
        _POOL,
    ):
        raise NetworkUnsupported("a network whose inner layers differ")
    return (*layers[1:4], down[0], layers[5], back[0], layers[7], layers[8])
