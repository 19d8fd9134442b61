"""The forms of the one-stop counter by law, and the reasons for asking a second time, as first data.

The editions follow the annexes of Circular 01/2018/TT-VPCP until 2025-06-30 and, from 2025-07-01, Decree
118/2025/ND-CP with Circular 03/2025/TT-VPCP. The notes say how far the numbers of the forms were checked.
An office changes the rows, not the code.
"""

from datetime import date

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

OLD_BASIS = "Nghị định 61/2018/NĐ-CP; Nghị định 107/2021/NĐ-CP; Thông tư 01/2018/TT-VPCP"
NEW_BASIS = "Nghị định 118/2025/NĐ-CP; Nghị định 367/2025/NĐ-CP; Thông tư 03/2025/TT-VPCP"
OLD_NOTE = "Số mẫu ghi theo trí nhớ, chưa đối chiếu văn bản; đối chiếu trước khi dùng."
NEW_NOTE = "Số mẫu theo nguồn thứ cấp; đối chiếu Phụ lục I của Thông tư trước khi dùng."
NONE_NOTE = "Bộ mẫu trước 01/7/2025 không có mẫu này; in theo thể thức thông báo của cơ quan."
LAST_OLD, FIRST_NEW = date(2025, 6, 30), date(2025, 7, 1)

# kind, number, title
OLD = [
    ("receipt", "Mẫu số 01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", OLD_NOTE),
    ("supplement", "Mẫu số 02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", OLD_NOTE),
    ("refusal", "Mẫu số 03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", OLD_NOTE),
    ("apology", "Mẫu số 04", "Phiếu xin lỗi và hẹn lại ngày trả kết quả", OLD_NOTE),
    ("control", "Mẫu số 05", "Phiếu kiểm soát quá trình giải quyết hồ sơ", OLD_NOTE),
    ("stop", "", "Thông báo dừng giải quyết hồ sơ", NONE_NOTE),
]
NEW = [
    ("receipt", "Mẫu số 01", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", NEW_NOTE),
    ("supplement", "Mẫu số 02", "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ", NEW_NOTE),
    ("refusal", "Mẫu số 03", "Phiếu từ chối tiếp nhận giải quyết hồ sơ", NEW_NOTE),
    ("apology", "Mẫu số 04", "Phiếu xin lỗi và đề nghị gia hạn thời gian trả kết quả", NEW_NOTE),
    ("stop", "Mẫu số 05", "Thông báo dừng giải quyết hồ sơ", NEW_NOTE),
    ("control", "Mẫu số 06", "Phiếu kiểm soát quá trình giải quyết hồ sơ", NEW_NOTE),
]
# Reasons for a second request; the office checks them against the law that it applies.
REASONS = [
    ("not_as_asked", "Giấy tờ bổ sung chưa đúng nội dung đã yêu cầu"),
    ("other_agency", "Cơ quan được lấy ý kiến yêu cầu bổ sung"),
    ("law_changed", "Quy định thay đổi sau khi tiếp nhận"),
    ("paper_withdrawn", "Giấy tờ đã dùng lại bị thu hồi hoặc hết hiệu lực trong lúc giải quyết"),
]


def add_forms(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Add the editions and reasons that are not there yet."""
    alias = editor.connection.alias
    editions = apps.get_model("dossiers", "FormEdition").objects.using(alias)
    sets = [(OLD, OLD_BASIS, "2018", None, LAST_OLD), (NEW, NEW_BASIS, "2025", FIRST_NEW, None)]
    for forms, basis, template, begins, ends in sets:
        for kind, number, title, note in forms:
            editions.get_or_create(
                kind=kind,
                valid_from=begins,
                defaults={
                    "number": number,
                    "title": title,
                    "legal_basis": basis,
                    "template": template,
                    "valid_to": ends,
                    "note": note,
                },
            )
    reasons = apps.get_model("dossiers", "SupplementReason").objects.using(alias)
    basis = "Nghị định 118/2025/NĐ-CP (cơ quan đối chiếu pháp luật chuyên ngành)"
    for code, name in REASONS:
        reasons.get_or_create(code=code, defaults={"name": name, "legal_basis": basis})


class Migration(migrations.Migration):
    """Data only; undoing it leaves the rows."""

    dependencies = [("dossiers", "0011_citizens")]
    operations = [migrations.RunPython(add_forms, migrations.RunPython.noop)]
