"""Sentence and remedy of every code about keys and signing; `config/messages.py` takes them in."""

KEYS: dict[str, tuple[str, str]] = {
    "signing.certificate_expires": (
        "Chứng thư của khóa ký đã hết hạn, sắp hết hạn hoặc chưa có hiệu lực, nên không ký.",
        "Quản trị cài khóa đã gia hạn của cơ quan; giấy tờ đợi và được tự ký lại.",
    ),
    "signing.certificate_revoked": (
        "Chứng thư của khóa ký đã bị thu hồi, nên không ký.",
        "Quản trị cài khóa mới của cơ quan; giấy tờ đợi và được tự ký lại.",
    ),
    "signing.certificate_of_another": (
        "Chứng thư của khóa ký không mang tên cơ quan này, nên không ký.",
        "Quản trị cài đúng khóa của cơ quan, hoặc sửa tên cơ quan; giấy tờ đợi và được tự ký lại.",
    ),
    "signing.certificate_unfit": (
        "Chứng thư này không dùng để ký văn bản được.",
        "Quản trị cài khóa có quyền ký số; giấy tờ đợi và được tự ký lại.",
    ),
    "signing.failed": (
        "Không ký hoặc không kiểm tra được chữ ký.",
        "Báo quản trị; bản gốc vẫn được giữ nguyên.",
    ),
    "signing.key_unavailable": (
        "Khóa ký chưa sẵn sàng.",
        "Cắm lại token hoặc kiểm tra HSM rồi thử lại.",
    ),
    "signing.key_unreadable": (
        "Không mở được khóa ký.",
        "Kiểm tra tệp khóa, mật khẩu hoặc mã PIN; giấy tờ đợi và được tự ký lại.",
    ),
    "signing.timestamp_unavailable": (
        "Dịch vụ dấu thời gian không trả lời.",
        "Hệ thống tự thử lại.",
    ),
    "signing.level_unsupported": (
        "Chưa tạo được mức chữ ký này với những gì đã nạp.",
        "Chọn B-T, hoặc nạp đủ chứng thư và danh sách thu hồi.",
    ),
    "signing.input_not_signable": (
        "Tệp này không ký được.",
        "Chọn tệp PDF nguyên vẹn, không mật khẩu.",
    ),
    "signing.input_too_large": ("Tệp quá lớn để kiểm tra chữ ký.", "Chia tệp thành nhiều phần."),
    "signing.font_unavailable": (
        "Máy thiếu phông chữ cho dòng chữ ký.",
        "Quản trị cài gói fonts-liberation2.",
    ),
    "signing.trust_unreadable": (
        "Không đọc được chứng thư gốc hoặc danh sách thu hồi.",
        "Kiểm tra các tệp PEM, DER, CRL đã nạp.",
    ),
    "signing.no_key": (
        "Cơ quan chưa có khóa ký trên máy này.",
        "Quản trị cài khóa của cơ quan rồi bấm Thử lại.",
    ),
    "signing.own_signature_not_valid": (
        "Bản vừa ký không qua được kiểm tra nên chưa được dùng.",
        "Quản trị xem hạn và tên cơ quan ở trang Khóa và chứng thư, rồi bấm Thử lại.",
    ),
    "signing.trust_missing": (
        "Chưa kiểm tra được chữ ký vừa tạo: thiếu chứng thư gốc, hoặc danh sách thu hồi (CRL) còn hạn của nơi cấp.",
        "Quản trị đặt chúng vào thư mục trust; giấy tờ đợi và được tự thử lại.",
    ),
    "signing.arrived_invalid": (
        "Chữ ký số có sẵn trên tệp không hợp lệ.",
        "Đề nghị cơ quan ban hành gửi lại tệp nguyên vẹn.",
    ),
}
