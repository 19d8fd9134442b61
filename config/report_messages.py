"""Sentence and remedy of what goes wrong with reports; `config/messages.py` takes them in."""

REPORTS: dict[str, tuple[str, str]] = {
    "report.refused": ("Chưa đặt được lịch gửi.", "Tải lại trang rồi làm lại."),
    "report.no_right": (
        "Người nhận không còn quyền xem số liệu của cơ quan này nên báo cáo không được gửi.",
        "Cấp lại vai trò, hoặc dừng lịch gửi ở trang Báo cáo → Lịch gửi.",
    ),
    "report.no_address": (
        "Người nhận chưa có địa chỉ thư điện tử.",
        "Quản trị điền thư điện tử ở trang Quản trị → Người dùng; lần chạy sau sẽ gửi.",
    ),
    "report.not_made": (
        "Không lập được báo cáo hay thư này.",
        "Xem nhật ký của dịch vụ gửi báo cáo; lần chạy sau sẽ thử lại.",
    ),
    "report.mail_failed": (
        "Máy chủ thư không nhận báo cáo.",
        "Kiểm tra MOTLAN_MAIL_URL và máy chủ thư; lần chạy sau sẽ gửi lại.",
    ),
    "report.scheduled_already": (
        "Người này đã có lịch nhận báo cáo này.",
        "Dừng lịch cũ trước khi đặt lịch mới.",
    ),
    "report.ended_already": ("Lịch gửi này đã dừng.", "Tải lại trang; không cần làm gì."),
    "figures.ends_before_it_begins": ("Ngày cuối trước ngày đầu.", "Kiểm tra hai ngày."),
    "figures.not_a_rate": (
        "Không phải tỷ lệ phần trăm từ 0 đến 100.",
        "Ghi như 99,59 hoặc 99.59.",
    ),
    "figures.outcomes": (
        "Đúng hạn và quá hạn cộng lại không bằng số đã giải quyết; dòng vẫn được nhận.",
        "So lại với báo cáo gốc; chênh lệch được nêu trong báo cáo.",
    ),
    "figures.carried_over": (
        "Đã giải quyết và đang giải quyết nhiều hơn số tiếp nhận mà không nêu kỳ trước chuyển sang.",
        "Hỏi nơi báo cáo số chuyển sang và ghi vào cột carried_over.",
    ),
    "figures.flow": (
        "Tiếp nhận và chuyển sang không bằng đã giải quyết và đang giải quyết; dòng vẫn được nhận.",
        "So lại với báo cáo gốc; chênh lệch được nêu trong báo cáo.",
    ),
    "figures.channels": (
        "Các kênh cộng lại không bằng số tiếp nhận; dòng vẫn được nhận.",
        "So lại với báo cáo gốc; chênh lệch được nêu trong báo cáo.",
    ),
    "figures.rate": (
        "Tỷ lệ đúng hạn được nêu khác với tỷ lệ tính lại từ số liệu; dòng vẫn được nhận.",
        "So lại với báo cáo gốc; chênh lệch được nêu trong báo cáo.",
    ),
}
