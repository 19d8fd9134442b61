"""The catalogues of an invented province, as rows for `motlan import`.

Columns are those of the import commands. Legal names are real, agencies and figures invented.
"""

Row = tuple[str, ...]
Table = tuple[Row, ...]

PROVINCE = "H90"
DEPARTMENT = "H90.10"
DISTRICT = "H90.30"
TAN_LAM = "H90.41"
SUOI_VANG = "H90.42"

AGENCIES: Table = (
    (
        "code", "name", "level", "parent_code", "old_code",
        "valid_from", "valid_to", "successor_code", "kind",
    ),
    (
        PROVINCE, "Ủy ban nhân dân tỉnh Nam Giang", "province", "", "000.00.00.H90",
        "2016-01-01", "", "", "people_committee",
    ),
    (
        DEPARTMENT, "Sở Xây dựng tỉnh Nam Giang", "province", PROVINCE, "000.00.10.H90",
        "2016-01-01", "", "", "department",
    ),
    (
        TAN_LAM, "Ủy ban nhân dân xã Tân Lâm", "commune", PROVINCE, "000.41.30.H90",
        "2016-01-01", "", "", "people_committee",
    ),
    (
        SUOI_VANG, "Ủy ban nhân dân xã Suối Vàng", "commune", PROVINCE, "000.42.30.H90",
        "2016-01-01", "", "", "people_committee",
    ),
    (
        DISTRICT, "Ủy ban nhân dân huyện Tân Lâm", "district", PROVINCE, "000.00.30.H90",
        "2016-01-01", "2025-06-30", TAN_LAM, "people_committee",
    ),
)  # fmt: skip

_MARK = "Số hóa từ bản giấy"
PAPER_TYPES: Table = (
    (
        "code", "name", "result_type_code", "validity_rule", "validity_months",
        "retention_years", "access_level", "min_dpi", "colour_required", "mark_text",
    ),
    (
        "quyet_dinh", "Quyết định", "KQ.H90.000011",
        "forever", "", "70", "shared", "200", "true", _MARK,
    ),
    (
        "giay_khai_sinh", "Giấy khai sinh", "KQ.G15.000031",
        "forever", "", "100", "shared", "200", "true", _MARK,
    ),
    (
        "ket_hon", "Giấy chứng nhận kết hôn", "KQ.G15.000032",
        "forever", "", "100", "shared", "200", "true", _MARK,
    ),
    (
        "ho_kinh_doanh", "Giấy chứng nhận đăng ký hộ kinh doanh", "KQ.H90.000012",
        "forever", "", "70", "shared", "200", "true", _MARK,
    ),
    (
        "gcn_qsdd", "Giấy chứng nhận quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất",
        "KQ.H90.000013", "forever", "", "100", "shared", "200", "true", _MARK,
    ),
    (
        "giay_phep_xd", "Giấy phép xây dựng", "KQ.H90.000014",
        "fixed", "12", "70", "shared", "200", "true", _MARK,
    ),
    (
        "bien_nhan", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "",
        "fixed", "6", "5", "agency", "200", "false", _MARK,
    ),
    ("don_de_nghi", "Đơn, tờ khai", "", "fixed", "6", "10", "agency", "200", "false", _MARK),
    (
        "cccd_copy", "Bản sao thẻ căn cước công dân", "",
        "stated", "", "10", "restricted", "200", "true", _MARK,
    ),
    ("cong_van", "Công văn", "", "forever", "", "20", "agency", "200", "false", _MARK),
    (
        "xac_nhan_cu_tru", "Xác nhận thông tin về cư trú", "KQ.G01.000015",
        "stated", "", "20", "shared", "200", "true", _MARK,
    ),
    ("hop_dong", "Hợp đồng", "", "stated", "", "20", "restricted", "200", "false", _MARK),
    ("thong_bao", "Thông báo", "", "fixed", "12", "20", "agency", "200", "false", _MARK),
    (
        "nghi_quyet", "Nghị quyết", "KQ.H90.000016",
        "forever", "", "100", "shared", "200", "true", _MARK,
    ),
    ("thong_tu", "Thông tư", "", "forever", "", "100", "shared", "200", "true", _MARK),
    ("ke_hoach", "Kế hoạch", "", "stated", "", "20", "agency", "200", "false", _MARK),
)  # fmt: skip

