"""The workbook opened by another library: types, formats, filters, the chart, and what breaks workbooks."""

import datetime as dt
import io
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from openpyxl.utils.escape import unescape

from core.sheets.summary import Summary, summarise
from core.sheets.writing import tables
from core.sheets.writing.cell_xml import LONGEST_TEXT
from core.sheets.writing.write import write_errors_xlsx, write_xlsx
from tests.unit.sheets.files import AS_OF, Decided, csv_file, decide_file
from tests.unit.sheets.written import cells, rows, sheet, workbook

SAMPLES = Path(__file__).resolve().parents[3] / "samples"
HEADER = "SKU,Demand,Order cost,Unit cost,Holding rate,Lead time,On hand,Supplier,Currency"


@pytest.fixture(scope="module")
def sample() -> Decided:
    return decide_file(SAMPLES / "skus.xlsx")


@pytest.fixture(scope="module")
def book(sample: Decided) -> openpyxl.Workbook:
    return workbook(sample)


def test_every_table_has_a_frozen_header_and_a_filter_over_all_of_it(book: openpyxl.Workbook) -> None:
    for name in ("Decisions", "Orders by supplier", "Errors"):
        table = sheet(book, name)
        assert str(table.freeze_panes).endswith("2"), name
        assert table.auto_filter.ref == table.dimensions, name


def test_every_value_in_the_workbook_is_the_frames_own(sample: Decided, book: openpyxl.Workbook) -> None:
    names = [field for field in sample.frame.columns if field not in ("row_no", "other")]
    written = rows(sheet(book, "Decisions"))
    assert len(written) == sample.frame.height
    for name in names:
        header = "distribution_used" if name == "distribution" else name
        if header not in written[0]:
            continue
        for row, value in zip(written, sample.frame[name].to_list(), strict=True):
            found = row[header].date() if isinstance(row[header], dt.datetime) else row[header]
            assert found == (pytest.approx(value, rel=1e-14) if isinstance(value, float) else value), name


def test_number_formats_tell_money_shares_quantities_and_days_apart(book: openpyxl.Workbook) -> None:
    row = cells(sheet(book, "Decisions"), 2)
    expected = {
        "SKU": "@",
        "total_cost": "#,##0.00",
        "achieved_service_level": "0.0%",
        "eoq": "#,##0.00##",
        "purchase_price": "#,##0.00##",
        "order_quantity": "#,##0",
        "latest_order_date": "yyyy-mm-dd",
    }
    assert {name: row[name].number_format for name in expected} == expected
    assert row["SKU"].data_type == "s"


def test_the_summary_has_the_abc_table_and_its_chart(sample: Decided, book: openpyxl.Workbook) -> None:
    table = sheet(book, "Summary")
    (chart,) = table._charts  # type: ignore[attr-defined]
    lines = list(table.iter_rows(values_only=True))
    start = next(at for at, line in enumerate(lines) if str(line[0]).startswith("ABC class"))
    summary = summarise(sample.frames)
    found = {line[0]: line[1:5] for line in lines[start + 1 : start + 4]}
    assert {name: line[0] for name, line in found.items()} == summary.by_abc
    assert {name: line[2] for name, line in found.items()} == pytest.approx(summary.abc_value["EUR"])
    for at in (1, 3):
        assert sum(float(str(line[at])) for line in found.values()) == pytest.approx(1.0)
    references = [series.val.numRef.f for series in chart.series]
    assert references == [f"Summary!${column}${start + 2}:${column}${start + 4}" for column in "CE"]


