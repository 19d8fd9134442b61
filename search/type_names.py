"""How people call paper types in a search box; the codes are those of the fixed interfaces.

Names of one syllable are left out: đơn or tờ stand in too many sentences to mean a type.
"""

from collections.abc import Mapping, Sequence

TYPE_NAMES: Mapping[str, Sequence[str]] = {
    "quyet_dinh": ("quyết định",),
    "giay_khai_sinh": ("giấy khai sinh", "khai sinh"),
    "ket_hon": (
        "giấy chứng nhận kết hôn",
        "giấy đăng ký kết hôn",
        "giấy kết hôn",
        "đăng ký kết hôn",
        "kết hôn",
    ),
    "ho_kinh_doanh": (
        "giấy chứng nhận đăng ký hộ kinh doanh",
        "đăng ký hộ kinh doanh",
        "hộ kinh doanh",
    ),
    "gcn_qsdd": (
        "giấy chứng nhận quyền sử dụng đất",
        "quyền sử dụng đất",
        "gcn qsdđ",
        "gcnqsdđ",
        "sổ đỏ",
        "sổ hồng",
    ),
    "giay_phep_xd": ("giấy phép xây dựng", "phép xây dựng", "gpxd"),
    "bien_nhan": ("giấy biên nhận", "biên nhận", "giấy tiếp nhận"),
    "don_de_nghi": ("đơn đề nghị", "đơn xin"),
    "cccd_copy": (
        "thẻ căn cước công dân",
        "căn cước công dân",
        "thẻ căn cước",
        "căn cước",
        "cccd",
        "chứng minh nhân dân",
        "cmnd",
    ),
    "cong_van": ("công văn",),
    "xac_nhan_cu_tru": (
        "giấy xác nhận thông tin về cư trú",
        "xác nhận thông tin cư trú",
        "xác nhận cư trú",
    ),
    "hop_dong": ("hợp đồng",),
    "thong_bao": ("thông báo",),
    "nghi_quyet": ("nghị quyết",),
    "thong_tu": ("thông tư",),
    "ke_hoach": ("kế hoạch",),
}
