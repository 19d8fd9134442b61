"""The tables by which a paper is told: titles, abbreviations of numbers, labels."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TitleRule:
    """A printed title: the type it stands for, and whether more words may follow."""

    printed: str
    code: str
    open_end: bool = False
    trust: float = 95.0


TITLE_RULES = (
    TitleRule("QUYẾT ĐỊNH", "quyet_dinh"),
    TitleRule("NGHỊ QUYẾT", "nghi_quyet"),
    TitleRule("THÔNG TƯ LIÊN TỊCH", "thong_tu"),
    TitleRule("THÔNG TƯ", "thong_tu"),
    TitleRule("THÔNG BÁO", "thong_bao"),
    TitleRule("KẾ HOẠCH", "ke_hoach"),
    TitleRule("TỜ TRÌNH", "cong_van"),
    TitleRule("BÁO CÁO", "cong_van"),
    TitleRule("CÔNG VĂN", "cong_van"),
    TitleRule("GIẤY KHAI SINH", "giay_khai_sinh", open_end=True),
    TitleRule("TRÍCH LỤC KHAI SINH", "giay_khai_sinh", open_end=True),
    TitleRule("TRÍCH LỤC GHI VÀO SỔ HỘ TỊCH", "unknown", open_end=True),
    TitleRule("GIẤY CHỨNG NHẬN KẾT HÔN", "ket_hon", open_end=True),
    TitleRule("ĐĂNG KÝ KẾT HÔN", "ket_hon", open_end=True),
    TitleRule("TRÍCH LỤC KẾT HÔN", "ket_hon", open_end=True),
    TitleRule("GIẤY CHỨNG NHẬN ĐĂNG KÝ HỘ KINH DOANH", "ho_kinh_doanh", open_end=True),
    TitleRule("GIẤY CHỨNG NHẬN HỘ KINH DOANH", "ho_kinh_doanh", open_end=True),
    TitleRule("GIẤY CHỨNG NHẬN QUYỀN SỬ DỤNG ĐẤT", "gcn_qsdd", open_end=True),
    TitleRule("GIẤY PHÉP XÂY DỰNG", "giay_phep_xd", open_end=True),
    TitleRule("GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ", "bien_nhan"),
    TitleRule("GIẤY TIẾP NHẬN HỒ SƠ", "bien_nhan", open_end=True),
    TitleRule("BIÊN NHẬN HỒ SƠ", "bien_nhan", open_end=True),
    TitleRule("GIẤY BIÊN NHẬN", "bien_nhan", open_end=True),
    TitleRule("PHIẾU TIẾP NHẬN", "bien_nhan", open_end=True),
    TitleRule("GIẤY HẸN TRẢ KẾT QUẢ", "bien_nhan", open_end=True),
    TitleRule("XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ", "xac_nhan_cu_tru"),
    TitleRule("GIẤY XÁC NHẬN THÔNG TIN VỀ CƯ TRÚ", "xac_nhan_cu_tru"),
    TitleRule("GIẤY XÁC NHẬN THÔNG TIN CƯ TRÚ", "xac_nhan_cu_tru"),
    TitleRule("XÁC NHẬN CƯ TRÚ", "xac_nhan_cu_tru"),
    TitleRule("GIẤY XÁC NHẬN CƯ TRÚ", "xac_nhan_cu_tru"),
    TitleRule("CĂN CƯỚC CÔNG DÂN", "cccd_copy"),
    TitleRule("CĂN CƯỚC", "cccd_copy"),
    TitleRule("THẺ CĂN CƯỚC", "cccd_copy", open_end=True),
    TitleRule("ĐƠN ĐỀ NGHỊ", "don_de_nghi", open_end=True),
    TitleRule("GIẤY ĐỀ NGHỊ", "don_de_nghi", open_end=True),
    TitleRule("ĐƠN XIN", "don_de_nghi", open_end=True),
    TitleRule("ĐƠN ĐĂNG KÝ", "don_de_nghi", open_end=True),
    TitleRule("ĐƠN YÊU CẦU", "don_de_nghi", open_end=True),
    TitleRule("TỜ KHAI", "don_de_nghi", open_end=True, trust=70.0),
    TitleRule("HỢP ĐỒNG CHUYỂN NHƯỢNG QUYỀN SỬ DỤNG ĐẤT", "hop_dong", open_end=True),
    TitleRule("HỢP ĐỒNG", "hop_dong", open_end=True),
    TitleRule("PHỤ LỤC HỢP ĐỒNG", "hop_dong", open_end=True),
    TitleRule("BIÊN BẢN", "unknown", open_end=True),
    TitleRule("NGHỊ ĐỊNH", "unknown"),
    TitleRule("CHỈ THỊ", "unknown"),
    TitleRule("GIẤY CHỨNG NHẬN", "unknown", open_end=True),
    TitleRule("GIẤY XÁC NHẬN", "unknown", open_end=True),
)

NUMBER_CODES = {
    "qd": "quyet_dinh",
    "nq": "nghi_quyet",
    "tt": "thong_tu",
    "ttlt": "thong_tu",
    "tb": "thong_bao",
    "kh": "ke_hoach",
    "ttr": "cong_van",
    "bc": "cong_van",
    "cv": "cong_van",
    "gpxd": "giay_phep_xd",
}
"""The abbreviation after the stroke of a number, folded (Decree 30/2020/NĐ-CP, appendix III)."""

OTHER_ABBREVIATIONS = frozenset(
    (
        "nd",
        "tlks",
        "tlkh",
        "ct",
        "hd",
        "hdcn",
        "hdld",
        "xn",
        "gp",
        "gcn",
        "gm",
        "bb",
        "pl",
        "da",
        "pa",
        "pc",
    )
)
"""Abbreviations of other kinds of paper: a number that bears one is not a letter's."""

LETTER_TITLES = frozenset({"thong_bao", "ke_hoach", "cong_van"})
"""Titles that an official letter may bear when its number has no abbreviation of a type."""

LABEL_RULES: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "giay_khai_sinh",
        (r"ten nguoi me", r"ten nguoi cha", r"nguoi di khai sinh|dang ky khai sinh"),
    ),
    ("ket_hon", (r"ten (?:ben )?(?:vo|nu)\b", r"ten (?:ben )?(?:chong|nam)\b", r"ket hon")),
    ("ho_kinh_doanh", (r"ten ho kinh doanh", r"chu ho kinh doanh|ho kinh doanh", r"nganh,? nghe")),
    ("gcn_qsdd", (r"thua dat so", r"to ban do so", r"nguoi su dung dat|chu so huu")),
    ("giay_phep_xd", (r"duoc phep xay dung", r"chi gioi xay dung|cot nen", r"cap cho")),
    ("bien_nhan", (r"ma ho so", r"(?:thoi gian|ngay) (?:hen )?tra ket qua", r"tiep nhan ho so")),
    ("xac_nhan_cu_tru", (r"noi thuong tru", r"thong tin ve cu tru|xac nhan thong tin", r"chu ho")),
    (
        "cccd_copy",
        (r"citizen identity|identity card", r"place of (?:origin|residence)", r"can cuoc"),
    ),
    ("hop_dong", (r"\bben a\b", r"\bben b\b", r"hai ben")),
    (
        "don_de_nghi",
        (r"toi ten la|ten toi la", r"kinh gui", r"nguoi lam don|toi (?:xin )?cam doan"),
    ),
)
"""Type, and labels of which at least two must be printed when neither title nor number tells."""
