"""Errors of search. Each has a stable code, says whether a retry helps, and what a person can do.

SearchError
├── IndexBusy           another process writes; one writer at a time
├── IndexDamaged        the files cannot be read, or are of another version
└── IndexUnreachable    the folder or server does not answer, or is full
"""


class SearchError(Exception):
    """Base of all errors of this package; `facts` holds what a log needs."""

    code = "search.failed"
    retry = False
    remedy = "Look at the log of the index."

    def __init__(self, message: str = "", **facts: object) -> None:
        super().__init__(message or self.code)
        self.facts = facts


class IndexBusy(SearchError):
    """Another process holds the writer; nothing was written."""

    code = "search.busy"
    retry = True
    remedy = "Wait: another process is writing to the index."


class IndexDamaged(SearchError):
    """The index cannot be read. It is never the record: it is rebuilt."""

    code = "search.damaged"
    remedy = "Run 'motlan reindex'."


class IndexUnreachable(SearchError):
    """The index does not answer: disk not mounted or full, rights missing, server down."""

    code = "search.unreachable"
    retry = True
    remedy = "Check that the disk or server of the index is there, has room and may be written to."
