"""Sentence and remedy of every code about the work in the background; `config/messages.py` takes them in."""

WORK: dict[str, tuple[str, str]] = {
    "sweep.not_positive": ("Khoảng thời gian phải lớn hơn 0 giây.", "Sửa --every."),
    "sweep.delete_what": ("--delete chỉ dùng cùng --objects.", "Thêm --objects."),
}
