"""Sentence and remedy of what is refused about keeping and disposing; `config/messages.py` takes them in."""

RETENTION: dict[str, tuple[str, str]] = {
    "retention.refused": ("Chưa ghi được.", "Tải lại trang rồi làm lại."),
    "hold.disposed_already": (
        "Giấy tờ đã tiêu hủy, không còn gì để giữ.",
        "Xem biên bản tiêu hủy ở trang Lưu trữ.",
    ),
    "hold.lifted_already": ("Lệnh giữ này đã được gỡ.", "Tải lại trang; không cần làm gì."),
    "hold.paper_unknown": (
        "Không có giấy tờ với mã này ở cơ quan của bạn.",
        "Kiểm tra mã; mã đứng sau chữ “giay-to-” trong địa chỉ và tên tệp tải về.",
    ),
    "disposal.nothing_chosen": ("Chưa chọn giấy tờ nào.", "Đánh dấu giấy tờ cần tiêu hủy."),
    "disposal.too_many": (
        "Một lần chỉ đề xuất được 500 giấy tờ.",
        "Chia danh sách thành nhiều lần, để người duyệt xem hết được.",
    ),
    "disposal.not_due": (
        "Có giấy tờ trong danh sách chưa hoặc không còn đến lúc tiêu hủy.",
        "Tải lại trang; chỉ giấy tờ hết thời hạn lưu, không bị giữ, không trong hồ sơ đang giải quyết mới được chọn.",
    ),
    "disposal.same_person": (
        "Người đề xuất không được tự duyệt, kể cả bằng tài khoản khác.",
        "Nhờ lãnh đạo hoặc quản trị khác của cơ quan duyệt.",
    ),
    "disposal.decided_already": ("Đề xuất này đã được quyết định.", "Tải lại trang để xem."),
    "disposal.in_use": (
        "Giấy tờ đang được dùng trong hồ sơ chưa giải quyết xong.",
        "Chờ hồ sơ đó kết thúc; lần chạy sau sẽ thử lại.",
    ),
    "disposal.not_kept": (
        "Giấy tờ không còn ở trạng thái lưu trữ.",
        "Xem giấy tờ; nếu đang sửa hoặc đã tiêu hủy ở lần khác thì không cần làm gì.",
    ),
}
