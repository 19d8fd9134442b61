"""What a person is told of a copy that is genuine: may it be relied on today."""

from dataclasses import dataclass

from dossiers.copy_checks import Standing


@dataclass(frozen=True, slots=True)
class Words:
    """One standing: colour, headline, what it means for who holds the copy."""

    tone: str
    headline: str
    meaning: str


_ASK = "Đề nghị người đưa giấy tờ cung cấp bản còn giá trị, hoặc hỏi cơ quan ghi trên giấy."
WORDS = {
    Standing.VALID: Words(
        "good", "Bản số hóa thật, còn giá trị", "Hệ thống giữ bản này và chữ ký số của nó hợp lệ."
    ),
    Standing.NEWER_COPY: Words(
        "attention",
        "Bản số hóa thật, nhưng đã có bản mới hơn",
        f"Bản bạn cầm đã được làm lại. {_ASK}",
    ),
    Standing.IN_CORRECTION: Words(
        "attention",
        "Bản số hóa thật, đang được làm lại",
        "Cơ quan đang sửa bản này. Kiểm tra lại sau khi bản mới được ký.",
    ),
    Standing.NOT_YET: Words(
        "attention",
        "Bản số hóa thật, chưa đến ngày có hiệu lực",
        "Giấy tờ này có hiệu lực từ một ngày sau hôm nay.",
    ),
    Standing.EXPIRED: Words("bad", "Bản số hóa thật, nhưng đã hết hiệu lực", _ASK),
    Standing.REVOKED: Words("bad", "Bản số hóa thật, nhưng giấy tờ đã bị thu hồi", _ASK),
    Standing.REPLACED: Words("bad", "Bản số hóa thật, nhưng đã bị giấy tờ khác thay thế", _ASK),
    Standing.WITHDRAWN: Words("bad", "Bản số hóa thật, nhưng đã ngừng sử dụng", _ASK),
    Standing.UNPROVEN: Words(
        "attention",
        "Bản số hóa thật, chữ ký số chưa kiểm tra được",
        "Chưa đủ dữ liệu để kết luận về chữ ký số. Thử lại sau, hoặc hỏi cơ quan ghi trên giấy.",
    ),
    Standing.SIGNATURE_INVALID: Words(
        "bad", "Chữ ký số của bản này không hợp lệ", f"Không dùng bản này. {_ASK}"
    ),
}
