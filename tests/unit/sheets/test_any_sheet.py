"""Whatever way a sheet is written, what was written is what is read."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.sheets.intake.read import read
from core.sheets.options import SheetOptions
from tests.unit.sheets.files import Read, csv_file, read_file, xlsx_file
from tests.unit.sheets.generated import HEADER, Item, Written, sheets

_MANY = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60)
_FEW = settings(_MANY, max_examples=25)


def _csv(folder: Path, cells: tuple[tuple[str, ...], ...]) -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=";", lineterminator="\n").writerows([HEADER, *cells])
    return csv_file(folder, text.getvalue())


def _items(found: Read) -> list[Item]:
    return [
        Item(**row) for row in found.frame.select("sku", "demand", "unit_cost", "holding_rate").to_dicts()
    ]


def _check(found: Read, written: Written) -> None:
    assume(not found.understanding.questions)  # every number of a column may be read two ways
    assert found.errors == ()
    for own, meant in zip(_items(found), written.items, strict=True):
        assert own.sku == meant.sku
        assert own.demand == pytest.approx(meant.demand, rel=1e-12)
        assert own.unit_cost == pytest.approx(meant.unit_cost, rel=1e-12)
        assert own.holding_rate == pytest.approx(meant.holding_rate, rel=1e-12)
    skipped = found.understanding.skipped
    assert skipped.get("total_rows", 0) == written.totals
    assert skipped.get("repeated_headers", 0) == written.headers
    blank = sum(not any(cells) for cells in written.cells)
    assert skipped["blank_rows"] == blank
    rows = [at for at, cells in enumerate(written.cells, start=2) if cells[0] == "" or any(cells)]
    kept = [at for at in rows if written.cells[at - 2][0] in {item.sku for item in written.items}]
    assert found.frame["row_no"].to_list() == kept


@_MANY
@given(sheets())
def test_a_csv_is_read_as_it_was_meant(tmp_path: Path, written: Written) -> None:
    _check(read_file(_csv(tmp_path, written.cells)), written)


@_FEW
@given(sheets())
def test_a_workbook_of_texts_is_read_as_it_was_meant(tmp_path: Path, written: Written) -> None:
    rows = [HEADER, *(tuple(cell or None for cell in cells) for cells in written.cells)]
    _check(read_file(xlsx_file(tmp_path, rows)), written)


@_FEW
@given(sheets())
def test_a_workbook_of_numbers_is_read_as_it_was_meant(tmp_path: Path, written: Written) -> None:
    by_sku = {item.sku: item for item in written.items}
    rows: list[tuple[object, ...]] = [HEADER]
    for cells in written.cells:
        item = by_sku.get(cells[0])
        if item is None:
            rows.append(
                (*(cells[0:1] if cells[0] else (None,)), None, None, None) if cells != HEADER else cells
            )
        else:
            rows.append((item.sku, item.demand, item.unit_cost, item.holding_rate))
    _check(read_file(xlsx_file(tmp_path, rows)), written)


@_FEW
@given(sheets(), st.integers(1, 5))
def test_the_size_of_chunks_changes_nothing(tmp_path: Path, written: Written, rows: int) -> None:
    path = _csv(tmp_path, written.cells)
    whole, parts = read_file(path), read_file(path, rows_per_chunk=rows)
    assert parts.understanding == whole.understanding
    assume(not whole.understanding.questions)
    assert parts.errors == whole.errors
    assert parts.frame.equals(whole.frame)


@_FEW
@given(sheets())
def test_reading_twice_gives_the_same_chunks(tmp_path: Path, written: Written) -> None:
    path = _csv(tmp_path, written.cells)
    assert list(read(path, SheetOptions())) == list(read(path, SheetOptions()))


@_FEW
@given(sheets(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_no_item(tmp_path: Path, written: Written, random: object) -> None:
    items = [cells for cells in written.cells if cells[0] in {item.sku for item in written.items}]
    other = list(items)
    random.shuffle(other)  # type: ignore[attr-defined]
    first, second = (read_file(_csv(tmp_path, tuple(cells))) for cells in (items, other))
    assume(not first.understanding.questions)
    columns = ["sku", "demand", "unit_cost", "holding_rate", "abc_class"]
    assert first.frame.select(columns).sort("sku").equals(second.frame.select(columns).sort("sku"))
