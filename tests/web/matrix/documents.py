"""Quét, Đối soát, Lỗi, Giấy tờ, Tra cứu, Chủ giấy tờ."""

from tests.web.matrix.rows import (
    BAD,
    CLERK,
    CLERKS,
    EVERYBODY,
    FORBIDDEN,
    LOOKERS,
    OK,
    ON,
    READERS,
    STAFF,
    UNKNOWN,
    Row,
    at,
)  # fmt: skip

OF_FAILURES = CLERK | {"administrator"}
AUDITORS_ONLY_LOOK = tuple((who, FORBIDDEN) for who in sorted(at("auditor")))

DOCUMENTS: dict[str, Row] = {
    "scan": Row(CLERK, get=OK, post=BAD),
    "scan_sheets": Row(CLERK, get=OK, post=BAD),
    "scan_open": Row(CLERK, post=BAD),
    "scan_batch": Row(CLERK, get=OK, seen_by=CLERKS, args=("batch",)),
    "scan_upload": Row(CLERK, post=BAD, seen_by=CLERKS, args=("batch",)),
    "scan_watch": Row(CLERK, get=OK, seen_by=CLERKS, args=("batch",)),
    "scan_split": Row(CLERK, get=OK, post=BAD, seen_by=CLERKS, args=("batch", "file")),
    # No separator sheet is planted; tests/web/test_split_page.py shows one.
    "scan_split_picture": Row(CLERK, get=UNKNOWN, args=("batch", "file", "one")),
    "review": Row(CLERK, get=OK),
    "review_next": Row(CLERK, get=ON),
    "review_previous": Row(CLERK, get=ON),
    "review_paper": Row(
        CLERK, get=OK, post=BAD, seen_by=CLERKS, args=("waiting",), may_name_ids=True
    ),
    "review_return": Row(CLERK, post=BAD, seen_by=CLERKS, args=("waiting",), may_name_ids=True),
    "review_read_again": Row(CLERK, post=ON, seen_by=CLERKS, args=("waiting",)),
    "review_compare": Row(CLERK, get=OK, seen_by=CLERKS, args=("waiting", "paper")),
    "signing": Row(CLERK, get=OK),
    "signing_release": Row(CLERK, post=ON),
    "signing_begin": Row(CLERK, post=BAD, seen_by=CLERKS, args=("to_sign",)),
    "signing_give": Row(CLERK, post=BAD, seen_by=CLERKS, args=("to_sign",)),
    "signing_cancel": Row(CLERK, post=BAD, seen_by=CLERKS, args=("to_sign",)),
    "failures": Row(OF_FAILURES, get=OK),
    "failure_retry": Row(
        OF_FAILURES, post=ON, seen_by=at("clerk", "administrator"), args=("failed",)
    ),
    "failure_return": Row(CLERK, post=ON, seen_by=CLERKS, args=("failed",)),
    "paper_page": Row(EVERYBODY, get=OK, seen_by=READERS, args=("paper", "one")),
    "paper_original": Row(CLERK, get=OK, seen_by=CLERKS, args=("paper",)),
    "paper": Row(STAFF, get=OK, seen_by=READERS, args=("paper",)),
    "paper_open": Row(STAFF, post=BAD, seen_by=READERS, args=("paper",)),
    "paper_download": Row(STAFF, post=BAD, seen_by=READERS, args=("paper",)),
    "paper_verify": Row(LOOKERS, post=ON, seen_by=at("clerk", "officer"), args=("paper",)),
    "paper_replace": Row(STAFF, post=BAD, seen_by=READERS, args=("paper",), but=AUDITORS_ONLY_LOOK),
    "paper_withdraw": Row(
        STAFF, post=BAD, seen_by=READERS, args=("paper",), but=AUDITORS_ONLY_LOOK
    ),
    "search": Row(STAFF, get=OK, query="?q=khoachung"),
    "search_ask": Row(STAFF, post=ON, sent=(("q", "khoachung"),)),
    "search_suggest": Row(STAFF, get=OK, query="?q=khoachung"),
    "search_export": Row(
        STAFF, post=OK, query="?q=khoachung", sent=(("purpose", "Giải quyết hồ sơ"),)
    ),
    "holders": Row(STAFF, get=OK, post=BAD),
    "holder": Row(STAFF, get=OK, seen_by=READERS, args=("holder",)),
    "holder_open": Row(STAFF, post=BAD, seen_by=READERS, args=("holder",)),
    "holder_correct": Row(
        LOOKERS, get=OK, post=BAD, seen_by=at("clerk", "officer"), args=("holder",)
    ),
    "holder_merge": Row(
        LOOKERS, get=OK, post=BAD, seen_by=at("clerk", "officer"), args=("holder",)
    ),
    "holder_compare": Row(
        LOOKERS,
        get=OK,
        post=BAD,
        seen_by=at("clerk", "officer", places=("above",)),
        args=("holder", "second_holder"),
    ),
    "holder_relink": Row(
        LOOKERS, get=OK, post=BAD, seen_by=at("clerk", "officer"), args=("paper",)
    ),
    "holder_undo": Row(LOOKERS, post=ON, seen_by=at("clerk", "officer"), args=("change",)),
    "citizen_slip": Row(LOOKERS, post=BAD, seen_by=at("clerk", "officer"), args=("holder",)),
}
