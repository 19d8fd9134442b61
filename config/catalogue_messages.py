"""Sentence and remedy of every refusal of a version of a procedure; `config/messages.py` takes them in."""

CATALOGUE: dict[str, tuple[str, str]] = {
    "procedure.version_refused": ("Chưa ban hành được phiên bản.", "Xem lại nội dung và ngày."),
    "procedure.version_begun": (
        "Đã có phiên bản khác áp dụng từ đúng ngày này; phiên bản đã áp dụng thì không sửa được.",
        "Chọn ngày khác, từ hôm nay trở đi.",
    ),
    "procedure.version_in_use": (
        "Đã có hồ sơ tiếp nhận theo phiên bản áp dụng từ ngày này.",
        "Chọn áp dụng từ ngày mai hoặc muộn hơn.",
    ),
    "procedure.combined_begun": (
        "Một thủ tục liên thông có phiên bản đã áp dụng sau ngày này và ghép thủ tục này.",
        "Chọn ngày muộn hơn, từ hôm nay trở đi.",
    ),
    "procedure.combines_itself": (
        "Thủ tục ghép chính nó, hoặc ghép một thủ tục hai lần.",
        "Ghi mỗi thủ tục được ghép một lần.",
    ),
    "procedure.combines_combined": (
        "Thủ tục được ghép lại là thủ tục liên thông, hoặc thủ tục này đã nằm trong một liên thông khác.",
        "Chỉ ghép những thủ tục đơn.",
    ),
    "procedure.part_unknown": (
        "Không có thủ tục được ghép với mã này.",
        "Kiểm tra mã, hoặc nhập thủ tục đó trước.",
    ),
    "procedure.part_not_published": (
        "Thủ tục được ghép chưa ban hành phiên bản nào.",
        "Ban hành thủ tục đó trước.",
    ),
    "procedure.day_past": (
        "Ngày áp dụng nằm trước hôm nay.",
        "Chọn hôm nay hoặc một ngày sau đó.",
    ),
    "procedure.nothing_changed": (
        "Bản nháp nói đúng như phiên bản áp dụng vào ngày này.",
        "Sửa bản nháp trước, hoặc bỏ bản nháp.",
    ),
    "data_source.unknown": (
        "Không có cơ sở dữ liệu với mã này.",
        "Kiểm tra mã, hoặc thêm cơ sở dữ liệu trước.",
    ),
    "catalogue_file.not_json": (
        "Không đọc được tệp danh mục JSON.",
        "Xuất lại danh mục từ nơi gửi rồi nhập; không sửa tệp bằng phần mềm soạn thảo văn bản.",
    ),
    "catalogue_file.unknown_name": (
        "Tệp có mục mà hệ thống không biết.",
        "Bỏ mục đó, hoặc nâng cấp hệ thống nếu nơi gửi dùng bản mới hơn.",
    ),
    "catalogue_file.named_twice": ("Một mã được ghi hai lần.", "Giữ lại một lần."),
    "catalogue_file.wrong": (
        "Một mục trong tệp không đúng dạng.",
        "Xem mô tả tệp ở docs/catalogue.md rồi sửa.",
    ),
    "catalogue_file.unwritable": (
        "Không ghi được tệp ở đây.",
        "Chọn thư mục khác mà tài khoản này được ghi.",
    ),
    "data_source.code_taken": ("Mã này đã có.", "Mở mục đã có để sửa."),
    "data_source.ends_before_it_begins": (
        "Ngày cuối nằm trước ngày đầu.",
        "Kiểm tra hai ngày.",
    ),
}
