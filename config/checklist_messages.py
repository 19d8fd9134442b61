"""Sentence and remedy of every code of the checklist's pages; `config/messages.py` takes them in."""

CHECKLIST: dict[str, tuple[str, str]] = {
    "checklist.request_needed": (
        "Chưa chọn ai đề nghị dùng lại.",
        "Chọn ở khung Dùng lại giấy tờ đang giữ, rồi bấm lại.",
    ),
    "checklist.exception_needed": (
        "Chưa chọn trường hợp ngoại lệ mà luật cho phép.",
        "Chọn một trường hợp trong danh sách, hoặc chọn ai đề nghị.",
    ),
    "checklist.look_first": (
        "Chưa xem giấy tờ này nên chưa ghi gì.",
        "Bấm Xem giấy tờ, so với hồ sơ, rồi bấm Dùng lại.",
    ),
    "checklist.nothing_ticked": (
        "Chưa đánh dấu giấy tờ nào là đã xem nên chưa ghi gì.",
        "Bấm Xem giấy tờ ở từng thành phần, rồi bấm lại.",
    ),
    "checklist.source_needed": (
        "Chưa chọn nơi tra cứu.",
        "Chọn cơ sở dữ liệu hoặc kho dữ liệu của công dân.",
    ),
    "checklist.reference_needed": (
        "Chưa ghi số tra cứu hoặc số văn bản.",
        "Ghi số mà nơi tra cứu trả về, để sau này kiểm tra lại được.",
    ),
}
