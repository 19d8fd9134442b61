"""Sentence and remedy of every code of the citizen's side; `config/messages.py` takes them in."""

CITIZEN: dict[str, tuple[str, str]] = {
    "slip.no_personal_id": (
        "Người này chưa có số định danh trong sổ nên chưa cấp được phiếu truy cập.",
        "Bổ sung số định danh của chủ giấy tờ rồi cấp phiếu.",
    ),
    "slip.not_compared": (
        "Chưa xác nhận đã so thẻ căn cước với người đến.",
        "So thẻ, đánh dấu xác nhận rồi cấp phiếu.",
    ),
    "citizen.no_signed_copy": (
        "Giấy tờ này chưa có bản đã ký số để tải.",
        "Đợi cơ quan ký số xong rồi thử lại.",
    ),
    "oidc.failed": ("Đăng nhập bằng tài khoản định danh không thành.", "Dùng phiếu truy cập."),
    "oidc.unreachable": (
        "Không kết nối được nơi cấp tài khoản định danh.",
        "Đợi ít phút rồi thử lại, hoặc dùng phiếu truy cập.",
    ),
    "oidc.untrusted": (
        "Câu trả lời của nơi cấp tài khoản định danh không tin cậy được.",
        "Dùng phiếu truy cập; quản trị kiểm tra các biến MOTLAN_OIDC.",
    ),
    "oidc.declined": (
        "Việc đăng nhập đã bị hủy hoặc quá hạn.",
        "Bấm đăng nhập lại từ đầu, hoặc dùng phiếu truy cập.",
    ),
    "oidc.level_too_low": (
        "Tài khoản định danh chưa đủ mức để xem giấy tờ.",
        "Nâng mức tài khoản định danh, hoặc dùng phiếu truy cập.",
    ),
    "oidc.incomplete": (
        "Nơi cấp tài khoản định danh chưa cho biết đủ số định danh, họ tên và ngày sinh.",
        "Dùng phiếu truy cập; quản trị kiểm tra tên các trường MOTLAN_OIDC.",
    ),
    "citizen.undetermined": (
        "Không xác định được chắc chắn bạn là ai trong sổ.",
        "Mang thẻ căn cước đến bộ phận một cửa để được cấp phiếu truy cập.",
    ),
    "correction.nothing_said": ("Chưa ghi nội dung cần sửa.", "Ghi chỗ sai và nội dung đúng."),
    "correction.unknown": (
        "Không có đề nghị hoặc giấy tờ này.",
        "Quay lại danh sách rồi chọn lại.",
    ),
    "correction.too_many": (
        "Bạn đang có quá nhiều đề nghị chờ trả lời.",
        "Đợi cơ quan trả lời các đề nghị trước rồi gửi tiếp.",
    ),
    "correction.no_agency": (
        "Chưa có cơ quan nào giữ giấy tờ hoặc hồ sơ của bạn.",
        "Liên hệ bộ phận một cửa nơi bạn sẽ nộp hồ sơ.",
    ),
    "correction.answer_needed": (
        "Chưa ghi nội dung trả lời.",
        "Ghi việc đã sửa, hoặc lý do không sửa.",
    ),
    "correction.answered_already": (
        "Đề nghị này vừa được người khác trả lời.",
        "Tải lại trang để xem câu trả lời.",
    ),
    "concealment.unknown": (
        "Không có mục này trong nhật ký của cơ quan bạn.",
        "Chọn lại trong danh sách.",
    ),
    "concealment.no_rule": (
        "Chưa chọn quy tắc, hoặc quy tắc không còn hiệu lực.",
        "Chọn một quy tắc đang có hiệu lực.",
    ),
    "concealment.reason_needed": ("Chưa ghi lý do.", "Ghi lý do và số văn bản."),
    "concealment.own_act": (
        "Người làm việc này không được tự ẩn việc của mình.",
        "Đề nghị lãnh đạo khác của cơ quan thực hiện.",
    ),
    "concealment.over": (
        "Thời hạn hiện muộn của quy tắc đã qua nên không ẩn được mục này.",
        "Không cần làm gì; công dân đã được xem.",
    ),
}
