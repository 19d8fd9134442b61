"""Rule files: the delivered ones load, an office's own add and replace, broken ones are told."""

from pathlib import Path
from time import process_time

import pytest

from ocr.classify import propose_type
from ocr.fields import propose_fields
from ocr.ports import FIELD_NAMES, PageReading
from ocr.rules import GENERAL, BrokenFile, delivered, load
from ocr.rules.files import DELIVERED
from tests.ocr import builders

CODES = (
    *("quyet_dinh", "giay_khai_sinh", "ket_hon", "ho_kinh_doanh", "gcn_qsdd", "giay_phep_xd"),
    *("bien_nhan", "don_de_nghi", "cccd_copy", "cong_van", "xac_nhan_cu_tru", "hop_dong"),
    *("thong_bao", "nghi_quyet", "thong_tu", "ke_hoach", "unknown"),
)
INVITATION = """
# Giấy mời họp.
code = "giay_moi"
name = "Giấy mời"
number_codes = ["GM"]

[[headings]]
phrase = "GIẤY MỜI"
open_end = true

[words]
"Trân trọng kính mời" = 2

[fields.holder_name]
labels = ["Kính mời"]
"""


def invitation() -> PageReading:
    lines = [
        *builders.head(["SỞ NỘI VỤ"], "Số: 12/GM-SNV", "Huế, ngày 3 tháng 4 năm 2026"),
        builders.centred("GIẤY MỜI HỌP", 420),
        *builders.body(["Kính mời: Bà Bế Diệu Cúc", "Số định danh cá nhân: 038185255535"]),
    ]
    return builders.page(lines)


