"""People, dossiers and catalogues keep the rules of their codes under any seed."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from samples import catalogue, people, scenario
from samples.shelf import items
from samples.tables import dossier_row, holder_row
from vietnamese.person_id import Sex, disagreements, parse_person_id

DOSSIER = re.compile(r"^[A-Z]\d{2}(\.\d{1,3}){0,3}-(\d{6}|\d{8})-\d{4,7}$")
AGENCY = re.compile(r"^[A-Z]\d{2}(\.\d{1,3})*$")
OLD_AGENCY = re.compile(r"^\d{3}\.\d{2}\.\d{2}\.[A-Z]\d{2}$")
PROCEDURE = re.compile(r"^\d\.\d{6}$")
PAPER_TYPES = {
    *("quyet_dinh", "giay_khai_sinh", "ket_hon", "ho_kinh_doanh", "gcn_qsdd", "giay_phep_xd"),
    *("bien_nhan", "don_de_nghi", "cccd_copy", "cong_van", "xac_nhan_cu_tru", "hop_dong"),
    *("thong_bao", "nghi_quyet", "thong_tu", "ke_hoach"),
}
seeds = st.integers(min_value=0, max_value=10**9)


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_ids_agree_with_birth_and_sex(seed: int) -> None:
    for holder in scenario.build(seed).holders.values():
        if holder.kind == "organisation":
            assert not holder.personal_id
            continue
        found = parse_person_id(holder.personal_id)
        assert found is not None
        assert holder.sex is not None
        assert not disagreements(found, birth_date=holder.birth_date, sex=Sex(holder.sex))
        assert found.province_code == people.BIRTH_PROVINCE


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_tax_code_has_its_check_digit(seed: int) -> None:
    code = scenario.build(seed).holders["company"].tax_code
    total = sum(w * int(d) for w, d in zip(people.TAX_WEIGHTS, code, strict=False))
    assert len(code) == 10
    assert int(code[9]) == 10 - total % 11


@given(seeds)
@settings(max_examples=25, deadline=None)
def test_identifiers_and_dossier_numbers_are_distinct(seed: int) -> None:
    built = scenario.build(seed)
    ids = [holder.identifier for holder in built.holders.values()]
    numbers = [dossier.number for dossier in built.dossiers.values()]
    assert len(set(ids)) == len(ids)
    assert len(set(numbers)) == len(numbers) == 20


def test_dossiers_keep_their_rules() -> None:
    built = scenario.build(1)
    valid = {row[0]: (row[5], row[6] or "9999") for row in catalogue.AGENCIES[1:]}
    late = 0
    for dossier in built.dossiers.values():
        assert DOSSIER.match(dossier.number)
        assert dossier.number.startswith(f"{dossier.deciding_agency}-")
        assert dossier.procedure_code in catalogue.PROCEDURE_HEADS
        start, end = valid[dossier.deciding_agency]
        assert start <= dossier.received_at.date().isoformat() <= end
        assert dossier.received_at.utcoffset() is not None
        assert (dossier.finished_at is None) == (dossier.status in {2, 4})
        assert dossier.finished_at is None or dossier.finished_at > dossier.received_at
        late += bool(dossier.finished_at and dossier.finished_at > dossier.due_at)
    assert 3 <= late <= 8
    assert {d.received_at.year for d in built.dossiers.values()} == {2024, 2025, 2026}


def test_catalogues_hang_together() -> None:
    codes = {row[0] for row in catalogue.AGENCIES[1:]}
    for code, _, level, parent, old, start, end, successor, _ in catalogue.AGENCIES[1:]:
        assert AGENCY.match(code)
        assert level in {"province", "district", "commune"}
        assert not parent or parent in codes
        assert not old or OLD_AGENCY.match(old)
        assert not end or date.fromisoformat(start) < date.fromisoformat(end)
        assert bool(end) == bool(successor)
    assert {row[0] for row in catalogue.PAPER_TYPES[1:]} == PAPER_TYPES
    head, *rows = catalogue.procedure_rows()
    assert len({row[0] for row in rows}) == 9
    for row in rows:
        named = dict(zip(head, row, strict=True))
        assert PROCEDURE.match(named["code"])
        assert named["result_paper_type"] in PAPER_TYPES
        if not named["component_code"]:
            assert named["combines"]
            continue
        assert named["paper_type"] in PAPER_TYPES
        assert named["mandatory_class"] in {"1", "2", "3", "4", "5", "on_request"}
    for components in catalogue.COMPONENTS.values():
        # Name and class belong to the component, not to one of its alternatives.
        assert len({row[0] for row in components}) == len(
            {(row[0], row[1], row[4]) for row in components}
        )
    for row in catalogue.STOCK_COUNTS[1:]:
        assert row[0] in codes
        assert row[2] in catalogue.PROCEDURE_HEADS
        assert int(row[4]) > 0


@pytest.mark.parametrize(
    "table", [catalogue.AGENCIES, catalogue.PAPER_TYPES, catalogue.STOCK_COUNTS]
)
def test_rows_are_as_long_as_their_head(table: catalogue.Table) -> None:
    assert {len(row) for row in table} == {len(table[0])}


def test_papers_belong_to_known_dossiers_components_and_holders() -> None:
    built = scenario.build(3)
    by_number = {dossier.number: dossier for dossier in built.dossiers.values()}
    holders = {holder_row(holder)[0] or holder_row(holder)[6] for holder in built.holders.values()}
    assert {dossier_row(dossier)[2] for dossier in by_number.values()} <= holders
    for item in items(built):
        assert item.holder is None or item.holder in holders
        if item.dossier is None:
            assert item.component is None
            continue
        procedure = by_number[item.dossier].procedure_code
        if item.component == "result" and item.form:
            assert item.form.paper_type == catalogue.PROCEDURE_HEADS[procedure][3]
        elif item.component and item.form:
            accepted = {r[3] for r in catalogue.COMPONENTS[procedure] if r[0] == item.component}
            assert item.form.paper_type in accepted
