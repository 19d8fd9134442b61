"""Tesseract's network is read from its language file, and what is no such file is refused by name."""

import struct

import numpy as np
import onnxruntime
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ocr.adapters.onnx.tesseract_graph import onnx_model
from ocr.adapters.onnx.tesseract_network import read_network
from ocr.errors import NetworkUnsupported
from tests.ocr.onnx.making import traineddata


def test_the_network_of_the_installed_data():
    network = read_network(traineddata())
    kinds = [layer.kind for layer in network.layers]
    assert kinds[0] == "Input"
    assert kinds[-1] == "Softmax"
    assert network.characters[network.null] == ""
    assert {" ", "ệ", "Ữ", "đ", "9"} <= set(network.characters)
    assert len(network.characters) == network.layers[-1].weights[0].cells.shape[0]


def test_its_model_reads_lines_of_any_number_and_width():
    session = onnxruntime.InferenceSession(onnx_model(traineddata()))
    picture = np.ones((3, 1, 36, 120), np.float32)
    ids, sure = session.run(None, {"x": picture, "lens": np.array([40, 10, 1], np.int32)})
    assert ids.shape == sure.shape == (40, 3)
    assert ((sure > 0) & (sure <= 1)).all()


@pytest.mark.parametrize("content", [b"", b"\0" * 64, b"%PDF-1.7", struct.pack("<i", 2**31 - 1)])
def test_what_is_no_language_file_is_refused(content):
    with pytest.raises(NetworkUnsupported) as raised:
        onnx_model(content)
    assert raised.value.code == "ocr.network_unsupported"
    assert not raised.value.retry


@settings(max_examples=60)
@given(st.binary(max_size=400))
@example(struct.pack("<i24q", 24, *([200] * 24)))
def test_any_bytes_are_refused_in_the_same_way(content):
    with pytest.raises(NetworkUnsupported):
        read_network(content)


def test_a_file_cut_short_is_refused():
    whole = traineddata()
    for share in (0.3, 0.6, 0.8):
        with pytest.raises(NetworkUnsupported):
            read_network(whole[: int(len(whole) * share)])


def test_damage_inside_the_network_never_ends_in_another_error():
    whole = bytearray(traineddata())
    (start,) = struct.unpack_from("<q", whole, 4 + 8 * 17)
    for place in range(start, start + 160):
        damaged = bytes(whole[:place]) + bytes([whole[place] ^ 0xFF]) + bytes(whole[place + 1 :])
        try:
            read_network(damaged)
        except NetworkUnsupported:
            continue
