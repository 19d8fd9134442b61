"""Sentence and remedy of every code about lists and their kept filters; `config/messages.py` takes them in."""

LISTS: dict[str, tuple[str, str]] = {
    "filter.nothing_to_keep": (
        "Không có gì để lưu: chưa chọn bộ lọc nào, hoặc trong ô tìm có số định danh.",
        "Chọn bộ lọc hoặc nhập từ cần tìm, không kèm số định danh, rồi lưu.",
    ),
    "filter.too_many": (
        "Đã có 20 bộ lọc cho danh sách này.",
        "Xóa bớt bộ lọc không dùng nữa rồi lưu.",
    ),
    "filter.name_taken": ("Đã có bộ lọc mang tên này.", "Đặt tên khác."),
}