BIRTH = "1.001193"
MARRIAGE = "1.000894"
BUSINESS = "1.001612"
BUSINESS_CHANGE = "2.000720"
BUILDING = "1.009994"
ALLOWANCE = "1.001776"

# code → name, level, sector, result paper type, working days, legal basis
PROCEDURE_HEADS: dict[str, Row] = {
    BIRTH: ("Đăng ký khai sinh", "commune", "Hộ tịch", "giay_khai_sinh", "1", "Luật Hộ tịch 2014"),
    MARRIAGE: ("Đăng ký kết hôn", "commune", "Hộ tịch", "ket_hon", "3", "Luật Hộ tịch 2014"),
    BUSINESS: (
        "Đăng ký thành lập hộ kinh doanh", "commune", "Thành lập và hoạt động của hộ kinh doanh",
        "ho_kinh_doanh", "3", "Nghị định 168/2025/NĐ-CP",
    ),
    BUSINESS_CHANGE: (
        "Đăng ký thay đổi nội dung đăng ký hộ kinh doanh", "commune",
        "Thành lập và hoạt động của hộ kinh doanh", "ho_kinh_doanh", "3",
        "Nghị định 168/2025/NĐ-CP",
    ),
    BUILDING: (
        "Cấp giấy phép xây dựng mới đối với công trình và nhà ở riêng lẻ", "province",
        "Hoạt động xây dựng", "giay_phep_xd", "15", "Luật Xây dựng 2014",
    ),
    ALLOWANCE: (
        "Thực hiện trợ cấp xã hội hàng tháng", "commune", "Bảo trợ xã hội",
        "quyet_dinh", "10", "Nghị định 20/2021/NĐ-CP",
    ),
}  # fmt: skip
# procedure → (component code, name, alternative, paper type, mandatory class, copy kind, max age)
COMPONENTS: dict[str, Table] = {
    BIRTH: (
        ("TP01", "Tờ khai đăng ký khai sinh", "1", "don_de_nghi", "2", "original", ""),
        ("TP02", "Giấy tờ chứng minh nơi cư trú", "1", "xac_nhan_cu_tru", "1", "original", "365"),
        ("TP02", "Giấy tờ chứng minh nơi cư trú", "2", "cccd_copy", "1", "copy", ""),
        ("TP03", "Giấy chứng nhận kết hôn của cha, mẹ", "1", "ket_hon", "1", "copy", ""),
    ),
    MARRIAGE: (
        ("TP01", "Tờ khai đăng ký kết hôn", "1", "don_de_nghi", "2", "original", ""),
        ("TP02", "Giấy tờ chứng minh nơi cư trú", "1", "xac_nhan_cu_tru", "1", "original", "365"),
        ("TP02", "Giấy tờ chứng minh nơi cư trú", "2", "cccd_copy", "1", "copy", ""),
    ),
    BUSINESS: (
        ("TP01", "Giấy đề nghị đăng ký hộ kinh doanh", "1", "don_de_nghi", "2", "original", ""),
        ("TP02", "Giấy tờ về địa điểm kinh doanh", "1", "hop_dong", "1", "copy", ""),
        ("TP02", "Giấy tờ về địa điểm kinh doanh", "2", "gcn_qsdd", "1", "copy", ""),
    ),
    BUSINESS_CHANGE: (
        ("TP01", "Thông báo thay đổi nội dung đăng ký", "1", "don_de_nghi", "2", "original", ""),
        ("TP02", "Giấy chứng nhận đã cấp", "1", "ho_kinh_doanh", "1", "original", ""),
    ),
    BUILDING: (
        ("TP01", "Đơn đề nghị cấp giấy phép xây dựng", "1", "don_de_nghi", "2", "original", ""),
        ("TP02", "Giấy tờ về quyền sử dụng đất", "1", "gcn_qsdd", "1", "copy", ""),
        ("TP02", "Giấy tờ về quyền sử dụng đất", "2", "hop_dong", "1", "copy", ""),
        ("TP02", "Giấy tờ về quyền sử dụng đất", "2", "xac_nhan_cu_tru", "1", "original", "365"),
        ("TP03", "Ý kiến của cơ quan liên quan", "1", "cong_van", "on_request", "original", ""),
    ),
    ALLOWANCE: (
        ("TP01", "Tờ khai đề nghị trợ cấp xã hội", "1", "don_de_nghi", "2", "original", ""),
        ("TP02", "Xác nhận thông tin về cư trú", "1", "xac_nhan_cu_tru", "1", "original", ""),
        ("TP03", "Giấy khai sinh", "1", "giay_khai_sinh", "1", "copy", ""),
    ),
}  # fmt: skip