def test_orders_to_send_are_in_packs_at_their_price_and_say_when_they_are_needed(tmp_path: Path) -> None:
    header = f"{HEADER},Units per purchase unit,Purchase unit,Unit"
    lines = (
        "A,1200,50,2,0.25,10,5,Adler,EUR,12,box,pcs\n"
        "B,1200,50,200,0.25,10,5,Adler,EUR,,,pcs\n"
        "C,1200,50,2,0.25,10,5,Adler,USD,,,\n"
        "D,1200,50,2,0.25,10,5,,EUR,,,\n"
    )
    found = decide_file(csv_file(tmp_path, f"{header}\n{lines}"))
    written = rows(sheet(workbook(found), "Orders by supplier"))
    suggested = found.frame["suggested_order"].to_list()
    assert [row["Supplier"] for row in written] == [
        "(no supplier)", "Total (no supplier)", "Adler", "Adler", "Total Adler", "Adler", "Total Adler",
    ]  # fmt: skip
    packs = next(row for row in written if row["SKU"] == "A")
    assert (packs["Order unit"], packs["Price"]) == ("box", 24)
    assert packs["Quantity"] * 12 == packs["In stock units"] == suggested[0]
    assert packs["Value"] == packs["Quantity"] * 24
    assert packs["Needed by"].date() >= AS_OF + dt.timedelta(days=10)
    total = written[4]
    assert total["Value"] == pytest.approx(sum(row["Value"] for row in written[2:4]))
    assert (total["Description"], total["Currency"]) == ("2 lines", "EUR")


def test_decisions_go_on_in_further_sheets_and_the_summary_says_so(
    sample: Decided, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 131)
    book = workbook(sample)
    assert book.sheetnames[:3] == ["Decisions", "Decisions 2", "Decisions 3"]
    parts = [rows(sheet(book, name)) for name in book.sheetnames[:3]]
    assert [len(part) for part in parts] == [130, 130, 40]
    skus = [row["SKU"] for part in parts for row in part]
    assert skus == sample.frame["sku"].to_list()
    for name in book.sheetnames[:3]:
        assert sheet(book, name).auto_filter.ref == sheet(book, name).dimensions
        assert len(sheet(book, name).conditional_formatting) == 1
    texts = [str(line[0]) for line in sheet(book, "Summary").iter_rows(values_only=True)]
    assert any("Decisions 2, Decisions 3" in text for text in texts)


def test_rows_nobody_announced_still_find_a_sheet(sample: Decided, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tables, "MOST_ROWS", 201)
    target = io.BytesIO()
    write_xlsx(sample.frames, sample.understanding, Summary(), [], target)
    book = openpyxl.load_workbook(io.BytesIO(target.getvalue()))
    assert book.sheetnames == ["Decisions", "Orders by supplier", "Summary", "Decisions 2", "Errors"]
    assert len(rows(sheet(book, "Decisions 2"))) == 100


