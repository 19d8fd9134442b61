"""Parquet, some thousand rows at a time; moments, dates and numbers become the text that CSV has."""

from collections.abc import Generator, Sequence
from pathlib import Path
from typing import Final

import pyarrow as pa
from pyarrow import compute, parquet

from dossiers.imports.errors import Damaged, TooLarge, WrongColumns
from dossiers.imports.parts.lines import Lines
from dossiers.imports.table import MAX_COLUMNS, clean

ROWS_AT_ONCE: Final = 10_000
# A group of rows is unpacked column by column, so it must fit the memory; writers make smaller ones.
MOST_GROUP_BYTES: Final = 1024**3
READ_BYTES: Final = 1024**2
# A word is kept once however often it stands: a small group can hold rows that no memory should.
MOST_CELL_BYTES, MOST_BATCH_BYTES = 1024**2, 256 * 1024**2


def parquet_lines(path: Path) -> Lines:
    """The names of the columns, then the rows.

    Raises:
        Damaged.
        TooLarge: too many columns, or groups of rows that no memory should hold.
        WrongColumns: a column holds lists, structures or bytes.
    """
    try:
        names = _words_of(path)
        file = parquet.ParquetFile(
            path, read_dictionary=names, buffer_size=READ_BYTES, pre_buffer=False
        )
    except (pa.ArrowException, OSError) as error:
        raise Damaged(str(error)[:200]) from error
    _refuse(file)
    read, total = 0, max(file.metadata.num_rows, 1)

    def rows() -> Generator[Sequence[str], None, None]:
        nonlocal read
        with file:
            yield [clean(name) for name in file.schema_arrow.names]
            for batch in _batches(file):
                for row in zip(*map(_texts, batch.columns), strict=True):
                    read += 1
                    yield row

    return Lines(rows(), lambda: min(1.0, read / total))


def _words_of(path: Path) -> list[str]:
    """The columns of words: they stay packed until it is known how long they get."""
    schema = parquet.read_schema(path)
    return [each.name for each in schema if _is_text(each.type)]


def _refuse(file: parquet.ParquetFile) -> None:
    names = file.schema_arrow.names
    if len(names) > MAX_COLUMNS:
        raise TooLarge(f"> {MAX_COLUMNS}")
    odd = [field.name for field in file.schema_arrow if not _is_plain(field.type)]
    if odd:
        raise WrongColumns(", ".join(each[:40] for each in odd), code="table.nested_columns")
    groups = (file.metadata.row_group(place) for place in range(file.metadata.num_row_groups))
    if any(group.total_byte_size > MOST_GROUP_BYTES for group in groups):
        raise TooLarge(f"> {MOST_GROUP_BYTES // 1024**2} MiB")


def _is_plain(kind: pa.DataType) -> bool:
    kind = kind.value_type if pa.types.is_dictionary(kind) else kind
    number = pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_boolean(kind)
    day = pa.types.is_timestamp(kind) or pa.types.is_date(kind)
    return bool(_is_text(kind) or number or day or pa.types.is_null(kind))


def _is_text(kind: pa.DataType) -> bool:
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))


def _batches(file: parquet.ParquetFile) -> Generator[pa.RecordBatch, None, None]:
    try:
        for batch in file.iter_batches(ROWS_AT_ONCE, use_threads=False):
            if sum(map(_unpacked_bytes, batch.columns)) > MOST_BATCH_BYTES:
                raise TooLarge(f"> {MOST_BATCH_BYTES // 1024**2} MiB")
            yield batch
    except (pa.ArrowException, OSError) as error:
        raise Damaged(str(error)[:200]) from error


def _unpacked_bytes(column: pa.Array) -> int:
    """How long the words of a packed column are together; 0 for another column."""
    if not pa.types.is_dictionary(column.type) or not _is_text(column.type.value_type):
        return 0
    lengths = compute.binary_length(column.dictionary)
    if (compute.max(lengths).as_py() or 0) > MOST_CELL_BYTES:
        raise TooLarge(f"> {MOST_CELL_BYTES // 1024**2} MiB")
    total = compute.sum(lengths.take(column.indices).cast(pa.int64()))
    return int(total.as_py() or 0)


def _texts(column: pa.Array) -> list[str]:
    """Raises Damaged where bytes are no text."""
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_floating(
        column.type
    ):  # a whole number with a null in it, as tables often have it
        return ["" if each is None else f"{each:.15g}" for each in column.to_pylist()]
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", tz=column.type.tz and "UTC"), safe=False)
    try:
        return [clean(each) if each else "" for each in column.cast(pa.string()).to_pylist()]
    except (UnicodeDecodeError, pa.ArrowException) as error:
        raise Damaged("UTF-8") from error
