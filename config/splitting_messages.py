"""Why a paper is proposed to begin with a page, or not to; `config/messages.py` takes the sentences in."""

_LOOK = "Xem trang này và trang trước; dời ranh giới nếu không đúng."
_NOTHING = "Không cần làm gì nếu ranh giới đúng."

SPLITTING: dict[str, tuple[str, str]] = {
    "split.first_page": ("Trang đầu của tệp.", _NOTHING),
    "split.separator": ("Có tờ phân cách ngay trước trang này.", _NOTHING),
    "split.label": ("Trang có dán mã phân cách của hệ thống.", _LOOK),
    "split.barcode": ("Mã vạch ghi mã hồ sơ khác với các trang trước.", _LOOK),
    "split.heading": ("Đầu trang có quốc hiệu, tiêu ngữ.", _LOOK),
    "split.letterhead": ("Đầu trang có tên cơ quan hoặc số, ký hiệu văn bản.", _LOOK),
    "split.title": ("Phần trên của trang có tên loại giấy tờ.", _LOOK),
    "split.number_one": ("Trang được đánh số 1.", _LOOK),
    "split.numbers_ended": ("Trang trước là trang cuối theo số trang in trên giấy.", _LOOK),
    "split.numbers_break_off": ("Trang trước có đánh số, trang này không có.", _LOOK),
    "split.size_change": ("Khổ giấy khác với trang trước.", _LOOK),
    "split.blank_back": ("Ngay trước trang này là mặt sau để trắng.", _LOOK),
    "split.signed_before": ("Trang trước có phần ký hoặc nơi nhận.", _LOOK),
    "split.by_hand": ("Ranh giới do người đối soát đặt.", _NOTHING),
    "split.number_follows": ("Số trang nối tiếp trang trước.", _LOOK),
    "split.later_number": ("Trang được đánh số từ 2 trở đi.", _LOOK),
    "split.appendix": ("Trang ghi là phụ lục hoặc ban hành kèm theo giấy tờ trước.", _LOOK),
    "split.inside_sentence": ("Trang bắt đầu giữa một câu.", _LOOK),
    "split.not_printable": (
        "Mã hồ sơ hoặc mã loại giấy tờ không in được thành mã QR.",
        "Kiểm tra mã hồ sơ; báo quản trị nếu mã loại giấy tờ có dấu, khoảng trắng hoặc dấu chấm phẩy.",
    ),
    "split.no_sign": ("Không có dấu hiệu nào của một giấy tờ mới.", _LOOK),
}
