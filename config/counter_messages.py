"""Sentence and remedy of what the counter refuses, and of printing; `config/messages.py` takes them in."""

COUNTER: dict[str, tuple[str, str]] = {
    # Opening a dossier
    "counter.not_your_dossier": (
        "Không có hồ sơ này, hoặc hồ sơ không thuộc cơ quan của bạn.",
        "Kiểm tra mã hồ sơ; nhờ cơ quan đang giải quyết nếu cần.",
    ),
    "counter.not_your_agency": (
        "Bạn không làm việc tại nơi tiếp nhận này.",
        "Chọn nơi tiếp nhận là cơ quan của bạn.",
    ),
    "counter.agency_ended": (
        "Cơ quan giải quyết này không còn hoạt động.",
        "Chọn cơ quan kế thừa.",
    ),
    "counter.decides_elsewhere": (
        "Cơ quan giải quyết thuộc tỉnh hoặc bộ khác nơi tiếp nhận.",
        "Chọn cơ quan giải quyết cùng tỉnh hoặc cùng bộ với nơi tiếp nhận.",
    ),
    "counter.not_an_officer_there": (
        "Người này không phải cán bộ giải quyết của cơ quan có thẩm quyền.",
        "Chọn một cán bộ giải quyết của cơ quan đó, hoặc để trống.",
    ),
    "counter.procedure_not_published": (
        "Thủ tục này chưa có phiên bản được ban hành.",
        "Báo quản trị ban hành phiên bản của thủ tục trong danh mục.",
    ),
    "counter.held_meanwhile": (
        "Phiếu có giấy tờ mà cơ quan đang giữ và dùng được, hoặc đã dùng lại.",
        "Mở lại phiếu; nếu vẫn cần người dân nộp, bấm Yêu cầu nộp ở thành phần hồ sơ và chọn lý do.",
    ),
    "counter.procedure_not_begun": (
        "Thủ tục này chưa đến ngày áp dụng.",
        "Tiếp nhận từ ngày áp dụng ghi trong danh mục thủ tục.",
    ),
    "counter.other_place_of_intake": (
        "Thủ tục này chỉ tiếp nhận tại Bộ phận Một cửa của cơ quan giải quyết.",
        "Hướng dẫn người nộp đến cơ quan giải quyết, hoặc chọn đúng nơi tiếp nhận.",
    ),
    "counter.code_makes_no_number": (
        "Mã định danh của cơ quan không lập được mã hồ sơ.",
        "Báo quản trị sửa mã định danh của cơ quan, dạng H15.50.05.13.",
    ),
    "counter.number_taken": (
        "Mã hồ sơ vừa được cấp cho hồ sơ khác trong lúc nhập dữ liệu.",
        "Bấm mở hồ sơ lần nữa; thông tin đã nhập vẫn còn, hệ thống cấp mã tiếp theo.",
    ),
    "counter.appointment_needed": (
        "Thủ tục không quy định thời hạn nên cần ngày hẹn trả.",
        "Chọn ngày hẹn trả kết quả, không trước ngày tiếp nhận.",
    ),
    # Moving on
    "counter.wrong_status": (
        "Trạng thái hiện nay của hồ sơ không cho phép việc này.",
        "Tải lại trang; người khác có thể vừa xử lý hồ sơ.",
    ),
    "counter.no_form": (
        "Chưa có mẫu biểu áp dụng cho ngày tiếp nhận hồ sơ.",
        "Báo quản trị thêm mẫu biểu kèm căn cứ và ngày áp dụng.",
    ),
    "counter.items_needed": (
        "Chưa ghi nội dung cần bổ sung.",
        "Chọn giấy tờ cần bổ sung và ghi rõ yêu cầu của từng giấy tờ.",
    ),
    "counter.too_many_items": (
        "Phiếu có quá nhiều nội dung.",
        "Gộp những nội dung giống nhau; một phiếu có tối đa 50 nội dung.",
    ),
    "counter.cause_needed": ("Chưa chọn nguyên nhân.", "Chọn nguyên nhân trong danh sách."),
    "counter.text_needed": (
        "Chưa ghi lý do cụ thể.",
        "Ghi lý do để người nộp hiểu và biết phải làm gì.",
    ),
    "counter.other_procedure": (
        "Có giấy tờ không thuộc thành phần hồ sơ của thủ tục này.",
        "Tải lại trang rồi chọn lại.",
    ),
    "counter.supplement_waits": (
        "Hồ sơ đang chờ người nộp bổ sung theo phiếu đã lập.",
        "Ghi nhận bổ sung của phiếu đó trước.",
    ),
    "counter.supplement_once": (
        "Hồ sơ đã được yêu cầu bổ sung; mỗi hồ sơ chỉ yêu cầu một lần.",
        "Chỉ yêu cầu lần nữa khi pháp luật cho phép, và chọn lý do đó; lần này được thống kê.",
    ),
    "counter.nothing_asked": (
        "Hồ sơ này không có yêu cầu bổ sung nào.",
        "Tải lại trang để xem trạng thái hiện nay.",
    ),
    "counter.not_late": (
        "Hồ sơ chưa quá hạn và chưa gần đến hạn.",
        "Xin lỗi khi hồ sơ quá hạn hoặc còn không quá 2 ngày làm việc.",
    ),
    "counter.new_date_too_early": (
        "Ngày hẹn lại phải sau ngày đã hẹn và không ở quá khứ.",
        "Chọn ngày muộn hơn.",
    ),
    "counter.not_a_working_day": (
        "Ngày hẹn lại không phải ngày làm việc.",
        "Chọn một ngày làm việc.",
    ),
    "counter.reused_paper_in_doubt": (
        "Giấy tờ đã dùng lại cho hồ sơ bị thu hồi, thay thế hoặc nghi sai, chưa được xem xét.",
        "Mở Thành phần hồ sơ: thôi dùng giấy tờ đó và chọn giấy tờ khác, hoặc ghi kết quả xem xét.",
    ),
    "counter.reused_paper_expired": (
        "Giấy tờ đã dùng lại cho hồ sơ hết hiệu lực trước ngày quyết định.",
        "Mở Thành phần hồ sơ: thôi dùng giấy tờ đó, chọn giấy tờ còn hiệu lực hoặc yêu cầu bổ sung.",
    ),
    # Printing
    "printing.failed": (
        "Không in được phiếu; nội dung phiếu đã được ghi lại.",
        "Bấm tải phiếu lần nữa; vẫn lỗi thì báo quản trị.",
    ),
    "printing.too_large": (
        "Nội dung phiếu quá dài nên không in được.",
        "Lập lại phiếu với nội dung ngắn hơn; báo quản trị nếu cần.",
    ),
    "printing.took_too_long": (
        "In phiếu quá lâu nên đã dừng; nội dung phiếu đã được ghi lại.",
        "Bấm tải phiếu lần nữa sau ít phút.",
    ),
    "printing.font_missing": (
        "Máy chủ thiếu phông chữ Liberation có dấu tiếng Việt.",
        "Quản trị cài gói fonts-liberation2.",
    ),
}
