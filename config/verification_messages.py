"""Sentence and remedy of each answer of the public check that is not about a copy; config/messages.py takes them in."""

VERIFICATION: dict[str, tuple[str, str]] = {
    "check.not_a_code": (
        "Mã gõ chưa đúng.",
        "Mã có 24 chữ và số, in cạnh mã QR trên bản số hóa; so lại từng nhóm bốn ký tự.",
    ),
    "check.unknown_code": (
        "Không có bản số hóa nào mang mã này.",
        "So lại mã với bản bạn cầm. Nếu mã đúng như in, đừng tin bản đó: hỏi cơ quan ghi trên giấy.",
    ),
    "check.too_often": (
        "Nơi bạn đang dùng mạng đã kiểm tra quá nhiều lần.",
        "Đợi 15 phút rồi thử lại.",
    ),
    "check.no_file": ("Chưa chọn tệp.", "Chọn tệp PDF rồi bấm Kiểm tra tệp."),
    "check.not_pdf": (
        "Tệp này không phải PDF.",
        "Chọn tệp PDF nhận được từ cơ quan; ảnh chụp hay bản in không kiểm tra được chữ ký số.",
    ),
    "check.broken": (
        "Tệp rỗng hoặc bị hỏng, không đọc được.",
        "Tải lại tệp từ nơi bạn nhận được rồi kiểm tra lại.",
    ),
    "check.too_large": (
        "Tệp lớn hơn mức cho phép.",
        "Hỏi cơ quan giữ giấy tờ để kiểm tra tệp lớn.",
    ),
    "check.encrypted": (
        "Tệp có mật khẩu nên không kiểm tra được.",
        "Chọn tệp PDF gốc không mật khẩu; hệ thống không dò mật khẩu.",
    ),
    "check.too_many_pages": (
        "Tệp có nhiều trang hơn mức kiểm tra ở đây.",
        "Hỏi cơ quan giữ giấy tờ để kiểm tra tệp này.",
    ),
    "check.too_heavy": (
        "Kiểm tra tệp này tốn quá nhiều thời gian hoặc bộ nhớ nên đã dừng.",
        "Đừng tin tệp này khi chưa hỏi cơ quan ghi trên giấy.",
    ),
    "check.too_slow": ("Tệp được gửi lên quá chậm nên đã dừng.", "Thử lại khi mạng tốt hơn."),
    "check.busy": ("Đang có nhiều người kiểm tra tệp.", "Đợi một phút rồi thử lại."),
    "check.not_done": ("Chưa kiểm tra được tệp này.", "Thử lại sau ít phút."),
}
