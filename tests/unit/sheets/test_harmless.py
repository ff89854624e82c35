"""Nothing that is written runs when a spreadsheet program opens it, and it comes back as it was."""

import csv
import io
import re
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.sheets.summary import summarise
from core.sheets.writing.harmless import harmless
from core.sheets.writing.order_builtins import BUILT_IN
from core.sheets.writing.order_templates import OrderTemplate
from core.sheets.writing.write import csv_parts, error_csv_parts, order_parts, write_errors_xlsx, write_xlsx
from tests.unit.sheets.files import AS_OF, Decided, csv_file, decide_file
from tests.unit.sheets.written import csv_rows

PAYLOADS = Path(__file__).resolve().parents[4] / "shared/data/hostile/csvinjection_payloads.csv"
STARTS = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
NUMBER = re.compile(r"[+-]?[0-9.,]+([eE][+-]?[0-9]+)?%?")
OWN = [
    "=1+1",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "\uff1d1+1",
    "+49 30",
    "-",
]


def _sheet(folder: Path, texts: list[str], header: str = "Note") -> Decided:
    """A sheet with each text as SKU, supplier, unmapped cell and unreadable number, in rows that are due."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    columns = ["SKU", "Supplier", "Demand", "Order cost", "Unit cost", "Holding rate", "Lead time", "On hand"]
    writer.writerow([*columns, "Description", header])
    for at, text in enumerate(texts):
        writer.writerow([text, text, 1200 + at, 50, 2, 0.25, 10, 0, text, text])
        writer.writerow([f"bad {at}", text, text, 50, 2, 0.25, 10, 0, text, text])
    return decide_file(csv_file(folder, stream.getvalue()), decimal=".", header_row=1)


def _everything(found: Decided) -> list[list[str]]:
    """The cells of every text file written of the sheet."""
    signs = ((",", "."), (";", ","), ("\t", "."))
    rows = []
    for delimiter, decimal in signs:
        options = {"delimiter": delimiter, "decimal": decimal}
        rows += csv_rows(csv_parts(found.frames, found.understanding, **options), delimiter)  # type: ignore[arg-type]
        parts = error_csv_parts(found.frames, found.understanding, found.errors, **options)  # type: ignore[arg-type]
        rows += csv_rows(parts, delimiter)
    own = OrderTemplate.from_json(
        {
            "name": "own",
            "columns": [{"header": "=h", "original": "Note"}, {"header": "@c", "constant": "=1+1"}],
        }
    )
    for template in (*BUILT_IN.values(), own):
        parts = order_parts(found.frames, found.understanding, template, as_of=AS_OF, job_id="=job")
        rows += csv_rows(parts, template.delimiter)
    return rows


def _is_live(cell: str) -> bool:
    return cell[:1] in STARTS and cell != "" and not NUMBER.fullmatch(cell)


def _books(found: Decided) -> list[openpyxl.Workbook]:
    decisions, errors = io.BytesIO(), io.BytesIO()
    write_xlsx(
        found.frames,
        found.understanding,
        summarise(found.frames),
        found.errors,
        decisions,
        source_name="=x.csv",
    )
    write_errors_xlsx(found.frames, found.understanding, found.errors, errors)
    return [openpyxl.load_workbook(book) for book in (decisions, errors)]


def _payloads() -> list[str]:
    if not PAYLOADS.exists():
        return []
    with PAYLOADS.open(encoding="utf-8", newline="") as stream:
        return [cell for row in csv.reader(stream) for cell in row if cell.strip() and "\x00" not in cell]


@pytest.mark.parametrize("texts", [pytest.param(OWN, id="own"), pytest.param(_payloads(), id="collected")])
def test_no_cell_of_any_file_runs(tmp_path: Path, texts: list[str]) -> None:
    if not texts:
        pytest.skip(f"{PAYLOADS} is not there")
    found = _sheet(tmp_path, texts, header="=2+5+cmd|' /C calc'!A0")
    cells = [cell for row in _everything(found) for cell in row]
    assert len(cells) > 100
    assert [cell for cell in cells if _is_live(cell)] == []
    for book in _books(found):
        for table in book.worksheets:
            for row in table.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", (table.title, cell.coordinate)
                    assert cell.hyperlink is None
                    if isinstance(cell.value, str) and cell.value[:1] in STARTS:
                        assert cell.quotePrefix, (table.title, cell.coordinate)


def test_numbers_below_zero_are_left_alone() -> None:
    plain = ["-5", "+5", "-1.5", "-1,5", "-1e-7", "-12%", "5", "", "a=b", "'=1"]
    assert harmless(pl.Series(plain)).to_list() == plain
    assert harmless(pl.Series(["-5-", "=5", "-a", "+", None])).to_list() == ["'-5-", "'=5", "'-a", "'+", None]


_TEXT = st.builds(
    "{}{}".format,
    st.sampled_from(["=", "+", "-", "@", "\uff1d", "\uff20", "'=", ""]),
    st.text(
        st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]),
        min_size=1,
        max_size=9,
    ),
).filter(lambda text: not text.startswith("'") and text not in {"\u2013", "\u2014"})


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=8)
@given(st.lists(_TEXT, min_size=4, max_size=16, unique=True))
def test_whatever_the_text_it_does_not_run_and_comes_back_as_it_was(tmp_path: Path, texts: list[str]) -> None:
    found = _sheet(tmp_path, texts)
    assert not any(_is_live(cell) for row in _everything(found) for cell in row)
    (tmp_path / "out.csv").write_bytes(b"".join(csv_parts(found.frames, found.understanding)))
    again = decide_file(tmp_path / "out.csv", decimal=".", header_row=1)
    for name in ("sku", "supplier", "description"):
        assert again.frame[name].to_list() == found.frame[name].to_list()
    for book in _books(found):
        for table in book.worksheets:
            assert all(cell.data_type != "f" for row in table.iter_rows() for cell in row)
