"""What is wrong with a chain of events, in a sentence for an auditor."""

from dossiers.chain import Break, Kind

COLUMNS = {
    "id": "mã dòng",
    "agency": "cơ quan",
    "seq": "số thứ tự",
    "actor": "người làm",
    "verb": "việc",
    "object_type": "loại đối tượng",
    "object_id": "mã đối tượng",
    "purpose": "mục đích",
    "facts": "chi tiết",
    "at": "thời điểm",
    "prev": "mã băm dòng trước",
    "hash": "mã băm",
}


def told(found: Break) -> str:
    """One sentence that names the row."""
    many = found.last is not None and found.last > found.seq
    row = f"sự kiện số {found.seq}" + (f"–{found.last}" if many else "")
    row += f" (dòng {found.row_id})" if found.row_id is not None else ""
    columns = ", ".join(COLUMNS[each] for each in found.columns)
    witness = f", theo mốc neo {found.anchor}" if found.anchor is not None else ""
    several = "nội dung đã bị đổi (một hoặc nhiều cột: {columns})"
    what = {
        Kind.CHANGED: "{columns} đã bị đổi" if len(found.columns) == 1 else several,
        Kind.REMOVED: "đã bị xóa",
        Kind.INSERTED: "bị chèn vào, không do hệ thống ghi",
        Kind.REORDERED: "bị chuyển chỗ, khi ghi mang số {was}",
        Kind.REWRITTEN: "bị viết lại cùng mã băm, không khớp phần còn lại",
        Kind.END_LOST: "điểm cuối mà cơ sở dữ liệu giữ đã bị xóa",
    }[found.kind]
    return f"{row}: {what.format(columns=columns, was=found.was)}{witness}"


# What does not hold of an event in an exported package.
PACKAGE = {
    "content": "nội dung không khớp mã băm",
    "proof": "không dẫn tới mốc neo đã nêu",
    "order": "không đúng thứ tự",
    "link": "không nối với sự kiện trước",
    "count": "số sự kiện khác với bản khai của gói",
}
