"""Keeps the converted network in a folder, by the hash of the language file that it was made from."""

import hashlib
import logging
import os
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from ocr.adapters.tessdata import LANGUAGE, tessdata_folder

log = logging.getLogger(__name__)

_VERSION = 3  # of the conversion: a newer one makes its models anew
_DIGEST_BYTES = 32


def vietnamese_model(
    *, folder: Path, convert: Callable[[bytes], bytes], tessdata: Path | None = None
) -> bytes:
    """The model of the Vietnamese data that is installed.

    Raises:
        LanguageMissing: no Vietnamese data is installed.
        NetworkUnsupported: it holds a network of another kind.
    """
    data = tessdata_folder(tessdata) / f"{LANGUAGE}.traineddata"
    return kept_model(data, folder=folder, convert=convert)


def kept_model(traineddata: Path, *, folder: Path, convert: Callable[[bytes], bytes]) -> bytes:
    """The model of a language file: as kept in `folder`, else converted and kept there.

    What is kept begins with the SHA-256 of the rest, so that a damaged file is made again. A folder
    that cannot be written costs half a second at each start and nothing else.
    """
    source = traineddata.read_bytes()
    name = f"{traineddata.stem}-{hashlib.sha256(source).hexdigest()[:32]}-{_VERSION}.model"
    held = _held(folder / name)
    if held is not None:
        return held
    model = convert(source)
    _keep(folder / name, model)
    return model


def _held(path: Path) -> bytes | None:
    try:
        content = path.read_bytes()
    except OSError:
        return None
    digest, model = content[:_DIGEST_BYTES], content[_DIGEST_BYTES:]
    return model if hashlib.sha256(model).digest() == digest else None


def _keep(path: Path, model: bytes) -> None:
    """Written beside its place and moved there: processes that start together never see half of it."""
    written: Path | None = None
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=path.name, suffix=".part", delete=False
        ) as file:
            written = Path(file.name)
            file.write(hashlib.sha256(model).digest() + model)
            file.flush()
            os.fsync(file.fileno())
        written.chmod(0o644)
        written.replace(path)
    except OSError as error:
        log.warning("the network cannot be kept in %s: %s", path.parent, error.strerror)
        if written is not None:
            with suppress(OSError):
                written.unlink()
