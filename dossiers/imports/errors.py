"""Why a table as a whole cannot be read. What is wrong in one row is a Problem, not an error.

TableError
├── UnknownFormat
├── TooLarge
├── NotUtf8
├── Damaged
├── WrongColumns
├── InUse
├── Changed
└── ErrorsFileTaken
"""


class TableError(Exception):
    """Base of the errors of this package; `column` names the column where one is to blame."""

    code = "table.damaged"
    retry = False
    remedy = "Save the file again as CSV (UTF-8) or XLSX."

    def __init__(self, detail: str = "", *, code: str = "") -> None:
        super().__init__(detail)
        self.detail = detail
        self.code = code or self.code


class UnknownFormat(TableError):
    """Neither .csv nor .xlsx."""

    code = "table.unknown_format"
    remedy = "Give a .csv or .xlsx file."


class TooLarge(TableError):
    """More bytes, rows or columns than the limits allow, packed or unpacked."""

    code = "table.too_large"
    remedy = "Split the file into several."


class NotUtf8(TableError):
    """A CSV file in another encoding."""

    code = "table.not_utf8"
    remedy = "Save the file as CSV UTF-8."


class Damaged(TableError):
    """The file cannot be read as what its name says."""

    code = "table.damaged"


class WrongColumns(TableError):
    """No heading row, or columns that are missing, unknown or named twice; `detail` names them."""

    code = "table.missing_columns"
    remedy = "Compare the first row with the example of this kind."


class InUse(TableError):
    """Another import of this file is running."""

    code = "table.in_use"
    retry = True
    remedy = "Wait until the other import has ended."


class Changed(TableError):
    """Somebody wrote the file while it was imported."""

    code = "table.changed"
    remedy = "Import the file again once nobody writes it."


class ErrorsFileTaken(TableError):
    """Where bad rows should go stands a file that holds something else."""

    code = "table.errors_file_taken"
    remedy = "Name another file for the bad rows."
