"""Why a held paper may or may not be used: a Vietnamese sentence and its source for every code, as data."""

from dataclasses import dataclass
from datetime import date

from reuse.decision import Reason
from vietnamese.dates import format_date

RECORD = "Sổ giấy tờ điện tử"
CATALOGUE = "Danh mục thủ tục: giấy tờ được nhận cho thành phần hồ sơ"
SIGNATURE = "Kết quả kiểm tra chữ ký số mới nhất; Luật Giao dịch điện tử số 20/2023/QH15"
COUNTER = (
    "Nghị định 107/2021/NĐ-CP, từ 01/7/2025 Nghị định 118/2025/NĐ-CP, về số hóa hồ sơ, giấy tờ"
)
PERSONAL_DATA = "Luật Bảo vệ dữ liệu cá nhân số 91/2025/QH15; mức truy cập của loại giấy tờ"


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence, which may name {day} and {name}, and where the rule or the fact stands."""

    sentence: str
    source: str


REASONS: dict[str, Told] = {
    # Against
    "reuse.expired": Told("Đã hết hiệu lực, ngày cuối là {day}.", f"{RECORD}: ngày hết hiệu lực"),
    "reuse.not_yet_valid": Told(
        "Chưa có hiệu lực; có hiệu lực từ {day}.", f"{RECORD}: ngày có hiệu lực"
    ),
    "reuse.end_unknown": Told(
        "Loại giấy này có thời hạn, nhưng chưa rõ ngày cấp nên chưa tính được ngày hết hạn.",
        f"{RECORD}: ngày ban hành; quy tắc hiệu lực của loại giấy tờ",
    ),
    "reuse.revoked": Told("Đã bị thu hồi ngày {day}.", f"{RECORD}: ngày thu hồi"),
    "reuse.replaced": Told("Đã được thay bằng giấy tờ khác.", f"{RECORD}: giấy tờ thay thế"),
    "reuse.withdrawn": Told("Đã ngừng dùng vì được báo là sai.", f"{RECORD}: lý do ngừng dùng"),
    "reuse.signature_invalid": Told("Chữ ký số không hợp lệ.", SIGNATURE),
    "reuse.signature_indeterminate": Told("Chữ ký số chưa kết luận được là hợp lệ.", SIGNATURE),
    "reuse.signature_not_checked": Told("Chữ ký số chưa được kiểm tra.", SIGNATURE),
    "reuse.unsigned": Told("Không có chữ ký số.", SIGNATURE),
    "reuse.chain_not_traceable": Told(
        "Chứng thư của người ký chưa nối được tới gốc tin cậy đã nạp.", SIGNATURE
    ),
    "reuse.holder_not_certain": Told(
        "Chưa chắc giấy tờ này là của người này: chưa liên kết chủ giấy tờ.",
        f"{RECORD}: số định danh và họ tên của chủ giấy tờ",
    ),
    "reuse.holder_undetermined": Told(
        "Không xác định được chủ giấy tờ.", f"{RECORD}: số định danh và họ tên của chủ giấy tờ"
    ),
    "reuse.type_not_accepted": Told(
        "Loại giấy tờ này không được nhận cho thành phần hồ sơ.", CATALOGUE
    ),
    "reuse.copy_kind_not_accepted": Told(
        "Loại bản không được nhận; cần {name}.",
        f"{CATALOGUE}; Nghị định 45/2020/NĐ-CP về bản sao điện tử",
    ),
    "reuse.too_old": Told("Cấp ngày {day}, quá {name} ngày.", CATALOGUE),
    "reuse.age_unknown": Told("Chưa rõ ngày cấp nên không tính được tuổi giấy.", CATALOGUE),
    "reuse.not_reviewed": Told("Đã quét nhưng chưa đối soát.", COUNTER),
    "reuse.not_signed": Told("Đã đối soát nhưng chưa ký số và lưu xong.", COUNTER),
    "reuse.failed": Told("Đang dừng vì lỗi xử lý.", f"{RECORD}: lỗi xử lý"),
    "reuse.not_allowed": Told("Có giấy tờ, nhưng người này không được xem.", PERSONAL_DATA),
    "reuse.refused_here": Told(
        "Cán bộ đã xem và không dùng giấy tờ này cho thành phần này của hồ sơ.",
        f"{RECORD}: lý do từ chối dùng lại",
    ),
    "reuse.part_missing": Told("Còn thiếu giấy tờ đi kèm: {name}.", CATALOGUE),
    # For
    "reuse.in_force": Told("Còn hiệu lực, không có ngày hết hạn.", f"{RECORD}: hiệu lực"),
    "reuse.in_force_until": Told("Còn hiệu lực đến hết {day}.", f"{RECORD}: ngày hết hiệu lực"),
    "reuse.signature_valid": Told("Chữ ký số hợp lệ.", SIGNATURE),
    # To mind
    "reuse.signature_stale": Told(
        "Chữ ký số hợp lệ khi kiểm tra ngày {day}; được kiểm tra lại ngay trước khi dùng.",
        SIGNATURE,
    ),
    "reuse.expires_before_due": Told(
        "Chỉ dùng được đến hết {day}, trước ngày hẹn trả {name}; kiểm tra lại khi giải quyết.",
        f"{RECORD}: ngày hết hiệu lực; ngày hẹn trả của hồ sơ",
    ),
    "reuse.newest_of_several": Told(
        "Có {name} giấy tờ cùng loại còn dùng được; đây là bản cấp mới nhất.",
        f"{RECORD}: ngày ban hành",
    ),
    "reuse.newer_held": Told(
        "Còn bản cùng loại cấp mới hơn cũng dùng được.", f"{RECORD}: ngày ban hành"
    ),
    # Instead
    "reuse.lookup_possible": Told(
        "Tra cứu được ở {name}; không yêu cầu người dân nộp.",
        "Danh mục thủ tục: dữ liệu được nhận; căn cứ pháp lý của cơ sở dữ liệu",
    ),
}

# What an officer relies on, when the catalogue names nothing nearer: (in force from, law).
LEGAL_BASES = (
    (date(2026, 7, 1), "Luật Chuyển đổi số số 148/2025/QH15"),
    (date(2020, 5, 22), "Nghị định 45/2020/NĐ-CP"),
)


def sentence(reason: Reason) -> str:
    """The sentence of a reason, with its day and name."""
    day = format_date(reason.day) if reason.day else "không rõ ngày"
    return REASONS[reason.code].sentence.format(day=day, name=reason.name)


def source(reason: Reason) -> str:
    """Where the rule or the fact stands."""
    return REASONS[reason.code].source


def legal_basis_on(day: date) -> str:
    """The general legal basis of reuse on a day; the oldest one before all of them."""
    return next((law for since, law in LEGAL_BASES if since <= day), LEGAL_BASES[-1][1])
