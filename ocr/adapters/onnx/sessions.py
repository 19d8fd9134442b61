"""Sessions of onnxruntime: one thread, since a page has one core and its processes are many."""

from pathlib import Path
from typing import Any

import onnxruntime
import trueocr
from onnxruntime.capi import onnxruntime_pybind11_state as states

TRUEOCR_MODELS = Path(trueocr.__file__).parent / "models"

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
    source = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(source, options, providers=["CPUExecutionProvider"])
