"""The page that goes with an exported log, for whoever checks it without Motlan."""

GUIDE = """\
# Nhật ký có bằng chứng

Gói này do Motlan xuất ra. Mỗi dòng của `events.jsonl` là một sự kiện, ghi bằng mã. Riêng `purpose` là lời
cán bộ tự viết, có thể nêu tên người; số định danh trong đó đã được che. Giữ gói như giữ hồ sơ.

| Tệp | Nội dung |
|---|---|
| `package.json` | cơ quan, phạm vi đã chọn, số sự kiện |
| `events.jsonl` | mỗi dòng một sự kiện (JSON), kèm `proof` nếu đã có mốc neo |
| `anchors/NNNNNN.json` | bản khai của mốc neo |
| `anchors/NNNNNN.tst` | dấu thời gian RFC 3161 trên bản khai đó (không có nếu mốc không có dấu thời gian) |
| `SHA256SUMS` | mã băm của các tệp trong `anchors` |

## Kiểm tra bằng Motlan

    motlan audit check GOI.zip --trust goc-dau-thoi-gian.pem

Lệnh này không cần cơ sở dữ liệu. Chỉ tin chứng thư gốc lấy từ nguồn của bạn; gói không kèm chứng thư gốc.

## Kiểm tra bằng tay

1. Các tệp còn nguyên:

       sha256sum -c SHA256SUMS

2. Dấu thời gian đúng là của bản khai:

       openssl ts -verify -data anchors/000001.json -in anchors/000001.tst -token_in -CAfile goc-dau-thoi-gian.pem

   Khi dịch vụ dấu thời gian có chứng thư trung gian, thêm `-untrusted trung-gian.pem`.
   `openssl ts -reply -in anchors/000001.tst -token_in -text` cho biết giờ của dấu.

3. Mã băm của một sự kiện (`hash`) là SHA-256 của JSON chuẩn hóa theo RFC 8785 gồm đúng các trường
   `agency`, `seq`, `actor`, `verb`, `object_type`, `object_id`, `purpose`, `facts`, `at`, `prev`.
   `prev` là `hash` của sự kiện trước trong cùng cơ quan; sự kiện số 1 có `prev` gồm 64 chữ số 0.

4. Đường từ sự kiện tới mốc neo (cây Merkle theo RFC 9162, mục 2.1; `||` là nối byte):

   - lá = SHA-256( 00 || "ID HASH" ): mã dòng, dấu cách, mã băm của sự kiện;
   - với mỗi cặp trong `proof.path`, từ đầu đến cuối: nếu là `left` thì nút = SHA-256( 01 || cặp || nút ),
     nếu là `right` thì nút = SHA-256( 01 || nút || cặp ). Kết quả phải bằng `proof.chain.root`;
   - làm tiếp như vậy với lá SHA-256( 00 || "AGENCY FIRST LAST ROOT" ) của `proof.chain` và `proof.chain_path`.
     Kết quả phải bằng `root` trong bản khai của mốc `proof.anchor`.

5. Bản khai của mốc sau ghi mã băm bản khai (`prev`) và dấu thời gian (`prev_token`) của mốc trước, nên dấu thời
   gian mới chứng minh luôn các mốc cũ.

Sự kiện có `proof` là `null` chưa được neo khi xuất gói: chuỗi mã băm chứng minh thứ tự và nội dung,
chưa chứng minh thời điểm.
"""
