"""A table to keep: what somebody typed stays text when a spreadsheet opens it."""

import csv
import io

import pytest

from web.spreadsheet import as_csv


@pytest.mark.parametrize("typed", ["=1+1", "+84", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_no_value_is_a_formula(typed: str) -> None:
    content = as_csv(["Tên"], [[typed], ["Giấy khai sinh"]]).decode("utf-8-sig")
    assert list(csv.reader(io.StringIO(content, newline=""))) == [
        ["Tên"],
        [f"'{typed}"],
        ["Giấy khai sinh"],
    ]