def test_a_failed_writing_leaves_nothing_behind(
    sample: Decided, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", None)

    def broken() -> "pl.DataFrame":
        raise RuntimeError("the database went away")

    target = io.BytesIO()
    frames = (frame if at == 0 else broken() for at, frame in enumerate([*sample.frames, None]))
    with pytest.raises(RuntimeError):
        write_xlsx(frames, sample.understanding, Summary(), [], target)  # type: ignore[arg-type]
    assert target.getvalue() == b""
    assert list(tmp_path.iterdir()) == []


AWKWARD = {
    "emoji": "🔩 bolt 👩‍🔧",
    "markup": "<b>&amp;</b> ]]> \"'",
    "looks escaped": "_x0041_ and _x000D_",
    "control": "a\x01b\x1fc\x0bd",
    "lines": "one\ntwo\r\nthree",
    "edges": "\u00a0wide\u00a0",
    "right to left": "مسمار",
    "tab": "a\tb",
}


@pytest.mark.parametrize("text", AWKWARD.values(), ids=AWKWARD.keys())
def test_awkward_text_arrives_letter_by_letter(tmp_path: Path, text: str) -> None:
    path = csv_file(tmp_path, f"{HEADER},Note\nA,1200,50,2,0.25,10,5,Adler,EUR,\n")
    found = decide_file(path)
    frame = found.frame.with_columns(pl.lit(text).alias("description"), pl.lit(text).alias("supplier"))
    made = Decided(understanding=found.understanding, frames=(frame,), errors=())
    row = rows(sheet(workbook(made), "Decisions"))[0]
    assert unescape(row["Supplier"]) == text


@pytest.mark.parametrize(("letter", "kept"), [("x", LONGEST_TEXT), ("🔩", LONGEST_TEXT // 2)])
def test_text_longer_than_a_cell_is_cut_at_a_whole_letter(tmp_path: Path, letter: str, kept: int) -> None:
    found = decide_file(csv_file(tmp_path, f"{HEADER}\nA,1200,50,2,0.25,10,5,Adler,EUR\n"))
    frame = found.frame.with_columns(pl.lit(letter * 40_000).alias("supplier"))
    made = Decided(understanding=found.understanding, frames=(frame,), errors=())
    assert rows(sheet(workbook(made), "Decisions"))[0]["Supplier"] == letter * kept


def test_what_is_no_number_stays_empty_and_days_before_1900_are_text(tmp_path: Path) -> None:
    found = decide_file(
        csv_file(tmp_path, f"{HEADER}\nA,1200,50,2,0.25,10,5,Adler,EUR\nB,9,5,2,0.2,1,5,x,EUR\n")
    )
    frame = found.frame.with_columns(
        pl.Series("eoq", [float("nan"), 1e300]),
        pl.Series("total_cost", [float("inf"), -0.0]),
        pl.Series("stockout_date", [dt.date(1899, 12, 31), dt.date(1900, 3, 1)]),
        pl.Series("latest_order_date", [dt.date(1900, 2, 28), dt.date(2999, 12, 31)]),
    )
    made = Decided(understanding=found.understanding, frames=(frame,), errors=())
    one, two = rows(sheet(workbook(made), "Decisions"))
    assert (one["eoq"], one["total_cost"]) == (None, None)
    assert (two["eoq"], two["total_cost"]) == (1e300, 0)
    assert (one["stockout_date"], one["latest_order_date"]) == ("1899-12-31", "1900-02-28")
    assert two["stockout_date"].date() == dt.date(1900, 3, 1)
    assert two["latest_order_date"].date() == dt.date(2999, 12, 31)


def test_three_hundred_unmapped_columns_and_headers_like_ours_keep_their_place(tmp_path: Path) -> None:
    more = [f"extra {number}" for number in range(300)]
    header = [*HEADER.split(","), *more, "Same", "Same", "=status", "eoq", "status"]
    values = [
        *["A", "1200", "50", "2", "0.25", "10", "5", "Adler", "EUR"],
        *map(str, range(300)),
        "s1",
        "s2",
        "x",
        "7",
        "mine",
    ]
    found = decide_file(csv_file(tmp_path, f"{','.join(header)}\n{','.join(values)}\n"))
    table = sheet(workbook(found), "Decisions")
    (first, second) = ([cell.value for cell in table[at]][: len(header)] for at in (1, 2))
    assert first == header
    assert [str(value) for value in second] == values
    assert table.cell(1, header.index("=status") + 1).quotePrefix


def test_plain_numbers_nobody_mapped_stay_numbers_and_codes_stay_text(tmp_path: Path) -> None:
    lines = "A,1200,50,2,0.25,10,5,x,EUR,12.5,007,12\nB,1200,50,2,0.25,10,5,x,EUR,3,8,1.10\n"
    found = decide_file(csv_file(tmp_path, f"{HEADER},Weight,Code,Version\n{lines}"))
    table = sheet(workbook(found), "Decisions")
    row = cells(table, 2)
    assert (row["Weight"].value, row["Weight"].number_format) == (12.5, "General")
    assert [cells(table, at)["Code"].value for at in (2, 3)] == ["007", "8"]
    assert [cells(table, at)["Version"].value for at in (2, 3)] == ["12", "1.10"]


def test_the_errors_workbook_has_the_rows_as_sent_where_what_and_why(tmp_path: Path) -> None:
    lines = "00123,many,50,-2,0.25,10,5,=x,EUR\nB,1200,50,2,0.25,10,5,Adler,EUR\n"
    found = decide_file(csv_file(tmp_path, f"{HEADER}\n{lines}"))
    target = io.BytesIO()
    write_errors_xlsx(found.frames, found.understanding, found.errors, target)
    table = sheet(openpyxl.load_workbook(io.BytesIO(target.getvalue())), "Errors")
    (row,) = rows(table)
    assert [row[name] for name in ("SKU", "Demand", "Unit cost", "Supplier")] == ["00123", "many", -2, "=x"]
    assert (row["error_row"], row["error_cell"]) == (2, "B2 D2")
    assert "'many'" in row["error_reason"]
    assert table.freeze_panes == "B2"
    assert cells(table, 2)["Supplier"].quotePrefix