def write(folder: Path, name: str, text: str) -> Path:
    (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize("code", CODES)
def test_a_delivered_file_is_of_its_type(code: str) -> None:
    rule = delivered().types[code]
    assert (DELIVERED / f"{code}.toml").is_file()
    assert rule.code == code
    assert set(rule.fields or {}) == set(FIELD_NAMES)
    assert code == GENERAL or rule.headings


def test_no_other_file_is_delivered() -> None:
    assert {path.stem for path in DELIVERED.glob("*.toml")} == set(CODES)


def test_a_type_is_added_by_a_file_alone(tmp_path: Path) -> None:
    rules, broken = load([write(tmp_path, "giay_moi.toml", INVITATION)])
    assert broken == ()
    kind = propose_type([invitation()], rules=rules)
    assert kind.code == "giay_moi"
    assert kind.confidence > 90
    fields = propose_fields([invitation()], kind.code, rules=rules)
    assert {name: field.value for name, field in fields.items()} == {
        "title": "GIẤY MỜI HỌP",
        "number": "12/GM-SNV",
        "issued_on": "2026-04-03",
        "issuer": "SỞ NỘI VỤ",
        "holder_name": "Bế Diệu Cúc",
        "personal_id": "038185255535",
    }
    assert propose_type([invitation()]).code == "unknown"


def test_a_type_is_replaced_by_a_file(tmp_path: Path) -> None:
    text = 'code = "hop_dong"\nname = "Khế ước"\n[[headings]]\nphrase = "KHẾ ƯỚC"\n'
    rules, broken = load([write(tmp_path, "khac.toml", text)])
    assert broken == ()
    assert rules.types["hop_dong"].name == "Khế ước"
    assert [heading.phrase for heading in rules.types["hop_dong"].headings] == ["KHẾ ƯỚC"]


def test_the_general_table_is_added_to(tmp_path: Path) -> None:
    text = (
        'code = "unknown"\nname = "Chưa rõ"\n[fields.address]\nlabels = ["Trú quán:"]\n'
        '[[headings]]\nphrase = "GIẤY THÔNG HÀNH"\n'
    )
    rules, broken = load([write(tmp_path, "chung.toml", text)])
    assert broken == ()
    assert "GIẤY THÔNG HÀNH" in [heading.phrase for heading in rules.headings]
    assert "BIÊN BẢN" in [heading.phrase for heading in rules.headings]
    address = rules.of("quyet_dinh").field("address")
    assert address is not None
    assert address.labels.groups[0].search("tru quan: xa")


HEAD = 'code = "x1"\nname = "X"\n'


@pytest.mark.parametrize(
    ("text", "line", "cause"),
    [
        ('code = "x1"\nname = \n', 2, "sai cú pháp TOML"),
        ('name = "X"\n', 0, "mã loại giấy (code) chỉ gồm chữ thường không dấu, chữ số và _"),
        (
            'name = "X"\ncode = "Giấy"\n',
            2,
            "mã loại giấy (code) chỉ gồm chữ thường không dấu, chữ số và _",
        ),
        ('code = "x1"\n', 0, "thiếu tên loại giấy (name)"),
        (HEAD + "colour = 1\n", 3, "không có mục colour"),
        (HEAD + "number_codes = 3\n", 3, "mục number_codes phải là danh sách"),
        (HEAD + "number_codes = [3]\n", 3, "mục number_codes phải là danh sách chuỗi"),
        (HEAD + "[[headings]]\nphrase = '…'\n", 3, "tiêu đề (phrase) phải có chữ"),
        (
            HEAD + "[[headings]]\nphrase = 'A'\ntrust = 200\n",
            5,
            "độ tin cậy (trust) phải từ 0 đến 100",
        ),
        (HEAD + "[words]\nA = 'nhiều'\n", 4, "trọng số của “A” phải là số"),
        (HEAD + "[fields.colour]\n", 3, "không có trường colour"),
        (HEAD + "[fields.number]\nkind = 'plate'\n", 3, "trường number: không có kiểu plate"),
        (HEAD + "[fields.number]\nplaces = ['foot']\n", 4, "trường number: không có vị trí foot"),
        (HEAD + "[fields.number]\nscope = 'all'\n", 4, "trường number: không có phạm vi all"),
        (HEAD + "[fields.number]\nlabels = ['…']\n", 4, "cụm từ “…” không có chữ nào"),
        (HEAD + "[words]\nA = nan\n", 4, "trọng số của “A” phải là số"),
        (HEAD + "[words]\n'a…b…c…d' = 1\n", 4, "cụm từ “a…b…c…d” có hơn 2 dấu … hoặc 4 ngoặc"),
        (
            HEAD + "[fields.number]\nlabels = ['(a)(b)(c)(d)(e) f']\n",
            4,
            "cụm từ “(a)(b)(c)(d)(e) f” có hơn 2 dấu … hoặc 4 ngoặc",
        ),
        (
            HEAD + f"[fields.number]\ntraps = ['{201 * 'a'}']\n",
            4,
            f"cụm từ “{40 * 'a'}…” dài hơn 200 chữ",
        ),
        (
            HEAD + f"[fields.number]\ntraps = {[f'a{n}' for n in range(301)]}\n",
            4,
            "danh sách có hơn 300 cụm từ",
        ),
        (HEAD + "number_codes = " + 5000 * "[" + 5000 * "]" + "\n", 0, "tệp lồng quá sâu"),
        (HEAD + "[fields]\nnumber = 3\n", 4, "mục fields.number phải là bảng"),
        (HEAD + "layout = []\n", 3, "mục layout phải là bảng"),
        (HEAD + "about_holder = 1\n", 3, "mục about_holder phải là true hoặc false"),
    ],
)
def test_a_broken_file_is_told_and_the_rest_stands(
    tmp_path: Path, text: str, line: int, cause: str
) -> None:
    write(tmp_path, "a.toml", text)
    rules, broken = load([write(tmp_path, "giay_moi.toml", INVITATION)])
    assert broken == (BrokenFile("a.toml", line, cause),)
    assert set(rules.types) == {*CODES, "giay_moi"}


def test_a_broken_file_does_not_replace_what_is_delivered(tmp_path: Path) -> None:
    text = 'code = "hop_dong"\nname = "Khế ước"\nlayout = []\n'
    rules, broken = load([write(tmp_path, "hop_dong.toml", text)])
    assert broken == (BrokenFile("hop_dong.toml", 3, "mục layout phải là bảng"),)
    assert rules.types["hop_dong"].name == "Hợp đồng"


def test_a_copy_of_a_file_that_was_put_aside_does_not_win(tmp_path: Path) -> None:
    write(tmp_path, "giay_moi.toml", INVITATION)
    write(tmp_path, "giay_moi_cu.toml", INVITATION.replace("Giấy mời", "Bản cũ"))
    rules, broken = load([tmp_path])
    assert rules.types["giay_moi"].name == "Giấy mời"
    cause = "mã giay_moi đã có ở tệp giay_moi.toml"
    assert broken == (BrokenFile("giay_moi_cu.toml", 3, cause),)


@pytest.mark.parametrize(
    "labels", [["a…a…b"], ["(a) (a) (a) (a) a…b"], [f"a…a{n}" for n in range(300)]]
)
def test_no_rule_holds_up_a_page(tmp_path: Path, labels: list[str]) -> None:
    """The worst that a file may say, on a page that is as bad for it as can be."""
    write(tmp_path, "a.toml", HEAD + f"[fields.number]\ntraps = {labels}\n")
    rules, broken = load([tmp_path])
    assert broken == ()
    field = rules.of("x1").field("number")
    assert field is not None
    began = process_time()
    assert not field.traps.search("\n".join(60 * [40 * "a "]))
    assert process_time() - began < 5


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_bytes(b"\xff\xfe\x00")
    (tmp_path / "b.toml").write_text("# " + "x" * 300_000, encoding="utf-8")
    _, broken = load([tmp_path])
    assert [each.cause for each in broken] == ["tệp không phải UTF-8", "tệp quá lớn"]


def test_no_folder_is_no_matter(tmp_path: Path) -> None:
    assert load([tmp_path / "none"]) == load([])