# Three procedures of a building project, done one after the other in 122 working days or at once in 42.
# The saving is that of a city's pilot; codes, limits of the parts and components are invented.
DESIGN = "1.990001"
FIRE = "1.990002"
BUILDING_AT_ONCE = "1.990009"
INVENTED = "Thủ tục đặt ra để minh họa việc ghép thủ tục"
_CHAIN_HEADS: dict[str, Row] = {
    DESIGN: (
        "Thẩm định thiết kế xây dựng triển khai sau thiết kế cơ sở", "province",
        "Hoạt động xây dựng", "thong_bao", "62", INVENTED,
    ),
    FIRE: (
        "Thẩm duyệt thiết kế về phòng cháy và chữa cháy", "province",
        "Phòng cháy, chữa cháy", "thong_bao", "45", INVENTED,
    ),
    BUILDING_AT_ONCE: (
        "Liên thông thẩm định thiết kế, thẩm duyệt phòng cháy và cấp giấy phép xây dựng",
        "province", "Hoạt động xây dựng", "giay_phep_xd", "42", INVENTED,
    ),
}  # fmt: skip
_LAND_RIGHT = COMPONENTS[BUILDING][1:4]
_CHAIN_COMPONENTS: dict[str, Table] = {
    DESIGN: (
        ("TP01", "Tờ trình thẩm định thiết kế", "1", "don_de_nghi", "2", "original", ""),
        *_LAND_RIGHT,
        ("TP03", "Quyết định phê duyệt dự án", "1", "quyet_dinh", "1", "original", ""),
    ),
    FIRE: (
        ("TP01", "Văn bản đề nghị thẩm duyệt", "1", "don_de_nghi", "2", "original", ""),
        *_LAND_RIGHT,
        ("TP03", "Quyết định phê duyệt dự án", "1", "quyet_dinh", "1", "original", ""),
    ),
    BUILDING_AT_ONCE: (("", "", "", "", "", "", ""),),
}  # fmt: skip
COMBINES = {BUILDING_AT_ONCE: (DESIGN, FIRE, BUILDING)}
# (procedure, component) → what is handed in once where these procedures are done at once
SHARED_KEYS = {
    (DESIGN, "TP01"): "don_de_nghi",
    (FIRE, "TP01"): "don_de_nghi",
    (BUILDING, "TP01"): "don_de_nghi",
    (DESIGN, "TP02"): "quyen_su_dung_dat",
    (FIRE, "TP02"): "quyen_su_dung_dat",
    (BUILDING, "TP02"): "quyen_su_dung_dat",
    (DESIGN, "TP03"): "phe_duyet_du_an",
    (FIRE, "TP03"): "phe_duyet_du_an",
}
# (procedure, component) → a form as it looks when it is filled in
EXAMPLES = {
    (BUSINESS, "TP01"): """\
Họ và tên: Nguyễn Văn Mẫu
Ngày sinh: 19/05/1990
Số định danh cá nhân: ghi đủ 12 số trên thẻ căn cước
Tên hộ kinh doanh: Hộ kinh doanh Nguyễn Văn Mẫu
Địa điểm kinh doanh: Số 12, thôn Đông, xã Tân Lâm, tỉnh Nam Giang
Ngành nghề: Bán lẻ lương thực, thực phẩm
Vốn kinh doanh: 150.000.000 đồng
Số lao động dự kiến: 03 người""",
    (BIRTH, "TP01"): """\
Họ và tên người yêu cầu: Trần Thị Mẫu
Quan hệ với người được khai sinh: Mẹ
Họ và tên người được khai sinh: Nguyễn Bình Mẫu
Ngày sinh: 03/02/2026, ghi bằng chữ: ngày ba tháng hai năm hai nghìn không trăm hai mươi sáu
Nơi sinh: Trạm y tế xã Suối Vàng, tỉnh Nam Giang
Quê quán: Xã Suối Vàng, tỉnh Nam Giang""",
    (BUILDING, "TP01"): """\
Tên chủ đầu tư: Lê Văn Mẫu
Địa điểm xây dựng: Thửa đất số 45, tờ bản đồ số 7, xã Tân Lâm, tỉnh Nam Giang
Loại công trình: Nhà ở riêng lẻ, cấp III
Diện tích xây dựng tầng 1: 86,5 m²
Tổng diện tích sàn: 173 m²
Số tầng: 02""",
}

