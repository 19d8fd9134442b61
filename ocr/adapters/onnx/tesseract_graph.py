"""Writes Tesseract's network as an ONNX model. Imports `onnx`, so it is loaded only for that.

The model takes lines of one batch: `x` (batch, 1, 36, width), padded on the right with white, and
`lens` (batch), how many time steps (a third of its width) each line has. It gives for each step and
line `ids`, the likeliest output, and `conf`, its probability.
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
            graph, opset_imports=[helper.make_opsetid("", _OPSET)], ir_version=_IR
        )

    def _convolved(self, convolve: Layer, dense: Layer, pool: Layer) -> str:
        """Stacked neighbours times a matrix are a convolution: x runs outside, y inside."""
        (matrix,) = dense.weights
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
        """An LSTM runs down each column of the picture; its last state stands for the column."""
        states, depth = layer.weights[0].shape[0], _inputs(layer)
        rows_first = self._node("Transpose", [signal], perm=[2, 3, 0, 1])
        flat = self._node("Reshape", [rows_first, self._numbers([_ROWS, -1, depth])])
        last = self._lstm(flat, layer, "forward", output=1)
        size = self._node("Shape", [rows_first], start=1, end=3)
        shape = self._node("Concat", [size, self._numbers([states])], axis=0)
        return self._node("Reshape", [last, shape])

    def _along(self, signal: str, layer: Layer, direction: str) -> str:
        states = self._lstm(signal, layer, direction, output=0, lengths="lens")
        return self._node("Squeeze", [states, self._numbers([1])])

    def _outputs(self, signal: str, layer: Layer) -> None:
        (matrix,) = layer.weights
        product = self._node("MatMul", [signal, self._weight(matrix[:, :-1].T)])
        raw = self._node("Add", [product, self._weight(matrix[:, -1])])
        shares = self._node("Softmax", [raw], axis=2)
        self._node("ArgMax", [raw], name="ids", axis=2, keepdims=0)
        self._node("ReduceMax", [shares], name="conf", axes=[2], keepdims=0)

    def _lstm(
        self, signal: str, layer: Layer, direction: str, *, output: int, lengths: str = ""
    ) -> str:
        """ONNX wants input, output, forget gate and cell; `output` 0 is every state, 1 the last."""
        cell, into, forget, out = layer.weights
        gates = np.concatenate([into, out, forget, cell])
        states, depth = cell.shape[0], _inputs(layer)
        bias = np.concatenate([gates[:, -1], np.zeros(4 * states, np.float32)])
        name = f"n{len(self._nodes)}"
        self._nodes.append(
            helper.make_node(
                "LSTM",
                [
                    signal,
                    self._weight(gates[None, :, :depth]),
                    self._weight(gates[None, :, depth:-1]),
                    self._weight(bias[None]),
                    lengths,
                ],
                [name] if output == 0 else ["", name],
                hidden_size=states,
                direction=direction,
            )
        )
        return name

    def _node(self, kind: str, inputs: Sequence[str], *, name: str = "", **facts: Any) -> str:
        name = name or f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], **facts))
        return name

    def _weight(self, values: Matrix | NDArray[np.int64]) -> str:
        name = f"w{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def _numbers(self, values: Sequence[int]) -> str:
        return self._weight(np.array(values, np.int64))


def _inputs(layer: Layer) -> int:
    """How many inputs an LSTM has: its matrices see them, its own states and the bias."""
    states, columns = layer.weights[0].shape
    return int(columns - states - 1)


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
