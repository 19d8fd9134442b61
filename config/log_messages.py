"""Sentence and remedy of every finding about the log; `config/messages.py` takes them in."""

_KEEP = "Giữ nguyên hiện trạng, báo người phụ trách an toàn thông tin và so với bản sao lưu."

LOG: dict[str, tuple[str, str]] = {
    "log.anchor_missing": ("Mốc neo này của nhật ký đã bị xóa khỏi sổ.", _KEEP),
    "log.anchor_changed": ("Mốc neo này của nhật ký đã bị sửa.", _KEEP),
    "log.anchor_object_lost": (
        "Bản khai của mốc neo không còn nguyên trong kho.",
        "Khôi phục kho từ bản sao lưu rồi kiểm tra lại.",
    ),
    "log.anchor_forged": ("Dấu thời gian của mốc neo không khớp với mốc.", _KEEP),
    "log.anchor_untrusted": (
        "Dấu thời gian của mốc neo chưa nối tới gốc tin cậy đã nạp.",
        "Nạp chứng thư gốc của dịch vụ dấu thời gian rồi kiểm tra lại.",
    ),
    "log.anchor_unstamped": (
        "Mốc neo không có dấu thời gian nên chỉ chứng minh yếu hơn.",
        "Đặt MOTLAN_TSA_URL để các mốc sau có dấu thời gian.",
    ),
    "log.package_unreadable": (
        "Tệp này không phải gói nhật ký, hoặc đã hỏng.",
        "Xin lại gói từ nơi đã xuất.",
    ),
    "log.package_exists": (
        "Đã có tệp với tên này.",
        "Chọn tên khác; không ghi đè gói đã xuất.",
    ),
    "log.not_auditor": (
        "Người này không được xuất nhật ký của cơ quan.",
        "Dùng người có vai trò kiểm tra ở cơ quan đó hoặc cấp trên.",
    ),
    "log.not_a_date": ("Không phải một ngày có thật.", "Nhập theo dạng NĂM-THÁNG-NGÀY."),
    "log.agency_needed": (
        "Chưa biết xuất nhật ký của cơ quan nào.",
        "Thêm --agency MÃ.",
    ),
    "health.log_waits": (
        "Nhật ký có sự kiện chờ mốc neo lâu hơn quy định.",
        "Kiểm tra dịch vụ dấu thời gian và tiến trình xử lý; sự kiện vẫn được giữ đủ.",
    ),
}
