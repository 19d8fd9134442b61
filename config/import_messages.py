"""Sentence and remedy of every code of `motlan import`; `config/messages.py` takes them in."""

IMPORTS: dict[str, tuple[str, str]] = {
    # Imports: the file as a whole, then its cells
    "table.unknown_format": (
        "Không phải tệp CSV hoặc XLSX.",
        "Chọn tệp .csv hoặc .xlsx; danh mục thủ tục nhận cả .json.",
    ),
    "table.too_large": (
        "Bảng lớn hơn mức cho phép.",
        "Chia bảng thành nhiều tệp rồi nhập từng tệp.",
    ),
    "table.needs_parts": (
        "Tệp hồ sơ này lớn hơn mức nhập một lần, hoặc là tệp Parquet.",
        "Thêm --in-parts để nhập từng phần; dòng lỗi được ghi ra tệp riêng để sửa.",
    ),
    "table.parts_of_dossiers_only": (
        "Chỉ hồ sơ mới nhập được theo từng phần.",
        "Bỏ --in-parts, --errors, --part-rows; nếu tệp quá lớn, chia thành nhiều tệp.",
    ),
    "table.several_roots": (
        "Có nhiều cơ quan đứng đầu; chưa biết ghi lần nhập vào nhật ký của cơ quan nào.",
        "Thêm --agency MÃ.",
    ),
    "table.nested_columns": (
        "Có cột chứa danh sách hoặc dữ liệu lồng nhau.",
        "Xuất lại tệp với mỗi cột là chữ, số, ngày hoặc thời điểm.",
    ),
    "table.in_use": (
        "Một lần nhập khác đang đọc tệp này.",
        "Chờ lần nhập kia xong rồi chạy lại.",
    ),
    "table.changed": (
        "Tệp bị sửa trong lúc nhập; những phần đã ghi vẫn được giữ.",
        "Nhập lại khi không còn ai ghi vào tệp.",
    ),
    "table.errors_file_taken": (
        "Nơi ghi dòng lỗi đang có một tệp khác, không phải tệp dòng lỗi của lần nhập trước.",
        "Chọn tên tệp khác sau --errors.",
    ),
    "table.not_utf8": ("Tệp CSV không dùng bảng mã UTF-8.", "Lưu lại tệp với kiểu CSV UTF-8."),
    "table.damaged": ("Không đọc được tệp.", "Mở tệp bằng bảng tính rồi lưu lại."),
    "table.empty": ("Tệp không có dòng tên cột.", "Ghi tên các cột ở dòng đầu tiên."),
    "table.missing_columns": ("Thiếu cột bắt buộc.", "Thêm cột; xem tệp mẫu của loại này."),
    "table.unknown_columns": (
        "Có cột không thuộc loại danh mục này.",
        "Sửa tên cột hoặc bỏ cột; xem tệp mẫu.",
    ),
    "table.column_twice": ("Có tên cột ghi hai lần.", "Giữ lại một cột."),
    "table.conflict": (
        "Dữ liệu trái với ràng buộc của sổ.",
        "So lại tệp với dữ liệu đã có rồi nhập lại.",
    ),
    "day_off.already_worked": (
        "Ngày làm bù phải là thứ bảy hoặc chủ nhật.",
        "Ghi ngày nghỉ với loại off; chỉ ghi make_up cho ngày cuối tuần phải làm việc.",
    ),
    "cell.missing": ("Ô bắt buộc đang trống.", "Điền ô này."),
    "cell.too_many": (
        "Dòng có nhiều ô hơn số cột.",
        "Đặt trong dấu nháy kép những ô có dấu phân cách.",
    ),
    "cell.too_long": ("Nội dung ô quá dài.", "Rút ngắn nội dung."),
    "cell.formula": (
        "Ô chứa công thức; hệ thống không tính công thức.",
        "Dán giá trị thay cho công thức.",
    ),
    "cell.control_characters": (
        "Ô có xuống dòng hoặc ký tự điều khiển.",
        "Xóa xuống dòng và gõ lại nội dung ô.",
    ),
    "cell.not_a_date": ("Không phải một ngày có thật.", "Ghi dạng 2024-12-31 hoặc 31/12/2024."),
    "cell.not_a_moment": (
        "Không phải ngày và giờ.",
        "Ghi dạng 2024-05-21T08:15 hoặc 21/05/2024 08:15.",
    ),
    "cell.not_a_number": (
        "Không phải số nguyên trong khoảng cho phép.",
        "Ghi số nguyên, không có dấu phân cách.",
    ),
    "cell.not_yes_or_no": ("Ô này chỉ nhận có hoặc không.", "Ghi true hoặc false."),
    "cell.not_a_choice": (
        "Giá trị không thuộc danh sách được dùng.",
        "Ghi đúng một trong các giá trị được dùng.",
    ),
    "cell.row_twice": ("Dòng trùng với một dòng ở trên.", "Giữ lại một dòng."),
    "agency.malformed": (
        "Mã cơ quan không đúng dạng.",
        "Ghi mã mới, ví dụ H15.50.05; mã cũ ghi ở cột old_code.",
    ),
    "agency.circle": (
        "Cơ quan trực thuộc hoặc kế thừa vòng tròn.",
        "Sửa mã cơ quan cấp trên hoặc kế thừa.",
    ),
    "agency.ends_before_it_begins": ("Ngày kết thúc trước ngày bắt đầu.", "Kiểm tra hai ngày."),
    "paper_type.unknown": (
        "Không có loại giấy tờ với mã này.",
        "Kiểm tra mã, hoặc nhập danh mục loại giấy tờ trước.",
    ),
    "paper_type.no_months": ("Hiệu lực cố định nhưng thiếu số tháng.", "Điền validity_months."),
    "procedure.malformed": ("Mã thủ tục không đúng dạng.", "Mã có dạng 1.001612."),
    "procedure.rows_differ": (
        "Các dòng của cùng một thủ tục hoặc thành phần ghi khác nhau.",
        "Ghi giống nhau ở mọi dòng.",
    ),
    "procedure.component_in_use": (
        "Tệp bỏ một thành phần mà hồ sơ đã dùng.",
        "Giữ dòng của thành phần đó trong tệp.",
    ),
    "holder.unknown": (
        "Không có chủ hồ sơ với số này, hoặc có nhiều hơn một.",
        "Kiểm tra số, hoặc nhập danh sách chủ giấy tờ trước.",
    ),
    "holder.no_number": (
        "Thiếu số định danh (cá nhân) hoặc mã số thuế (tổ chức).",
        "Điền số; không nhận diện ai chỉ bằng họ tên.",
    ),
    "holder.wrong_tax_code": (
        "Mã số thuế không đúng dạng hoặc sai số kiểm tra.",
        "So lại với giấy rồi sửa.",
    ),
    "holder.name_differs": (
        "Số này trong sổ thuộc về người có tên khác.",
        "So lại số và tên với giấy tờ gốc.",
    ),
    "holder.name_of_before": (
        "Tệp ghi tên cũ của người này; sổ đã có tên mới nên giữ tên mới.",
        "Cập nhật tên trong danh sách gốc.",
    ),
    "holder.id_disagrees": (
        "Số định danh cho biết năm sinh hoặc giới tính khác; dòng vẫn được nhận.",
        "So lại với giấy tờ gốc.",
    ),
    "procedure.not_published": (
        "Thủ tục này chưa có phiên bản nào được ban hành.",
        "Ban hành phiên bản của thủ tục trước, rồi nhập lại hồ sơ.",
    ),
    "dossier.procedure_in_use": (
        "Hồ sơ đã dùng thành phần của thủ tục đang ghi nên không đổi được sang thủ tục khác.",
        "Kiểm tra mã thủ tục; nếu hồ sơ thật sự thuộc thủ tục khác, lập hồ sơ mới.",
    ),
    "dossier.finished_before_received": (
        "Thời điểm xong trước khi tiếp nhận.",
        "Kiểm tra hai thời điểm.",
    ),
    "form.unknown_template": (
        "Chưa có bộ mẫu in với tên này.",
        "Ghi tên một bộ mẫu đang có, ví dụ 2025; bộ mẫu mới đi kèm phiên bản phần mềm.",
    ),
    "form.ends_before_it_begins": ("Ngày kết thúc trước ngày bắt đầu.", "Kiểm tra hai ngày."),
    "stock.in_the_future": ("Ngày kiểm đếm ở tương lai.", "Ghi ngày đã kiểm đếm."),
    "targets.wrong_year": ("Năm không hợp lệ.", "Ghi năm bốn chữ số, ví dụ 2026."),
    "targets.recount_differs": (
        "Số liệu chỉ tiêu không khớp với kết quả đếm lại từ sổ.",
        "Chạy motlan recount --rebuild để tính lại; báo quản trị viên nếu lần sau vẫn lệch.",
    ),
    "targets.unknown_indicator": (
        "Không có chỉ số này.",
        "Dùng một mã trong bảng của motlan rates --definitions; M10 là cả bốn mã M10.",
    ),
}
