"""Why a paper is proposed to begin with a page, or not to; `config/messages.py` takes the sentences in."""

_LOOK = "Xem trang này và trang trước; dời ranh giới nếu không đúng."
_NOTHING = "Không cần làm gì nếu ranh giới đúng."

SPLITTING: dict[str, tuple[str, str]] = {
    "split.first_page": ("Trang đầu của tệp.", _NOTHING),
    "split.separator": ("Có tờ phân cách ngay trước trang này.", _NOTHING),
    "split.sheet_unread": (
        "Ngay trước trang này là tờ phân cách không đọc được mã.",
        "Chọn hồ sơ và loại giấy tờ khi đối soát; in lại tờ đã hỏng.",
    ),
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
    "split.dossier_unknown": (
        "Tờ phân cách ghi một mã hồ sơ không có trong các hồ sơ của cơ quan.",
        "Kiểm tra mã trên tờ; giấy tờ đứng sau đang được để ở hồ sơ lưu.",
    ),
    "split.type_unknown": (
        "Tờ phân cách ghi một loại giấy tờ không có trong danh mục.",
        "Chọn loại khi đối soát; in lại tờ phân cách nếu danh mục đã đổi.",
    ),
    "split.only_sheets": (
        "Tệp chỉ có tờ phân cách, không có giấy tờ nào.",
        "Quét lại cả tập với giấy tờ đặt sau từng tờ.",
    ),
    "split.not_a_stack": (
        "Tệp này không tách được: chỉ có một trang, chưa mở được, hoặc đã ký số cả tệp.",
        "Đối soát tệp như một giấy tờ; nếu cần tách, quét lại thành nhiều tệp.",
    ),
    "split.still_reading": (
        "Còn trang đang được đọc; chưa có gì được đổi.",
        "Đợi đọc xong rồi bấm lại.",
    ),
    "split.past_review": (
        "Một giấy tờ có trang bị đổi đã được đối soát hoặc trả lại; chưa có gì được đổi.",
        "Giữ nguyên ranh giới của giấy tờ đó, hoặc quét lại phần cần tách.",
    ),
    "split.changed": (
        "Người khác vừa tách lại tệp này; chưa có gì được đổi.",
        "Xem cách tách mới rồi quyết định.",
    ),
    "split.no_sign": ("Không có dấu hiệu nào của một giấy tờ mới.", _LOOK),
}
