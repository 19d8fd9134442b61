"""Sentence and remedy of every finding about the service; `config/messages.py` takes them in."""

HEALTH: dict[str, tuple[str, str]] = {
    "health.good": ("Hoạt động tốt.", "Không có việc gì phải làm."),
    "health.no_answer": (
        "Không trả lời trong thời gian chờ.",
        "Kiểm tra máy chủ đó và đường mạng đến nó; hệ thống tự hỏi lại.",
    ),
    "health.failed": ("Không kiểm tra được phần này.", "Xem nhật ký của hệ thống."),
    "health.no_worker": (
        "Không có tiến trình nào đang xử lý giấy tờ.",
        "Chạy motlan worker; giấy tờ đã nhận vẫn được giữ và được làm tiếp.",
    ),
    "health.no_indexer": (
        "Không có tiến trình nào đang ghi chỉ mục tra cứu.",
        "Chạy motlan indexer; sổ giấy tờ vẫn đủ và chỉ mục được ghi bù.",
    ),
    "health.index_behind": (
        "Bộ tra cứu chậm hơn sổ giấy tờ.",
        "Kiểm tra tiến trình ghi chỉ mục và máy chủ tra cứu.",
    ),
    "health.root_changed": (
        "Có gốc tin cậy khác với mã băm đã ghim, hoặc thiếu tệp; gốc đó không được tin.",
        "Chạy motlan trust check; so mã băm với mã do cơ quan cấp công bố rồi ghim lại.",
    ),
    "health.list_ended": (
        "Có danh sách thu hồi đã hết hạn.",
        "Chạy motlan trust refresh, hoặc chép danh sách mới vào MOTLAN_HOME/trust.",
    ),
    "health.list_ends": (
        "Có danh sách thu hồi sắp hết hạn.",
        "Chạy motlan trust refresh, hoặc chép danh sách mới vào MOTLAN_HOME/trust.",
    ),
    "health.certificate_expired": (
        "Có chứng thư số của cơ quan đã hết hạn.",
        "Cài khóa và chứng thư mới; giấy tờ chờ ký vẫn được giữ.",
    ),
    "health.certificate_ends_soon": (
        "Có chứng thư số của cơ quan còn không quá 7 ngày.",
        "Gia hạn chứng thư ngay, cài khóa mới trước ngày hết hạn.",
    ),
    "health.certificate_ends": (
        "Có chứng thư số của cơ quan còn không quá 30 ngày.",
        "Xin gia hạn chứng thư.",
    ),
    "health.disk_low": (
        "Ổ đĩa của MOTLAN_HOME sắp đầy.",
        "Dọn hoặc thêm dung lượng trong tuần này.",
    ),
    "health.disk_full": (
        "Ổ đĩa của MOTLAN_HOME gần như không còn chỗ.",
        "Dọn hoặc thêm dung lượng ngay; tệp mới sẽ không được nhận.",
    ),
    "health.clock_wrong": (
        "Đồng hồ của máy này chậm hơn giờ đã ghi trong sổ.",
        "Đặt đồng hồ theo máy chủ giờ (NTP).",
    ),
    "broker.unreachable": (
        "Không kết nối được máy chủ hàng đợi RabbitMQ.",
        "Kiểm tra máy chủ và MOTLAN_BROKER_URL; các tiến trình tự tìm việc trong lúc đó.",
    ),
}
