"""Sentence and remedy of what holder identity refuses or doubts; `config/messages.py` takes them in."""

IDENTITY: dict[str, tuple[str, str]] = {
    "holder.undetermined": (
        "Không xác định được người này.",
        "So lại số, họ tên và ngày sinh với giấy tờ của người đó rồi tìm lại.",
    ),
    "holder.name_needed": ("Chưa ghi họ tên.", "Ghi họ và tên đúng như trên giấy tờ."),
    "holder.reason_needed": (
        "Chưa chọn lý do hoặc chưa ghi diễn giải.",
        "Chọn lý do và ghi rõ, ví dụ số văn bản.",
    ),
    "holder.not_yours": (
        "Không tìm thấy người này.",
        "Chỉ sửa được người có giấy tờ hoặc hồ sơ ở cơ quan mình.",
    ),
    "holder.no_number_left": (
        "Mỗi người cần ít nhất một số: số định danh, số CMND hoặc mã số thuế.",
        "Giữ hoặc ghi lại một số.",
    ),
    "holder.number_taken": (
        "Số này đã thuộc về một người khác trong sổ.",
        "Nếu là cùng một người thì gộp hai bản ghi; nếu không, so lại số với giấy tờ.",
    ),
    "holder.seen_older": (
        "Thông tin vừa được người khác sửa nên chưa ghi gì.",
        "Xem thông tin mới rồi sửa lại.",
    ),
    "holder.same_row": ("Hai bên là cùng một bản ghi.", "Chọn bản ghi thứ hai của người đó."),
    "holder.other_kind": (
        "Một bên là cá nhân, một bên là tổ chức nên không gộp được.",
        "Chọn đúng hai bản ghi của cùng một người.",
    ),
    "holder.two_persons": (
        "Hai bản ghi có hai số định danh 12 số khác nhau: theo số thì là hai người.",
        "Chỉ gộp khi một số ghi sai hoặc đã được cấp lại, và chọn đúng lý do đó.",
    ),
    "holder.differences": (
        "Hai bản ghi khác nhau về họ tên, ngày sinh hoặc giới tính.",
        "So từng dòng; nếu đúng là một người, đánh dấu xác nhận.",
    ),
    "holder.linked_so": (
        "Giấy tờ đã gắn đúng với người này.",
        "Không cần làm gì; nếu vẫn sai, tải lại trang rồi chọn người khác.",
    ),
    "holder.nothing_changed": ("Chưa có thông tin nào khác đi.", "Sửa ô cần sửa rồi ghi."),
    "reuse.wrong_holder": (
        "Giấy tờ đã dùng trong hồ sơ này từng gắn nhầm chủ.",
        "Xem giấy tờ; thôi dùng lại nếu không phải của chủ hồ sơ này.",
    ),
    "holder.undo_reason": ("Chưa ghi vì sao hoàn tác nên chưa làm gì.", "Ghi rõ rồi bấm lại."),
    "holder.change_unknown": ("Không có thay đổi này.", "Tải lại trang của chủ giấy tờ."),
    "holder.newer_change": (
        "Sau thay đổi này đã có thay đổi mới hơn nên chưa hoàn tác được.",
        "Hoàn tác thay đổi mới hơn trước, hoặc sửa lại bằng một thay đổi mới.",
    ),
}
