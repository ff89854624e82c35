"""Sheets of stock figures and order lines, in the words of those who wrote them, row by row."""

import datetime as dt
from pathlib import Path
from typing import Any, Literal

import pytest

from core.errors import HeaderMissing, NoRows, Refused, UnreadableFile
from core.sheets.intake.deliveries import Rows, delivered
from core.sheets.problems import RowError

AS_OF = dt.date(2026, 11, 28)
Kind = Literal["stock", "demand"]


def read(folder: Path, kind: Kind, *lines: str) -> tuple[list[dict[str, Any]], list[int], list[RowError]]:
    path = folder / "file.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows: list[dict[str, Any]] = []
    numbers: list[int] = []
    errors: list[RowError] = []
    for part in delivered(path, kind, AS_OF):
        if isinstance(part, Rows):
            columns = zip(*part.columns.values(), strict=True)
            rows += [dict(zip(part.columns, values, strict=True)) for values in columns]
            numbers += part.numbers
            errors += part.errors
    return rows, numbers, errors


def refused(folder: Path, kind: Kind, *lines: str) -> Refused:
    with pytest.raises(Refused) as caught:
        read(folder, kind, *lines)
    return caught.value


def test_of_a_whole_sheet_only_the_stock_is_taken(tmp_path: Path) -> None:
    rows, _, errors = read(
        tmp_path,
        "stock",
        "sku,demand,unit_cost,on_hand,Jan 2026,Feb 2026",
        "A,much,2.5,7,1,2",
        "B,200,cheap,8,3,4",
    )
    assert rows == [{"sku": "A", "on_hand": 7.0}, {"sku": "B", "on_hand": 8.0}]
    assert errors == []


def test_titles_totals_and_rows_without_a_sku_are_no_figures(tmp_path: Path) -> None:
    rows, numbers, errors = read(
        tmp_path, "stock", "Liste;;", ";;", "Artikel;Text;Bestand", "A;x;10", ";y;3", "B;z;20", "Summe;;33"
    )
    assert rows == [{"sku": "A", "on_hand": 10.0}, {"sku": "B", "on_hand": 20.0}]
    assert numbers == [4, 6]
    assert [(error.row, error.code) for error in errors] == [(5, "missing_sku")]


def test_locations_and_leading_zeros_are_kept(tmp_path: Path) -> None:
    rows, _, _ = read(tmp_path, "stock", "Artikel;Lagerort;Bestand", "007;Nord;1", "007;Süd;2", "010;Nord;3")
    assert [(row["sku"], row["location"]) for row in rows] == [
        ("007", "Nord"),
        ("007", "Süd"),
        ("010", "Nord"),
    ]


def test_a_csv_as_it_is_posted_has_decimal_points(tmp_path: Path) -> None:
    assert read(tmp_path, "stock", "sku,on_hand", "A,1.040", "B,2.000")[0][0]["on_hand"] == 1.04


def test_any_other_number_that_may_be_two_is_refused(tmp_path: Path) -> None:
    found = refused(tmp_path, "stock", "sku;on_hand", "A;1.040", "B;2.000")
    assert isinstance(found, UnreadableFile)
    assert "may be 1.04 or 1040" in found.message


def test_a_date_that_may_be_two_is_refused(tmp_path: Path) -> None:
    found = refused(tmp_path, "demand", "Item No,Order Date,Qty", "A,01/02/2026,5", "B,03/04/2026,6")
    assert "whether the day or the month stands first" in found.message


def test_fields_called_by_their_names_are_known_however_bad_their_cells(tmp_path: Path) -> None:
    rows, _, errors = read(tmp_path, "demand", "sku,date,quantity", "A,2026-11-03,5", "B,xx,1", "C,yy,2")
    assert rows == [{"sku": "A", "date": "2026-11-03", "quantity": 5.0}]
    assert [error.row for error in errors] == [3, 4]


def test_only_a_line_id_names_a_line(tmp_path: Path) -> None:
    rows, _, _ = read(tmp_path, "demand", "sku,date,quantity,line_id", "A,2026-11-03,5,1", "A,2026-11-03,5,")
    assert [row["line_id"] for row in rows] == ["1", None]
    rows, _, _ = read(
        tmp_path, "demand", "Artikel;Datum;Menge;Auftragsnummer", "A;3.11.2026;5;1", "B;3.11.2026;5;1"
    )
    assert "line_id" not in rows[0]


def test_receipts_among_issues_are_refused(tmp_path: Path) -> None:
    found = refused(
        tmp_path,
        "demand",
        "Material;Buchungsdatum;Menge;Bewegungsart",
        "A;03.11.2026;5;601",
        "B;04.11.2026;3;101",
    )
    assert "of what came ('101') and of what went ('601')" in found.message


def test_a_sheet_that_is_none_of_stock_says_what_was_seen(tmp_path: Path) -> None:
    found = refused(tmp_path, "stock", "Artikel;Farbe", "A;rot", "B;blau")
    assert isinstance(found, HeaderMissing)
    assert "'Artikel', 'Farbe'" in found.message


def test_a_header_alone_is_refused(tmp_path: Path) -> None:
    assert isinstance(refused(tmp_path, "stock", "sku,on_hand"), NoRows)
