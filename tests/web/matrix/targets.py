"""Chỉ tiêu, Chiến dịch, Báo cáo, Đặt chỉ tiêu, Chốt kỳ: figures by subtree, of nobody by name."""

from tests.web.matrix.rows import ALL, BAD, FORBIDDEN, KEEPERS, OK, ON, Row, at

READERS = KEEPERS | {"auditor"}
SEEN = at(*READERS)
PLANNED = at(*KEEPERS)
OF_HERE = "?co_quan={here_code}&nam=2026"
OF_A_TYPE = "?co_quan={here_code}&loai={code}"
OF_A_TARGET = "?chi_so=M4&co_quan={here_code}"
# Targets are set by the heads of a whole tree, in it; how the texts are read by those of all trees together.
NOT_HEADS = tuple(
    (who, FORBIDDEN) for who in sorted(at(*KEEPERS, places=("here", "beside", "far")))
)

TARGETS: dict[str, Row] = {
    "targets": Row(READERS, get=OK, seen_by=SEEN, query=OF_HERE, reads=READERS),
    "targets_compare": Row(READERS, get=OK, reads=READERS),
    "targets_indicator": Row(
        READERS, get=OK, seen_by=SEEN, args=("indicator",), query=OF_HERE, reads=READERS
    ),
    "targets_heat": Row(
        READERS, get=OK, seen_by=SEEN, args=("indicator",), query=OF_HERE, reads=READERS
    ),
    "targets_rows": Row(
        READERS, get=OK, seen_by=SEEN, args=("indicator",), query=OF_HERE, reads=READERS
    ),
    "campaigns": Row(ALL, get=OK, reads=READERS),
    "campaign_proposals": Row(READERS, get=OK, seen_by=SEEN, query=OF_HERE, reads=READERS),
    "campaign_add": Row(KEEPERS, get=OK, post=BAD, seen_by=PLANNED, query=OF_A_TYPE, reads=READERS),
    # Whoever owns it sees it too; tests/web/campaigns shows that.
    "campaign": Row(ALL, get=OK, seen_by=SEEN, args=("campaign",), reads=READERS),
    "campaign_change": Row(KEEPERS, post=BAD, seen_by=PLANNED, args=("campaign",), reads=READERS),
    "campaign_close": Row(KEEPERS, post=BAD, seen_by=PLANNED, args=("campaign",), reads=READERS),
    "reports": Row(READERS, get=OK, seen_by=SEEN, query=OF_HERE, reads=READERS),
    "report_download": Row(
        READERS, get=OK, seen_by=SEEN, args=("ending",), query=OF_HERE, reads=READERS
    ),
    "report_schedules": Row(READERS, get=OK, post=BAD, reads=READERS),
    "report_schedule_end": Row(
        READERS, post=ON, seen_by=at("administrator") | {"manager@here"}, args=("schedule",)
    ),
    "target_setting": Row(READERS, get=OK, reads=READERS),
    "target_edit": Row(KEEPERS, get=OK, post=BAD, query=OF_A_TARGET, but=NOT_HEADS, reads=READERS),
    "target_end": Row(KEEPERS, get=OK, post=BAD, query=OF_A_TARGET, but=NOT_HEADS, reads=READERS),
    "target_reading": Row(KEEPERS, get=FORBIDDEN, post=FORBIDDEN, args=("question",)),
    "closings": Row(READERS, get=OK, post=BAD, reads=READERS),
    "closing": Row(READERS, get=OK, post=BAD, seen_by=SEEN, args=("closing",), reads=READERS),
    "closing_file": Row(READERS, get=OK, seen_by=SEEN, args=("closing",), reads=READERS),
}