STOCK_COUNTS: Table = (
    ("agency_code", "paper_type", "procedure_code", "valid_on", "count", "note"),
    (
        DEPARTMENT, "giay_phep_xd", BUILDING,
        "2024-12-31", "5", "Giấy phép còn hiệu lực, kho lưu trữ của Sở",
    ),
    (DISTRICT, "ho_kinh_doanh", BUSINESS, "2024-12-31", "9", "Sổ đăng ký hộ kinh doanh của huyện"),
    (TAN_LAM, "ho_kinh_doanh", BUSINESS, "2025-07-01", "4", "Nhận bàn giao từ huyện Tân Lâm"),
    (TAN_LAM, "quyet_dinh", ALLOWANCE, "2025-07-01", "2", "Quyết định trợ cấp đang chi trả"),
    (SUOI_VANG, "giay_khai_sinh", BIRTH, "2024-12-31", "6", "Bản lưu cùng sổ hộ tịch"),
    (SUOI_VANG, "ket_hon", MARRIAGE, "2024-12-31", "3", "Bản lưu cùng sổ hộ tịch"),
    (SUOI_VANG, "quyet_dinh", ALLOWANCE, "2024-12-31", "2", "Quyết định trợ cấp đang chi trả"),
)  # fmt: skip


def agency_name(code: str) -> str:
    """Return the full name of an agency of the invented province."""
    return next(row[1] for row in AGENCIES[1:] if row[0] == code)


def processing_days(procedure_code: str) -> int:
    """Return the time limit in working days."""
    return int(PROCEDURE_HEADS[procedure_code][4])


def procedure_rows() -> Table:
    """Return one row per accepted paper type: AND inside an alternative, OR between them."""
    head = (
        "code", "name", "level", "sector", "result_paper_type", "processing_days", "legal_basis",
        "component_code", "component_name", "alternative", "paper_type", "mandatory_class",
        "copy_kind", "max_age_days", "shared_key", "example", "combines",
    )  # fmt: skip
    heads = PROCEDURE_HEADS | _CHAIN_HEADS
    rows = [
        (
            code,
            *heads[code],
            *component,
            SHARED_KEYS.get((code, component[0]), ""),
            EXAMPLES.get((code, component[0]), ""),
            ";".join(COMBINES.get(code, ())),
        )
        for code, components in (COMPONENTS | _CHAIN_COMPONENTS).items()
        for component in components
    ]
    return (head, *rows)
