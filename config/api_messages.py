"""Sentence and remedy of every code that the API alone gives; `config/messages.py` takes them in."""

API: dict[str, tuple[str, str]] = {
    "api.token_refused": (
        "Khóa truy cập thiếu, sai, hết hạn hoặc đã bị thu hồi.",
        "Gửi Authorization: Bearer với khóa còn hiệu lực; xin khóa mới ở quản trị của cơ quan.",
    ),
    "api.not_allowed": (
        "Khóa hoặc tài khoản này không có quyền làm việc đó.",
        "Xin khóa có đủ quyền và vai trò ở quản trị của cơ quan.",
    ),
    "api.not_there": (
        "Không có mục này, hoặc tài khoản không được xem.",
        "Kiểm tra địa chỉ và mã.",
    ),
    "api.method_not_allowed": (
        "Địa chỉ này không nhận phương thức đó.",
        "Dùng một phương thức ghi trong đầu Allow.",
    ),
    "api.cursor_unreadable": (
        "Không đọc được con trỏ trang.",
        "Gửi nguyên giá trị next của trang trước, cho đúng danh sách đó.",
    ),
    "api.body_unreadable": ("Nội dung gửi lên không phải JSON đọc được.", "Sửa JSON, mã UTF-8."),
    "api.body_too_large": ("Nội dung gửi lên quá lớn.", "Gửi ít hơn 64 KiB một lần."),
    "api.media_type": (
        "Chỉ nhận nội dung JSON.",
        "Gửi Content-Type: application/json.",
    ),
    "api.invalid": (
        "Có trường thiếu, thừa hoặc không đúng dạng.",
        "Sửa các trường trong errors theo /api/v1/openapi.json.",
    ),
    "api.too_many_calls": (
        "Đã hết lượt gọi của phút này.",
        "Đợi số giây trong đầu Retry-After rồi gọi lại.",
    ),
    "api.key_used_otherwise": (
        "Idempotency-Key này đã dùng cho một yêu cầu khác.",
        "Dùng khóa mới cho mỗi yêu cầu mới; chỉ gửi lại khóa cũ cùng nội dung cũ.",
    ),
    "api.broken": ("Hệ thống gặp lỗi.", "Thử lại sau; nếu còn lỗi, báo quản trị kèm request_id."),
    "api.file_too_large": (
        "Tệp quá lớn để gửi trong một câu trả lời.",
        "Lấy bằng đường dẫn có hạn của giấy tờ này.",
    ),
    "evidence.decided": (
        "Yêu cầu này đã được nhận hoặc từ chối.",
        "Xem trạng thái của yêu cầu; cần nữa thì gửi yêu cầu mới.",
    ),
    "evidence.over": ("Yêu cầu này đã quá hạn.", "Gửi yêu cầu mới."),
    "evidence.not_previewed": (
        "Chưa xem trước giấy tờ nên chưa thể quyết định.",
        "Xem trước giấy tờ rồi nhận hoặc từ chối.",
    ),
    "system.name_taken": (
        "Tên này không dùng được hoặc đã có tài khoản mang tên đó.",
        "Chọn tên khác; thêm khóa cho hệ thống đã có ở trang của nó.",
    ),
    "system.role": (
        "Hệ thống chỉ có thể là cán bộ số hóa hoặc cán bộ giải quyết.",
        "Chọn một trong hai vai trò đó.",
    ),
    "system.no_role": (
        "Hệ thống không có vai trò ở cơ quan nào.",
        "Giao vai trò cho tài khoản của hệ thống trước.",
    ),
    "system.token_bounds": (
        "Khóa phải có ít nhất một quyền, hết hạn trong hai năm và gọi được ít nhất một lần mỗi phút.",
        "Sửa quyền, số ngày hoặc số lượt gọi.",
    ),
    "system.token_unknown": (
        "Không có khóa với số này.",
        "Xem số khóa bằng motlan api_token list.",
    ),
    "user.is_system": (
        "Đây là tài khoản của một hệ thống.",
        "Hệ thống không đăng nhập và không quản trị; cấp khóa truy cập ở trang Hệ thống.",
    ),
}
