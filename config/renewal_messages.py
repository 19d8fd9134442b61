"""What is told when proofs are renewed; `config/messages.py` takes the sentences in."""

RENEWAL: dict[str, tuple[str, str]] = {
    "renew.not_positive": ("Số ngày và số bản phải từ 1 trở lên.", "Sửa --within hoặc --limit."),
    "signing.no_timestamper": (
        "Cần dấu thời gian nhưng chưa có dịch vụ nào cấp.",
        "Đặt MOTLAN_TSA_URL; giấy tờ chờ và tự được ký lại.",
    ),
    "signing.renewal_busy": (
        "Một lần gia hạn khác đang chạy.",
        "Đợi lần đó xong; nếu nó đã bị tắt ngang, chạy lại sau hai phút.",
    ),
    "signing.renewal_useless": (
        "Dấu thời gian của dịch vụ đang dùng không giữ được lâu hơn dấu đã có.",
        "Dùng dịch vụ cấp dấu thời gian có chứng thư và thuật toán còn hạn dài hơn, rồi chạy lại motlan renew.",
    ),
}
