"""Sentence and remedy of transfers, pauses, ratings, complaints and offices; `config/messages.py` takes them in."""

COURSE: dict[str, tuple[str, str]] = {
    # Handing a dossier on
    "counter.on_its_way": (
        "Hồ sơ đang trên đường đến cơ quan khác.",
        "Ghi đã nhận lần chuyển trước rồi chuyển tiếp, hoặc bỏ lần chuyển ghi nhầm.",
    ),
    "counter.not_a_receiver": (
        "Không chuyển được đến cơ quan này.",
        "Chọn cơ quan đang hoạt động trong cùng tỉnh hoặc bộ, khác nơi đang giữ hồ sơ.",
    ),
    "counter.nothing_on_its_way": (
        "Hồ sơ chưa được chuyển đi đâu.",
        "Ghi lần chuyển trước rồi ghi đã nhận.",
    ),
    "counter.not_the_last_transfer": (
        "Chỉ bỏ được lần chuyển cuối cùng.",
        "Bỏ lần lượt từ lần chuyển cuối.",
    ),
    # Ratings and complaints
    "rating.not_a_score": ("Chưa chọn mức hài lòng.", "Chọn một trong năm mức."),
    "rating.not_a_channel": ("Chưa chọn nơi đánh giá.", "Chọn một kênh trong danh sách."),
    "rating.not_finished": (
        "Hồ sơ chưa kết thúc nên chưa đánh giá được.",
        "Đánh giá sau khi hồ sơ có kết quả, dừng giải quyết hoặc đã rút.",
    ),
    "rating.given_by_the_citizen": (
        "Người nộp đã tự đánh giá trên trang của họ.",
        "Không cần ghi thay; người nộp sửa được đánh giá của mình.",
    ),
    "rating.not_your_dossier": (
        "Không có hồ sơ này trong danh sách của bạn.",
        "Mở lại hồ sơ từ mục Hồ sơ của tôi.",
    ),
    "complaint.about_needed": ("Chưa chọn nội dung phản ánh.", "Chọn nội dung trong danh sách."),
    "complaint.unknown": (
        "Không có phản ánh này trong hồ sơ.",
        "Tải lại trang hồ sơ rồi thử lại.",
    ),
    # Imports
    "cell.in_the_future": ("Thời điểm ở tương lai.", "Kiểm tra lại ngày giờ."),
    "cell.ends_before_it_begins": (
        "Thời điểm kết thúc trước thời điểm bắt đầu.",
        "So lại hai ô ngày giờ của dòng này.",
    ),
    "pause.two_open": (
        "Hồ sơ đang có một lần chờ bổ sung khác chưa kết thúc.",
        "Ghi thời điểm bổ sung xong cho lần chờ trước.",
    ),
    "pause.finished": (
        "Hồ sơ đã kết thúc mà lần chờ bổ sung chưa có thời điểm xong.",
        "Ghi completed_at; chưa bổ sung thì ghi thời điểm kết thúc hồ sơ.",
    ),
    "pause.of_the_counter": (
        "Hồ sơ được yêu cầu bổ sung ngay trong hệ thống này, thời gian chờ đã có.",
        "Bỏ dòng này khỏi tệp.",
    ),
    "user.unknown": ("Không có người dùng với tên này.", "Bỏ trống ô, hoặc tạo người dùng trước."),
    "office.overlaps": (
        "Khoảng ngày trùng với một dòng khác của cùng cơ quan.",
        "Ghi ngày kết thúc cho dòng trước.",
    ),
}
