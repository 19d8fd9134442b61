"""The states of a paper and the only moves between them. What is done in a state stands in ingest/pipeline.py."""

from django.db.models import TextChoices


class State(TextChoices):
    """A state says what is true of the paper; labels are what a person reads."""

    RECEIVED = "received", "Đã tiếp nhận"
    KEPT = "kept", "Đã lưu bản gốc"
    PREPARED = "prepared", "Đã xem tệp"
    READ = "read", "Đã đọc chữ"
    TO_SPLIT = "to_split", "Chờ tách lô"
    TO_REVIEW = "to_review", "Chờ đối soát"
    REVIEWED = "reviewed", "Đã đối soát"
    TO_SIGN = "to_sign", "Chờ ký số"
    SIGNED = "signed", "Đã ký số"
    AVAILABLE = "available", "Dùng được"
    RETURNED = "returned", "Trả lại để quét lại"
    WITHDRAWN = "withdrawn", "Ngừng dùng"
    FAILED = "failed", "Có lỗi"
    DISSOLVED = "dissolved", "Đã nhập vào giấy tờ khác"
    DISPOSED = "disposed", "Đã tiêu hủy"


# From → to. FAILED can follow any state that a step leaves, and a retry goes back to that state.
MOVES: dict[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.KEPT, State.FAILED}),
    State.KEPT: frozenset({State.PREPARED, State.FAILED}),
    State.PREPARED: frozenset({State.READ, State.FAILED}),
    State.READ: frozenset({State.TO_REVIEW, State.TO_SPLIT, State.REVIEWED, State.FAILED}),
    # A clerk parts a file into papers anew: what has been read is proposed anew, the rest is read first.
    State.TO_SPLIT: frozenset({State.READ, State.PREPARED, State.DISSOLVED}),
    State.TO_REVIEW: frozenset(
        {State.REVIEWED, State.RETURNED, State.READ, State.PREPARED, State.DISSOLVED}
    ),
    State.REVIEWED: frozenset({State.TO_SIGN, State.SIGNED, State.FAILED}),
    State.TO_SIGN: frozenset({State.SIGNED, State.FAILED}),
    State.SIGNED: frozenset({State.AVAILABLE, State.FAILED}),
    # A correction after signing makes a new version, which is composed and signed again.
    State.AVAILABLE: frozenset({State.WITHDRAWN, State.REVIEWED, State.DISPOSED}),
    # The same bytes handed in again for another dossier: there is nothing to scan anew.
    State.RETURNED: frozenset({State.RECEIVED}),
    State.WITHDRAWN: frozenset({State.DISPOSED}),
    # Its retention has ended, and two persons had it so: what remains is that it was there.
    State.DISPOSED: frozenset(),
    State.FAILED: frozenset(
        {
            State.RECEIVED,
            State.KEPT,
            State.PREPARED,
            State.READ,
            State.REVIEWED,
            State.TO_SIGN,
            State.SIGNED,
            State.RETURNED,
            State.DISSOLVED,
        }
    ),
    # Its pages belong to other papers of the file; it comes back when a paper begins with its first page.
    State.DISSOLVED: frozenset({State.READ, State.PREPARED}),
}

# What is kept until its retention ends.
KEPT_STATES = (State.AVAILABLE, State.WITHDRAWN)
# Nobody has said yet what the paper is.
UNREVIEWED = (
    State.RECEIVED,
    State.KEPT,
    State.PREPARED,
    State.READ,
    State.TO_SPLIT,
    State.TO_REVIEW,
)
# States whose text may be found by the clerks of the agency, marked "chưa đối soát".
READABLE = frozenset(
    {
        State.READ,
        State.TO_SPLIT,
        State.TO_REVIEW,
        State.REVIEWED,
        State.TO_SIGN,
        State.SIGNED,
        State.AVAILABLE,
        State.WITHDRAWN,
    }
)


class WrongMove(Exception):
    """The table has no such move; the caller holds an old view of the paper."""

    code = "paper.wrong_move"
    retry = False
    remedy = "Reload the page: somebody else has moved this paper on."


def check_move(before: str, after: str) -> None:
    """Raise WrongMove unless the table allows the move."""
    if State(after) not in MOVES[State(before)]:
        raise WrongMove(f"{before} → {after}")
