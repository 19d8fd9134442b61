"""The papers that every index is filled with, and how the tests ask for them."""

from dataclasses import replace
from datetime import date

from search.ports import Entry, Filters, Index

EVERYTHING = Filters()


def entry(paper: str, **facts: object) -> Entry:
    plain = Entry(
        paper=paper,
        version=1,
        agency="ubnd-hoa-an",
        available=True,
        paper_type="unknown",
        title="",
        number="",
        issuer="",
        holder_name="",
        text="",
    )
    return replace(plain, **facts)  # type: ignore[arg-type]


PAPERS = [
    entry(
        "birth-an",
        paper_type="giay_khai_sinh",
        title="Giấy khai sinh",
        number="45/2019",
        issuer="UBND xã Hoà Tiến",
        holder_name="Nguyễn Văn An",
        text="GIẤY KHAI SINH\nHọ, chữ đệm, tên: NGUYỄN VĂN AN\nSố định danh cá nhân: 048219001234",
        issued_on=date(2019, 3, 4),
    ),
    entry(
        "marriage-an",
        paper_type="ket_hon",
        title="Giấy chứng nhận kết hôn",
        issuer="UBND xã Hoà Tiến",
        holder_name="Nguyễn Văn An",
        text="Họ tên chồng: Nguyễn Văn An\nHọ tên vợ: Lê Thị Thuỷ",
        issued_on=date(2021, 5, 6),
        valid_to=date(2030, 1, 1),
    ),
    entry(
        "birth-duong",
        paper_type="giay_khai_sinh",
        title="Giấy khai sinh",
        issuer="UBND phường Hải Châu",
        holder_name="Đặng Thùy Dương",
        text="Giấy khai sinh của Đặng Thùy Dương, con ông Đặng Quốc Khánh",
    ),
    entry(
        "misread-name",
        paper_type="xac_nhan_cu_tru",
        title="Xác nhận thông tin về cư trú",
        agency="cong-an-quan-1",
        text="Ông Phạm Quôc Khanb thường trú tại phường Bến Nghé",
    ),
    entry(
        "resolution",
        paper_type="nghi_quyet",
        title="Nghị quyết về chuyển đổi số",
        number="115/NQ-CP",
        issuer="Chính phủ",
        text="Căn cứ Tờ trình số 4017/TTr-\nBNNMT ngày 1 tháng 4 năm 2026",
        issued_on=date(2026, 4, 16),
        valid_from=date(2026, 5, 1),
    ),
    entry(
        "decision",
        paper_type="quyet_dinh",
        title="Quyết định phê duyệt kế hoạch",
        number="116/QĐ-UBND",
        issuer="UBND thành phố",
        text="Căn cứ Nghị quyết số 0115/NQ-CP, phê duyệt kế hoạch trồng cây xanh ven sông",
    ),
    entry(
        "permit",
        paper_type="giay_phep_xd",
        title="Giấy phép xây dựng",
        number="990/GPXD",
        available=False,
        text="Cấp phép xây dựng nhà ở riêng lẻ hai tầng tại thửa đất số 12 cho bà Trần Thị Hòa",
    ),
    entry(
        "business",
        paper_type="ho_kinh_doanh",
        title="Giấy chứng nhận đăng ký hộ kinh doanh",
        number="91C8009397",
        text="Ngành nghề: bán lẻ cây cảnh. Nhà ở của chủ hộ cách sông hai cây số, tầng hai",
    ),
]


def papers(index: Index, query: str, filters: Filters = EVERYTHING, limit: int = 20) -> list[str]:
    return [hit.paper for hit in index.search(query, filters=filters, limit=limit)]


def snippet(index: Index, query: str, paper: str) -> str:
    return index.snippets(query, [paper])[paper]
