"""Sentence and remedy of what is refused about campaigns; `config/messages.py` takes them in."""

CAMPAIGNS: dict[str, tuple[str, str]] = {
    "campaign.refused": ("Chưa ghi được chiến dịch.", "Tải lại trang rồi làm lại."),
    "campaign.agency_ended": (
        "Cơ quan này đã kết thúc hoạt động.",
        "Lập chiến dịch cho cơ quan kế thừa; kho giấy của cơ quan cũ được tính ở đó.",
    ),
    "campaign.open_already": (
        "Cơ quan này đang có một chiến dịch cho loại giấy tờ đó.",
        "Mở chiến dịch đang chạy để đổi hạn, số lượng, hoặc kết thúc nó trước.",
    ),
    "campaign.owner_unknown": (
        "Người phụ trách không thuộc cơ quan này hoặc cơ quan cấp trên của bạn.",
        "Chọn người trong danh sách; người mới cần được quản trị giao vai trò trước.",
    ),
    "campaign.days_out_of_order": (
        "Hạn đứng trước ngày bắt đầu.",
        "Sửa lại hai ngày: hạn bằng hoặc sau ngày bắt đầu.",
    ),
    "campaign.deadline_past": ("Hạn đã qua.", "Chọn hạn từ hôm nay trở đi."),
    "campaign.begins_too_early": (
        "Ngày bắt đầu cách đây hơn một năm.",
        "Chọn ngày bắt đầu trong vòng một năm trở lại.",
    ),
    "campaign.nothing_missing": (
        "Không còn giấy tờ loại này phải số hóa ở cơ quan.",
        "Xem lại số kiểm đếm kho giấy; nhập số mới nếu kho thực tế còn giấy.",
    ),
    "campaign.more_than_missing": (
        "Số phải số hóa lớn hơn số còn thiếu.",
        "Giảm số lượng, hoặc nhập lại số kiểm đếm kho giấy nếu kho thực tế còn nhiều hơn.",
    ),
    "campaign.closed_already": ("Chiến dịch này đã kết thúc.", "Tải lại trang; không cần làm gì."),
    "campaign.not_reached": (
        "Chưa đủ số lượng nên không ghi là hoàn thành được.",
        "Chờ đủ số lượng, giảm số phải số hóa kèm lý do, hoặc ghi là dừng.",
    ),
    "campaign.nothing_changed": ("Không có gì thay đổi.", "Sửa một mục rồi ghi lại."),
}
