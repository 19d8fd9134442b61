"""What a person who signs is told; `config/messages.py` takes the sentences in."""

_AGAIN = "Tải lại trang Ký số rồi ký lại; giấy tờ không thay đổi."

DEFERRED: dict[str, tuple[str, str]] = {
    "signing.certificate_unreadable": (
        "Chứng thư số của thiết bị ký không đọc được hoặc không dùng để ký ở đây.",
        "Chọn đúng chứng thư số của cơ quan trên thiết bị (khóa RSA hoặc EC).",
    ),
    "signing.signature_wrong": (
        "Chữ ký nhận về không khớp với giấy tờ hoặc không do chứng thư số đã chọn tạo ra nên không được dùng.",
        _AGAIN,
    ),
    "signing.state_broken": ("Phiên ký không còn khớp với bản sao của giấy tờ.", _AGAIN),
    "signing.not_waiting": (
        "Giấy tờ không còn chờ ký số.",
        "Tải lại trang để xem những giấy tờ còn chờ.",
    ),
    "signing.by_key": (
        "Giấy tờ của cơ quan này do máy chủ tự ký bằng khóa của cơ quan.",
        "Không cần ký ở đây; quản trị đổi cách ký ở trang Cơ quan nếu cần.",
    ),
    "signing.no_key_here": (
        "Máy chủ không giữ khóa ký của cơ quan này, và không có dịch vụ ký từ xa nào được khai báo.",
        "Ký bằng thiết bị của người ký, hoặc báo quản trị cài khóa hay khai báo dịch vụ ký.",
    ),
    "signing.begun_by_another": (
        "Người khác đang ký giấy tờ này.",
        "Đợi người đó ký xong; nếu họ bỏ dở, giấy tờ ký lại được sau ít phút.",
    ),
    "signing.already_given": (
        "Giấy tờ này đã có chữ ký và đang đợi cấp dấu thời gian.",
        "Không cần ký lại; giấy tờ tự chuyển tiếp khi có dấu thời gian.",
    ),
    "signing.no_session": ("Không có phiên ký này.", _AGAIN),
    "signing.session_over": ("Phiên ký này đã kết thúc nên không nhận chữ ký nữa.", _AGAIN),
    "signing.session_expired": ("Phiên ký đã quá hạn.", _AGAIN),
    "signing.signature_lost": (
        "Chữ ký đã nhận không còn khớp với bản sao của giấy tờ nên không được dùng.",
        "Ký lại giấy tờ ở trang Ký số.",
    ),
    "signing.superseded": ("Phiên ký được bắt đầu lại.", "Dùng phiên ký mới."),
    "signing.cancelled": ("Người ký đã bỏ phiên ký.", "Ký lại khi cần ở trang Ký số."),
}
