"""The lawful exceptions and databases that the office begins with; what is not certain says so in its legal basis."""

from datetime import date

from django.db import migrations

TO_COMPARE = "cần đối chiếu với văn bản trước khi dùng"

# Code, name, legal basis, from: papers are used without the holder's own request.
EXCEPTIONS = (
    (
        "da-cung-cap",
        "Dữ liệu số hợp lệ mà chủ giấy tờ đã cung cấp cho cơ quan nhà nước",
        "Luật Chuyển đổi số số 148/2025/QH15",
        date(2026, 7, 1),
    ),
    (
        "da-chia-se",
        "Dữ liệu đã được chia sẻ giữa các cơ quan nhà nước",
        f"Nghị định 45/2020/NĐ-CP ({TO_COMPARE})",
        date(2020, 5, 22),
    ),
)
# The decision names the year in which each is to be linked; where and when it is differs, and is the catalogue's.
SCHEME = "Quyết định 468/QĐ-TTg: kết nối trong năm {year}; ngày dùng được tại địa phương cần xác nhận"
SOURCES = (
    ("dan-cu", "Cơ sở dữ liệu quốc gia về dân cư", 2021),
    ("doanh-nghiep", "Cơ sở dữ liệu quốc gia về đăng ký doanh nghiệp", 2021),
    ("bao-hiem", "Cơ sở dữ liệu về bảo hiểm", 2022),
    ("dat-dai", "Cơ sở dữ liệu về đất đai", 2022),
)


def add(apps, schema_editor):
    """Add what is not there yet; an installation's own rows stay as they are."""
    alias = schema_editor.connection.alias
    exceptions = apps.get_model("dossiers", "LawfulException").objects.using(alias)
    sources = apps.get_model("dossiers", "DataSource").objects.using(alias)
    for code, name, law, since in EXCEPTIONS:
        facts = {"name": name, "legal_basis": law, "valid_from": since}
        exceptions.get_or_create(code=code, defaults=facts)
    for code, name, year in SOURCES:
        facts = {"name": name, "legal_basis": SCHEME.format(year=year), "valid_from": date(year + 1, 1, 1)}
        sources.get_or_create(code=code, defaults=facts)


class Migration(migrations.Migration):

    dependencies = [("dossiers", "0014_holder_identity")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
