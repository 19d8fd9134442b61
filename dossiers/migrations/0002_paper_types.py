"""The paper types that reading can tell apart, as a first catalogue; an office changes them as data.

Validity, retention and access are cautious defaults: nothing expires by itself unless its text says so,
and papers that name persons are found by the agency's own officers unless the office opens the type.
"""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

# code, name, validity, retention years, access
TYPES = [
    ("quyet_dinh", "Quyết định", "forever", 70, "shared"),
    ("nghi_quyet", "Nghị quyết", "forever", 70, "shared"),
    ("thong_tu", "Thông tư", "forever", 70, "shared"),
    ("thong_bao", "Thông báo", "forever", 20, "shared"),
    ("ke_hoach", "Kế hoạch", "forever", 20, "shared"),
    ("cong_van", "Công văn", "forever", 10, "agency"),
    ("giay_khai_sinh", "Giấy khai sinh", "forever", 100, "agency"),
    ("ket_hon", "Giấy chứng nhận kết hôn", "forever", 100, "agency"),
    ("ho_kinh_doanh", "Giấy chứng nhận đăng ký hộ kinh doanh", "forever", 50, "agency"),
    ("gcn_qsdd", "Giấy chứng nhận quyền sử dụng đất", "forever", 100, "agency"),
    ("giay_phep_xd", "Giấy phép xây dựng", "forever", 70, "agency"),
    ("xac_nhan_cu_tru", "Xác nhận thông tin về cư trú", "stated", 10, "agency"),
    ("hop_dong", "Hợp đồng", "stated", 20, "agency"),
    ("bien_nhan", "Giấy tiếp nhận hồ sơ và hẹn trả kết quả", "forever", 5, "agency"),
    ("don_de_nghi", "Đơn đề nghị", "forever", 10, "agency"),
    ("cccd_copy", "Bản sao thẻ căn cước", "stated", 10, "restricted"),
]


def add_types(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Add the types that are not there yet."""
    paper_type = apps.get_model("dossiers", "PaperType")
    for code, name, validity, years, access in TYPES:
        paper_type.objects.get_or_create(
            code=code,
            defaults={"name": name, "validity": validity, "retention_years": years, "access": access},
        )


class Migration(migrations.Migration):
    """Data only; undoing it leaves the rows."""

    dependencies = [("dossiers", "0001_initial")]
    operations = [migrations.RunPython(add_types, migrations.RunPython.noop)]
