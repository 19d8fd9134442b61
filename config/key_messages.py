"""Sentence and remedy of every code about keys that may not sign; `config/messages.py` takes them in."""

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
}
