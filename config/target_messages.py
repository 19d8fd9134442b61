"""Sentence and remedy of what is refused about targets and closed periods; `config/messages.py` takes them in."""

TARGETS: dict[str, tuple[str, str]] = {
    "target.refused": ("Chưa ghi được chỉ tiêu.", "Tải lại trang rồi làm lại."),
    "target.nothing_changed": (
        "Chỉ tiêu này đang có đúng các số đó.",
        "Sửa một mục rồi ghi lại, hoặc không cần làm gì.",
    ),
    "target.nothing_to_end": (
        "Từ năm đó không có chỉ tiêu nào để kết thúc.",
        "Chọn năm mà chỉ tiêu còn áp dụng.",
    ),
    "target.year_out_of_range": ("Năm không nằm trong khoảng 2015–2099.", "Nhập lại năm."),
    "target.value_before_it_holds": (
        "Có mức riêng cho một năm trước khi chỉ tiêu bắt đầu.",
        "Bỏ năm đó, hoặc cho chỉ tiêu bắt đầu sớm hơn.",
    ),
    "target.not_in_percent": ("Mức và bước tăng phải từ 0 đến 100.", "Nhập lại số."),
    "target.cap_below_base": (
        "Mức trần thấp hơn mức ban đầu.",
        "Nâng mức trần hoặc giảm mức ban đầu.",
    ),
    "target.step_without_year": (
        "Mức tăng hằng năm và năm tăng đầu tiên phải đi cùng nhau.",
        "Nhập cả hai, hoặc để trống cả hai.",
    ),
    "target.no_such_reading": ("Không có cách hiểu này.", "Tải lại trang rồi chọn lại."),
    "target.read_so_already": ("Văn bản đang được hiểu đúng như vậy.", "Không cần làm gì."),
    "target.readings_contradict": (
        "Bắt đầu từ 0 thì nhân với 1,2 bao nhiêu lần cũng vẫn là 0.",
        "Đổi một trong hai: mức ban đầu, hoặc cách hiểu “tăng 20 %”.",
    ),
    "closing.refused": ("Chưa chốt được kỳ.", "Tải lại trang rồi làm lại."),
    "closing.not_over": (
        "Kỳ này chưa kết thúc nên số liệu còn thay đổi.",
        "Chốt từ ngày sau ngày cuối kỳ.",
    ),
    "closing.too_early": (
        "Kỳ này nằm trước những năm được tính.",
        "Chọn kỳ từ năm 2015 trở đi.",
    ),
    "closing.agency_not_there": (
        "Cơ quan không hoạt động ngày nào trong kỳ này.",
        "Chọn kỳ khác; với cơ quan đã kết thúc, chọn kỳ trước ngày kết thúc.",
    ),
    "closing.nothing_changed": (
        "Số liệu không khác lần chốt gần nhất.",
        "Không cần chốt lại; xem lần chốt đang có.",
    ),
    "closing.no_reason": (
        "Chốt bổ sung cần có lý do.",
        "Ghi vì sao số liệu khác lần chốt trước.",
    ),
    "closing.being_counted": (
        "Còn hồ sơ, giấy tờ mới chưa được đếm xong.",
        "Đợi một phút rồi chốt lại; nếu vẫn vậy, báo quản trị xem trang Sức khỏe.",
    ),
}
