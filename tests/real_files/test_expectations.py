"""The expectations agree with a second reader: openpyxl for workbooks, csv for text.

Old .xls, .xlsb and .ods files were read by eye with xlrd and calamine; here only their presence is checked.
"""

import csv
import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from pathlib import Path

import pytest

from tests.real_files.expectations import GROUPS, REAL_FILES, Expectation, Probe, every_file
from tests.real_files.second_reader import Sheet, cell_text, read_sheet

_KINDS = {"sheet", "sku", "demand", "field", "decimal", "dates", "unit", "percent", "duplicates", "table"}
_ANSWERS = {"sheet", "header_row", "mapping", "decimal", "units", "date_order", "table"}
_ALL = tuple(every_file())
_BY_A_SECOND_READER = tuple(
    entry for entry in _ALL if entry.values or entry.mapping or entry.data_rows is not None or entry.texts
)


def _named(entries: Sequence[Expectation]) -> list[object]:
    return [pytest.param(entry, id=f"{entry.group}/{entry.name}") for entry in entries]


@lru_cache(maxsize=4)
def _read(path: Path, sheet: str | None, delimiter: str | None, encoding: str | None) -> Sheet:
    return read_sheet(path, sheet, delimiter=delimiter, encoding=encoding)


@pytest.fixture
def sheet(request: pytest.FixtureRequest) -> Sheet:
    """The sheet of the expectation, as the second reader gives it."""
    entry: Expectation = request.getfixturevalue("entry")
    if entry.absent:
        pytest.skip(entry.absent)
    if entry.path.suffix.lower() in {".xls", ".xlsb", ".ods"}:
        pytest.skip(f"{entry.name} was read by eye: no second reader for it is installed")
    return _read(entry.path, entry.sheet, entry.delimiter, entry.encoding)


@pytest.mark.skipif(not REAL_FILES.is_dir(), reason="../shared/data is absent")
def test_every_file_of_the_collection_has_an_expectation_and_none_is_invented() -> None:
    there = {(group, path.name) for group in GROUPS for path in (REAL_FILES / group).iterdir()}
    assert there == {(entry.group, entry.name) for entry in _ALL}


@pytest.mark.parametrize("entry", _named(_ALL))
def test_an_expectation_says_all_that_its_outcomes_need(entry: Expectation) -> None:
    assert entry.outcome
    assert set(entry.about) <= _KINDS
    assert set(entry.answer) <= _ANSWERS
    if "asked" in entry.outcome:
        assert entry.about
    if "refused" in entry.outcome:
        assert entry.because
    if len(entry.outcome) > 1 or entry.group == "hostile":
        assert entry.why
    if entry.outcome == ("understood",):
        assert entry.rows is not None
        assert entry.mapping
        assert entry.values
    for pattern in (entry.because, entry.never_because, *entry.says):
        re.compile(pattern)


@pytest.mark.parametrize("entry", _named([entry for entry in _BY_A_SECOND_READER if entry.mapping]))
def test_the_named_headers_stand_in_the_header_row(entry: Expectation, sheet: Sheet) -> None:
    headers = sheet.headers(entry)
    named = {*entry.mapping, *entry.unmapped_must_stay, *entry.never, *entry.only_with_suggestion}
    named |= set(entry.suggested) | set(entry.periods.headers if entry.periods else ())
    assert named <= set(headers)
    if entry.periods:
        first = headers.index(entry.periods.headers[0])
        assert tuple(headers[first : first + len(entry.periods.headers)]) == entry.periods.headers


@pytest.mark.parametrize(
    "entry", _named([entry for entry in _BY_A_SECOND_READER if entry.data_rows is not None])
)
def test_the_rows_of_the_file_are_those_expected_and_those_left_out(entry: Expectation, sheet: Sheet) -> None:
    filled = sheet.filled_rows(entry)
    assert len(filled) == entry.data_rows
    if entry.turned or entry.rows is None:
        return
    if entry.shape == "lines":
        keys = [name for name, field in entry.mapping.items() if field in {"sku", "location"}]
        assert len({tuple(sheet.text(row, entry, key) for key in keys) for row in filled}) == entry.rows
    else:
        assert len(filled) == entry.rows + sum(entry.skipped.values())


