"""Sentence and remedy of every code about the archive; `config/messages.py` takes them in."""

ARCHIVE: dict[str, tuple[str, str]] = {
    # What a check finds
    "archive.missing": (
        "Sổ có ghi nhưng trong kho không còn đối tượng này.",
        "Khôi phục đối tượng từ bản sao lưu; bản PDF/A được hệ thống tự làm lại từ bản gốc.",
    ),
    "archive.damaged": (
        "Nội dung trong kho không còn đúng từng byte như khi lưu.",
        "Kiểm tra ổ đĩa của kho và khôi phục đối tượng từ bản sao lưu.",
    ),
    "archive.wrong_size": (
        "Đối tượng trong kho không còn đúng kích thước như khi lưu.",
        "Kiểm tra ổ đĩa của kho và khôi phục đối tượng từ bản sao lưu.",
    ),
    "archive.wrong_record": (
        "Sổ ghi mã SHA-256 không khớp với khóa của đối tượng.",
        "Sổ đã bị sửa ngoài hệ thống: so với bản sao lưu của sổ và chạy motlan audit verify.",
    ),
    "archive.unreadable": (
        "Không đọc được đối tượng này dù kho vẫn trả lời.",
        "Kiểm tra quyền đọc và ổ đĩa của kho.",
    ),
    "archive.touched": (
        "Đối tượng còn nguyên nội dung nhưng đã bị động vào bên ngoài hệ thống.",
        "Xem ai có quyền ghi vào kho; đặt lại quyền chỉ đọc.",
    ),
    "archive.lock_short": (
        "Khóa lưu giữ của đối tượng không có, hoặc ngắn hơn thời hạn ghi trong sổ.",
        "Hệ thống tự khóa lại đủ thời hạn; xem ai có quyền ghi vào kho.",
    ),
    "archive.hold_missing": (
        "Giấy tờ đang được giữ theo yêu cầu pháp lý nhưng kho không còn giữ đối tượng này.",
        "Hệ thống tự giữ lại; xem ai có quyền ghi vào kho.",
    ),
    "archive.lock_unreadable": (
        "Không đọc được khóa lưu giữ của đối tượng.",
        "Khôi phục tệp khóa từ bản sao lưu; đối tượng chưa xóa được trong lúc đó.",
    ),
    "archive.signature_invalid": (
        "Chữ ký số kiểm tra lại không còn hợp lệ.",
        "Mở giấy tờ, xem kết quả kiểm tra chữ ký và báo người có trách nhiệm.",
    ),
    "archive.not_verified": (
        "Chưa kiểm tra lại được chữ ký số đã đến hạn.",
        "Nạp chứng thư gốc và danh sách thu hồi (CRL) mới nhất; lần sau hệ thống tự kiểm tra lại.",
    ),
    "archive.original_damaged": (
        "Bản gốc của giấy tờ trong kho bị hỏng hoặc mất.",
        "Khôi phục bản gốc từ bản sao lưu; bản gốc không được làm lại từ bản khác.",
    ),
    # What was done about it
    "archive.locked_again": ("Đã khóa lại đủ thời hạn.", "Không cần làm gì."),
    "archive.composed_again": ("Đã làm lại đúng từng byte từ bản gốc.", "Không cần làm gì."),
    "archive.composed_anew": ("Đã làm bản mới từ bản gốc.", "Không cần làm gì."),
    "archive.signed_anew": (
        "Bản đã ký cũ không còn; giấy tờ được làm lại từ bản gốc và ký số lại thành bản mới.",
        "Theo dõi đến khi giấy tờ dùng được trở lại.",
    ),
    # Running it
    "archive.busy": (
        "Một lần kiểm tra kho khác đang chạy.",
        "Đợi lần đó xong; nếu nó đã bị ngắt, chạy lại sau hai phút.",
    ),
    "archive.wrong_sample": (
        "--sample phải là số đối tượng (500) hoặc phần trăm (5%).",
        "Sửa --sample.",
    ),
    "archive.wrong_rate": (
        "--rate phải là số đối tượng mỗi giây (50) hoặc MB mỗi giây (20MB).",
        "Sửa --rate.",
    ),
    "archive.stopped": (
        "Kiểm tra kho đã dừng giữa chừng.",
        "Chạy lại cùng lệnh; nó tiếp tục từ chỗ đã dừng.",
    ),
    "archive.mail_failed": (
        "Không gửi được thư báo kết quả kiểm tra kho; kết quả vẫn được ghi.",
        "Kiểm tra MOTLAN_MAIL_URL và máy chủ thư.",
    ),
    # On Sức khỏe
    "archive.has_findings": (
        "Lần kiểm tra kho gần nhất thấy đối tượng không còn đúng như sổ ghi.",
        "Xem mục Kiểm tra kho ở trang này và làm theo từng dòng.",
    ),
    "archive.not_checked": (
        "Đã lâu kho chưa được kiểm tra trọn một lần.",
        "Chạy motlan verify_archive, và đặt lịch chạy mỗi đêm.",
    ),
}
