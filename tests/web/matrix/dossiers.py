"""Thành phần hồ sơ, Hồ sơ, Việc của tôi, Đề nghị của công dân, Thông báo, Chỉ tiêu and the rest."""

from tests.web.matrix.rows import (
    ADMINISTRATOR,
    ALL,
    BAD,
    EVERYBODY,
    LOOKERS,
    OFFICER,
    OFFICERS,
    OK,
    ON,
    Row,
    at,
)  # fmt: skip

PLACE = ("dossier", "component")
OF_DOSSIER = "?ho_so=H15.50.05.13-261007-0975"
HANDLERS = at("clerk", "officer")
ONLY_OWN = frozenset({"officer@here"})

MANAGER = frozenset({"manager"})

DOSSIERS: dict[str, Row] = {
    "home": Row(EVERYBODY, get=ON, post=ON, but=(("nobody", OK),)),
    "checklist": Row(LOOKERS, get=OK, seen_by=HANDLERS, query=OF_DOSSIER),
    "checklist_look_up": Row(LOOKERS, post=BAD),
    "checklist_print": Row(LOOKERS, get=OK, seen_by=HANDLERS, query=OF_DOSSIER),
    "checklist_reuse": Row(OFFICER, post=ON, seen_by=OFFICERS, args=PLACE),
    "checklist_reuse_all": Row(OFFICER, post=BAD, seen_by=OFFICERS, args=("dossier",)),
    "checklist_refer": Row(OFFICER, post=ON, seen_by=OFFICERS, args=PLACE),
    "checklist_ask": Row(OFFICER, post=ON, seen_by=OFFICERS, args=PLACE),
    "checklist_refuse": Row(OFFICER, post=ON, seen_by=OFFICERS, args=(*PLACE, "paper")),
    "checklist_offer": Row(OFFICER, post=ON, seen_by=OFFICERS, args=(*PLACE, "refusal")),
    "checklist_revoke": Row(OFFICER, post=ON, seen_by=OFFICERS, args=(*PLACE, "reuse")),
    "checklist_settle": Row(OFFICER, post=ON, seen_by=OFFICERS, args=(*PLACE, "reuse")),
    "checklist_hand_over": Row(OFFICER, post=ON, seen_by=OFFICERS, args=(*PLACE, "reuse")),
    "intake": Row(LOOKERS, get=OK, post=OK),
    "intake_procedures": Row(LOOKERS, get=OK),
    "dossier": Row(LOOKERS, get=OK, seen_by=HANDLERS, args=("dossier",)),
    "dossier_form": Row(LOOKERS, get=OK, seen_by=HANDLERS, args=("form",)),
    "dossier_receipt": Row(LOOKERS, post=ON, seen_by=HANDLERS, args=("dossier",)),
    "dossier_assign": Row(LOOKERS, post=BAD, seen_by=HANDLERS, args=("dossier",)),
    "dossier_supplement": Row(LOOKERS, get=OK, post=BAD, seen_by=HANDLERS, args=("dossier",)),
    "dossier_received": Row(LOOKERS, post=ON, seen_by=HANDLERS, args=("dossier",)),
    "dossier_apologise": Row(OFFICER, post=BAD, seen_by=OFFICERS, args=("dossier",)),
    "dossier_refuse": Row(LOOKERS, post=BAD, seen_by=HANDLERS, args=("dossier",)),
    "dossier_stop": Row(OFFICER, post=BAD, seen_by=OFFICERS, args=("dossier",)),
    "dossier_withdraw": Row(LOOKERS, post=BAD, seen_by=HANDLERS, args=("dossier",)),
    "dossier_finish": Row(OFFICER, post=ON, seen_by=OFFICERS, args=("dossier",)),
    "dossier_return": Row(LOOKERS, post=ON, seen_by=HANDLERS, args=("dossier",)),
    "dossier_control": Row(LOOKERS, post=ON, seen_by=HANDLERS, args=("dossier",)),
    "dossier_transfers": Row(
        LOOKERS, get=OK, post=BAD, seen_by=HANDLERS, args=("dossier",), sent=(("medium", "fax"),)
    ),
    "dossier_arrived": Row(LOOKERS, post=ON, seen_by=HANDLERS, args=("dossier",)),
    "dossier_transfer_strike": Row(
        LOOKERS, post=BAD, seen_by=HANDLERS, args=("dossier", "transfer")
    ),
    "dossier_rate": Row(LOOKERS, post=BAD, seen_by=HANDLERS, args=("dossier",)),
    "dossier_complain": Row(LOOKERS, post=BAD, seen_by=HANDLERS, args=("dossier",)),
    "dossier_complaint_settle": Row(
        LOOKERS, post=ON, seen_by=HANDLERS, args=("dossier", "complaint")
    ),
    "work": Row(LOOKERS, get=OK, query="?pham_vi=giai-quyet"),
    "corrections": Row(LOOKERS, get=OK),
    "correction": Row(LOOKERS, get=OK, post=BAD, seen_by=HANDLERS, args=("correction",)),
    "notifications": Row(ALL, get=OK),
    "notifications_read": Row(ALL, post=ON),
    "notification_read": Row(ALL, post=ON, seen_by=ONLY_OWN, args=("notification",)),
    "filter_save": Row(
        ALL,
        post=ON,
        seen_by=at("clerk", "officer", "auditor", places=("here", "above", "beside", "far")),
        sent=(("area", "search"), ("name", "x"), ("query", "nam=2024")),
    ),
    "filter_rename": Row(ALL, post=ON, seen_by=ONLY_OWN, args=("filter",)),
    "filter_forget": Row(ALL, post=ON, seen_by=ONLY_OWN, args=("filter",)),
    "once_only_report": Row(frozenset({"manager", "auditor"}), get=OK),
    "concealments": Row(MANAGER | {"auditor"}, get=OK, reads=MANAGER | {"auditor"}),
    "conceal": Row(MANAGER, get=OK, post=BAD),
    "concealment_lift": Row(MANAGER, post=ON, seen_by=at("manager"), args=("concealment",)),
    "health": Row(ADMINISTRATOR, get=OK),
}
