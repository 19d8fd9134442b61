"""Sessions of onnxruntime: one thread, since a page has one core and its processes are many."""

from pathlib import Path
from typing import Any

import cv2
import onnxruntime
import trueocr
from onnxruntime.capi import onnxruntime_pybind11_state as states

TRUEOCR_MODELS = Path(trueocr.__file__).parent / "models"

_AVX_512_VNNI = 23
"""cv::CPU_AVX_512VNNI, for which `cv2` has no name."""

NETWORK_ERRORS: tuple[type[Exception], ...] = (
    states.Fail,
    states.InvalidArgument,
    states.InvalidGraph,
    states.InvalidProtobuf,
    states.NoSuchFile,
    states.RuntimeException,
)


def session(model: Path | bytes) -> Any:
    """A loaded network.

    Threads that spin while they wait would burn the core of another page. The arena for memory
    stays off: with lines of ever other widths it only grows.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    options.inter_op_num_threads = 1
    options.execution_mode = onnxruntime.ExecutionMode.ORT_SEQUENTIAL
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    if not cv2.checkHardwareSupport(_AVX_512_VNNI):
        # Sums of 8-bit products overflow in the quickest way of other processors.
        options.add_session_config_entry("session.x64quantprecision", "1")
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
