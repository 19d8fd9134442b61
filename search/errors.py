"""Errors of search. Each has a stable code, says whether a retry helps, and what a person can do.

SearchError
├── IndexBusy           another process writes; one writer at a time
├── IndexDamaged        the files cannot be read
├── IndexOutdated       the index was written by another version of this program
├── IndexForbidden      the server knows the user not, or lets the user do less than is needed
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


class IndexOutdated(SearchError):
    """The fields of the index are those of another version of this program."""

    code = "search.outdated"
    remedy = "Run 'motlan reindex' with the version that is in use."


class IndexForbidden(SearchError):
    """The server refuses the user or the password, or the user's role lacks a right."""

    code = "search.forbidden"
    remedy = "Check user and password of the index, and that the user may manage its indices."


class IndexUnreachable(SearchError):
    """The index does not answer: disk not mounted or full, rights missing, server down."""

    code = "search.unreachable"
    retry = True
    remedy = "Check that the disk or server of the index is there, has room and may be written to."
