"""Sentences of acts of reuse: code to (what happened, what to do). Read through config/messages.py.

Why a paper may or may not be used stands in reuse/reasons.py.
"""

RELOAD = "Tải lại trang của hồ sơ."

REUSE: dict[str, tuple[str, str]] = {
    "reuse.grounds_needed": (
        "Chưa ghi mục đích hoặc căn cứ pháp lý.",
        "Ghi cả hai rồi bấm Dùng lại.",
    ),
    "reuse.request_needed": (
        "Chưa ghi chủ giấy tờ đề nghị bằng cách nào.",
        "Chọn một cách, hoặc một ngoại lệ theo luật.",
    ),
    "reuse.exception_needed": (
        "Chưa chọn ngoại lệ, hoặc ngoại lệ này không áp dụng hôm nay.",
        "Chọn một ngoại lệ trong danh sách, hoặc ghi đề nghị của chủ giấy tờ.",
    ),
    "reuse.reference_needed": (
        "Chưa ghi số tra cứu hoặc số của giấy tờ trong kho.",
        "Tra cứu, ghi số kết quả rồi bấm lại.",
    ),
    "reuse.source_not_accepted": (
        "Danh mục không nhận cơ sở dữ liệu này cho thành phần này vào hôm nay.",
        "Chọn cơ sở dữ liệu ghi ở thành phần hồ sơ, hoặc dùng giấy tờ.",
    ),
    "reuse.reason_needed": ("Chưa chọn lý do.", "Chọn một lý do trong danh sách."),
    "reuse.not_usable": (
        "Giấy tờ vừa không còn dùng được nên chưa ghi gì.",
        "Tải lại trang để xem lý do.",
    ),
    "reuse.signature_stale": (
        "Chữ ký số đã được kiểm tra quá lâu và lúc này chưa kiểm tra lại được nên chưa ghi gì.",
        "Thử lại sau ít phút; nếu vẫn vậy, quản trị xem kho lưu trữ và danh sách thu hồi (CRL) ở trang Sức khỏe.",
    ),
    "paper.signature_invalid": (
        "Chữ ký số của bản này không hợp lệ nên không đưa ra.",
        "Xem mười điểm đã kiểm tra ở trang của giấy tờ; hỏi cơ quan giữ giấy tờ.",
    ),
    "reuse.changed": (
        "Giấy tờ đang giữ đã thay đổi từ lúc mở trang nên chưa ghi gì.",
        "Tải lại trang, xem giấy tờ mới rồi bấm lại.",
    ),
    "reuse.own_dossier": (
        "Giấy tờ này được nộp cùng chính hồ sơ này nên không tính là dùng lại.",
        "Không cần làm gì; thành phần đã có giấy tờ.",
    ),
    "reuse.already_used": (
        "Thành phần này đã dùng lại giấy tờ hoặc dữ liệu khác.",
        "Thôi dùng lại trước, rồi mới dùng giấy tờ khác hoặc yêu cầu nộp.",
    ),
    "reuse.nothing_held": (
        "Không có giấy tờ dùng được cho thành phần này nên không cần lý do.",
        "In phiếu giấy tờ còn thiếu và đưa cho người nộp.",
    ),
    "reuse.paper_unknown": (
        "Không có giấy tờ này cho thành phần này.",
        RELOAD,
    ),
    "reuse.no_paper": (
        "Lần dùng lại này lấy dữ liệu theo số tra cứu, không có giấy tờ để giao.",
        "Dùng số tra cứu đã ghi.",
    ),
    "reuse.other_procedure": ("Thành phần này không thuộc thủ tục của hồ sơ.", RELOAD),
    "reuse.dossier_closed": (
        "Hồ sơ đã rút, bị dừng hoặc không được tiếp nhận nên không ghi gì thêm.",
        "Kiểm tra trạng thái của hồ sơ.",
    ),
    "reuse.not_your_dossier": (
        "Không có hồ sơ này.",
        "Kiểm tra mã hồ sơ; chỉ thấy hồ sơ của cơ quan mình.",
    ),
    "reuse.unknown": ("Không có lần dùng lại này.", RELOAD),
    "reuse.no_alarm": ("Lần dùng lại này không có cảnh báo.", RELOAD),
    "hand_over.too_many_tries": (
        "Đã thử đường dẫn này quá nhiều lần.",
        "Đợi 15 phút rồi thử lại, hoặc xin cán bộ một đường dẫn mới.",
    ),
    # Alarms: the paper is no longer what it was when it was used
    "reuse.paper_withdrawn": (
        "Giấy tờ đã dùng trong hồ sơ này bị thu hồi hoặc ngừng dùng.",
        "Xem lại kết quả giải quyết; thôi dùng lại nếu giấy tờ không còn giá trị.",
    ),
    "reuse.paper_replaced": (
        "Giấy tờ đã dùng trong hồ sơ này đã có bản mới thay thế.",
        "So với bản mới; thôi dùng lại rồi dùng bản mới nếu nội dung khác.",
    ),
    "reuse.signature_invalid": (
        "Chữ ký số của giấy tờ đã dùng trong hồ sơ này nay không còn hợp lệ.",
        "Hỏi cơ quan giữ giấy tờ; thôi dùng lại nếu giấy tờ không còn giá trị.",
    ),
}