@pytest.mark.parametrize("entry", _named([entry for entry in _BY_A_SECOND_READER if entry.values]))
def test_the_probes_are_what_the_second_reader_sees(entry: Expectation, sheet: Sheet) -> None:
    for probe in entry.values:
        if probe.header is not None:
            assert probe.row is not None
            raw = sheet.value(probe.row, entry, probe.header)
            assert raw == probe.raw, probe
        else:
            _check_sum(probe, entry, sheet)
        if probe.sku is not None and probe.row is not None and not entry.turned:
            sku = next(name for name, field in entry.mapping.items() if field == "sku")
            assert sheet.text(probe.row, entry, sku).strip() == probe.sku


def _check_sum(probe: Probe, entry: Expectation, sheet: Sheet) -> None:
    if probe.columns:
        cells = sheet.between(probe.row or 0, *probe.columns)
    elif probe.down:
        cells = [sheet.value(row, entry, probe.headers[0]) for row in sheet.filled_rows(entry)]
    elif probe.keys:
        lines = [
            row
            for row in sheet.filled_rows(entry)
            if all(sheet.text(row, entry, name) == key for name, key in probe.keys.items())
        ]
        cells = [sheet.value(row, entry, probe.headers[0]) for row in lines]
    else:
        headers = sheet.headers(entry)
        first, last = (headers.index(name) for name in probe.headers)
        cells = sheet.row(probe.row or 0)[first : last + 1]
    numbers = [float(cell) for cell in cells if cell not in (None, "")]
    assert sum(numbers) == pytest.approx(probe.total), probe
    if probe.count is not None:
        assert len(numbers) == probe.count, probe
    if probe.field == "quantity":
        assert probe.total == probe.value, probe
    elif not probe.keys:
        assert isinstance(probe.value, float | int)
        assert sum(numbers) / len(numbers) == pytest.approx(probe.value), probe


@pytest.mark.parametrize("entry", _named([entry for entry in _BY_A_SECOND_READER if entry.units_in_all]))
def test_all_lines_together_are_the_units_said(entry: Expectation, sheet: Sheet) -> None:
    if entry.data_rows is None:
        pytest.skip("the defect keeps a plain reader from seeing every line")
    quantity = next(name for name, field in entry.mapping.items() if field == "quantity")
    total = sum(float(sheet.text(row, entry, quantity)) for row in sheet.filled_rows(entry))
    assert total == entry.units_in_all


@pytest.mark.parametrize("entry", _named([entry for entry in _ALL if entry.texts]))
def test_cells_that_must_stay_text_hold_these_digits(entry: Expectation, sheet: Sheet) -> None:
    for place, text in entry.texts.items():
        value, number_format = sheet.at(place)
        assert number_format == entry.formats.get(place, number_format) or place not in entry.formats
        assert cell_text(value, number_format) == text


@pytest.mark.parametrize("entry", _named([entry for entry in _ALL if entry.row_errors]))
def test_rows_said_to_be_errors_are_rows_of_the_file(entry: Expectation, sheet: Sheet) -> None:
    errors = entry.row_errors
    assert errors is not None
    for row in errors.rows:
        assert any(cell not in (None, "") for cell in sheet.row(row))
    if errors.rows and errors.count is not None:
        assert len(set(errors.rows)) == errors.count
    for cell in errors.cells:
        column = sheet.headers(entry).index(cell["header"])
        assert sheet.at(cell["cell"])[0] == sheet.row(cell["row"])[column]


@pytest.mark.parametrize("entry", _named([entry for entry in _ALL if entry.known]))
def test_known_answers_stand_in_the_file(entry: Expectation, sheet: Sheet) -> None:
    for known in entry.known:
        if known.column is None or known.row is None:
            continue
        held = sheet.text(known.row, entry, known.column).replace(",", "")
        assert float(held) == pytest.approx(known.value)


@pytest.mark.parametrize(
    "entry", _named([entry for entry in _ALL if entry.same_as and entry.data_rows and entry.rows])
)
def test_a_pollock_variant_holds_the_cells_of_the_source(entry: Expectation, sheet: Sheet) -> None:
    source = next(other for other in _ALL if other.name == entry.same_as)
    original = _read(source.path, None, None, None)
    theirs = [original.row(row) for row in original.filled_rows(source)]
    assert [sheet.row(row) for row in islice(sheet.filled_rows(entry), None)] == theirs


def test_csv_module_is_the_second_reader_of_text(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["sku", "demand"], ["00012", "1,5"]])
    assert read_sheet(path, None).row(2) == ["00012", "1,5"]
