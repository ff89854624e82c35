"""One raw column read as one field: shares, times, item numbers, flags, currencies."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import polars as pl
import pytest

from core.sheets.options import SheetOptions
from core.sheets.understanding import Column
from core.sheets.values.cells import Cells, as_text, read_cells
from core.sheets.values.number_cells import scaled
from core.sheets.values.shares import shares_of, with_percent


def _column(field: str, header: str = "", factor: float = 1.0, decimal: str = ".") -> Column:
    name = header or field
    return Column(header=name, key=name, letter="A", position=0, field=field, factor=factor, decimal=decimal)


def _warned(cells: Cells) -> dict[int, str]:
    return {at: code for positions, code in cells.warnings for at in positions.to_list()}


def _shares(
    field: str,
    texts: Sequence[str],
    header: str = "",
    options: SheetOptions | None = None,
    *,
    shown: bool = False,
) -> tuple[list[Any], str | None]:
    """The cells as values or codes, and what is suggested as taken."""
    column = _column(field, header)
    known, asked = with_percent(
        column, shares_of(dict.fromkeys(texts, 1), column), options or SheetOptions(), is_shown=shown
    )
    cells = read_cells(pl.Series(texts), None, known)
    found = [
        code or value for value, code in zip(cells.values[0].to_list(), cells.codes.to_list(), strict=True)
    ]
    return found, asked.taken if asked else None


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        (["25", "20"], [0.25, 0.2]),
        (["25 %", "20%"], [0.25, 0.2]),
        (["0.25", "0.2"], [0.25, 0.2]),
        (["25%", "30"], [0.25, 0.3]),
        (["95.0", "7"], [0.95, 0.07]),
    ],
)
def test_holding_rates_are_shares_however_the_column_writes_them(
    texts: list[str], expected: list[float]
) -> None:
    assert _shares("holding_rate", texts) == (expected, None)


def test_percent_beside_shares_is_said_and_the_few_are_row_errors() -> None:
    assert _shares("holding_rate", ["20", "25", "0.25"]) == ([0.2, 0.25, "mixed_share"], "percent")
    assert _shares("service_level", ["0.95", "0.98", "95"]) == ([0.95, 0.98, "out_of_range"], "fraction")
    assert _shares("holding_rate", ["25%", "0.3"]) == ([0.25, 0.3], "fraction")


def test_a_header_in_percent_over_shares_is_read_as_shares_and_said() -> None:
    assert _shares("holding_rate", ["0.25", "0.3"], "Holding %") == ([0.25, 0.3], "fraction")


def test_the_options_decide_over_all_numbers() -> None:
    percent = SheetOptions(units={"holding_rate": "percent"})
    fraction = SheetOptions(units={"holding_rate": "fraction"})
    assert _shares("holding_rate", ["0.5", "25"], options=percent) == ([0.005, 0.25], None)
    assert _shares("holding_rate", ["0.5", "2"], options=fraction) == ([0.5, 2.0], None)


def test_numbers_the_spreadsheet_shows_as_percent_are_shares_already() -> None:
    column, asked = with_percent(
        _column("holding_rate"), shares_of({"1.5": 3}, _column("holding_rate")), SheetOptions(), is_shown=True
    )
    cells = read_cells(pl.Series([1.5, 0.25]), None, column)
    assert (cells.values[0].to_list(), _warned(cells), asked) == ([1.5, 0.25], {0: "implausible"}, None)


@pytest.mark.parametrize(
    ("text", "expected", "warning"),
    [
        ("2%/month", 0.24, "period"),
        ("2 % per month", 0.24, "period"),
        ("6% per quarter", 0.24, "period"),
        ("24% p.a.", 0.24, None),
        ("24 %/year", 0.24, None),
        ("2% p.m.", 0.24, "period"),
        ("20%/month", 2.4, "implausible"),
    ],
)
def test_a_rate_of_a_period_is_converted_to_the_year(text: str, expected: float, warning: str | None) -> None:
    cells = read_cells(pl.Series([text]), None, _column("holding_rate"))
    assert cells.values[0][0] == pytest.approx(expected, rel=1e-12)
    assert _warned(cells).get(0) == warning


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("service_level", "100%", "not_below_one"),
        ("service_level", "1", "not_below_one"),
        ("service_level", "1.65", "out_of_range"),
        ("service_level", "105%", "out_of_range"),
        ("fill_rate", "-5%", "negative"),
        ("holding_rate", "5875", "out_of_range"),
        ("holding_rate", "$5", "is_money"),
        ("service_level", "95%/month", "not_a_number"),
    ],
)
def test_what_can_be_no_share_is_an_error(field: str, text: str, code: str) -> None:
    assert _shares(field, [text])[0] == [code]


def test_a_rate_a_month_in_percent_keeps_the_header_s_factor() -> None:
    column = replace(_column("holding_rate"), factor=12.0)
    known, _ = with_percent(column, shares_of({"2": 3}, column), SheetOptions(), is_shown=False)
    cells = read_cells(pl.Series(["2", "1.5%"]), None, known)
    assert known.factor == 0.12
    assert cells.values[0].to_list() == pytest.approx([0.24, 0.18], rel=1e-12)


@pytest.mark.parametrize(
    ("text", "factor", "days", "warning"),
    [
        ("2 weeks", 1.0, 14.0, None),
        ("10 days", 7.0, 10.0, None),  # what the cell says goes before the header
        ("3 wks", 1.0, 21.0, None),
        ("14d", 1.0, 14.0, None),
        ("36 h", 1.0, 1.5, None),
        ("2 Wochen", 1.0, 14.0, None),
        ("2-3", 7.0, 21.0, "range"),
        ("2 - 3 weeks", 1.0, 21.0, "range"),
        ("2 weeks to 3 weeks", 1.0, 21.0, "range"),
        ("10 working days", 1.0, 14.0, "working_days"),
        ("2\u20133", 1.0, 3.0, "range"),
    ],
)
def test_a_time_is_read_with_its_unit(text: str, factor: float, days: float, warning: str | None) -> None:
    cells = read_cells(pl.Series([text]), None, _column("lead_time_days", factor=factor))
    assert (cells.values[0][0], cells.codes[0], _warned(cells).get(0)) == (days, None, warning)


@pytest.mark.parametrize("text", ["soon", "3-2", "2 foo", "2 weeks - 3 days", "~5", "10+", "<5"])
def test_what_is_no_time_is_an_error(text: str) -> None:
    cells = read_cells(pl.Series([text]), None, _column("lead_time_days"))
    assert (cells.values[0][0], cells.codes[0]) == (None, "not_a_number")


def test_no_other_field_takes_a_range_or_a_unit() -> None:
    cells = read_cells(pl.Series(["2-3", "2 weeks"]), None, _column("demand"))
    assert cells.codes.to_list() == ["not_a_number", "not_a_number"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("00123", "00123"),
        ("1.10", "1.10"),
        (" A  1 ", "A  1"),
        ("\u00a0A1\u00a0", "A1"),
        ("'=ARO DE 60", "=ARO DE 60"),
        ('="00123"', "00123"),
        ("n/a", "n/a"),
        ("1E5", "1E5"),
        ("MAR-12", "MAR-12"),
    ],
)
def test_an_item_number_is_kept_as_it_is(text: str, expected: str) -> None:
    cells = read_cells(pl.Series([text]), None, _column("sku"), zeros=8)
    assert (cells.values[0][0], cells.codes[0], _warned(cells)) == (expected, None, {})


def test_item_numbers_that_were_numbers_lose_nothing_and_get_their_zeros_back() -> None:
    cells = read_cells(pl.Series([123.0, 4006381333931.0, 1.5]), None, _column("sku"), zeros=5)
    assert cells.values[0].to_list() == ["00123", "4006381333931", "1.5"]
    mixed = read_cells(
        pl.Series(["123", "123", "A"]), pl.Series([True, False, False]), _column("sku"), zeros=5
    )
    assert mixed.values[0].to_list() == ["00123", "123", "A"]


@pytest.mark.parametrize("raw", [pl.Series(["8.99E+12"]), pl.Series(["4,0E+12"]), pl.Series([2.0**53])])
def test_rounded_item_numbers_are_warned_of(raw: pl.Series) -> None:
    assert _warned(read_cells(raw, None, _column("sku"))) == {0: "precision_lost"}


@pytest.mark.parametrize(
    "text", ["2026-02-01", "2026-02-01 00:00:00", "1-Feb", "01-Feb", "Feb-01", "01/02/2026"]
)
def test_dates_are_no_item_numbers(text: str) -> None:
    cells = read_cells(pl.Series([text]), None, _column("sku"))
    assert (cells.values[0][0], cells.codes[0]) == (None, "date_in_sku")


@pytest.mark.parametrize("text", ["#N/A", "#REF!", "#####"])
def test_an_error_of_the_spreadsheet_is_no_item_number_but_a_number_sign_may_be_part_of_one(
    text: str,
) -> None:
    cells = read_cells(pl.Series([text, "#A1", "#12"]), None, _column("sku"))
    assert cells.codes.to_list() == ["excel_error", None, None]


def test_a_nul_character_in_an_item_number_is_an_error() -> None:
    assert read_cells(pl.Series(["A\x001"]), None, _column("sku")).codes[0] == "nul_character"


@pytest.mark.parametrize(
    ("raw", "is_number", "code"),
    [
        (pl.Series([True]), None, "is_a_flag"),
        (pl.Series(["true"]), pl.Series([True]), "is_a_flag"),
        (pl.Series(["TRUE"]), None, "is_a_flag"),
        (pl.Series([1]).cast(pl.Date), None, "is_a_date"),
        (pl.Series([1]).cast(pl.Time), None, "is_a_time"),
        (pl.Series([float("inf")]), None, "not_finite"),
        (pl.Series(["$12,000.00"]), None, "is_money"),
        (pl.Series(["12k"]), None, "not_a_number"),
    ],
)
def test_values_of_other_kinds_are_no_demand(raw: pl.Series, is_number: pl.Series | None, code: str) -> None:
    cells = read_cells(raw, is_number, _column("demand"))
    assert (cells.values[0][0], cells.codes[0]) == (None, code)


def test_a_typed_number_has_a_point_whatever_the_column_s_separator() -> None:
    cells = read_cells(
        pl.Series(["1.234", "1.234"]), pl.Series([True, False]), _column("unit_cost", decimal=",")
    )
    assert cells.values[0].to_list() == [1.234, 1234.0]


def test_signs_and_names_of_currencies_become_codes_and_shared_signs_are_said() -> None:
    cells = read_cells(
        pl.Series(["€", "eur", "US$", "$", "zł", "Euro", "??", None]), None, _column("currency")
    )
    assert cells.values[0].to_list() == ["EUR", "EUR", "USD", "USD", "PLN", "EUR", "??", None]
    assert _warned(cells) == {3: "currency_assumed"}


def test_numbers_as_text_have_no_exponent_below_2_to_the_63() -> None:
    assert as_text(pl.Series([4e15, 12345678901234567.0, 0.5])).to_list() == [
        "4000000000000000",
        "12345678901234568",
        "0.5",
    ]


def test_a_hundredth_divides_and_other_factors_multiply() -> None:
    assert scaled(pl.Series([95.0, 7.0, None]), 0.01).to_list() == [0.95, 0.07, None]
    assert scaled(pl.Series([2.0]), 0.12).to_list() == [0.24]
    assert scaled(pl.Series([86_400.0]), 1.0 / 86_400.0).to_list() == [1.0]


@pytest.mark.parametrize(
    ("field", "factor", "text", "expected"),
    [
        ("demand", 1.0, "1200 pcs", 1200.0),
        ("on_hand", 1.0, "-3 Stück", -3.0),
        ("min_order_qty", 1.0, "50 EA.", 50.0),
        ("on_hand", 1.0, "\uff11\uff12", 12.0),
        ("demand", 1.0, "\u0661\u0662\u0660\u0660", 1200.0),
        ("demand", 1.0, "1.200 pcs", "not_a_number"),  # twelve hundred, or one and a fifth
        ("on_hand", 1.0, "5 kg", "not_a_number"),
        ("min_order_qty", 1.0, "2 boxes", "not_a_number"),
        ("demand", 1000.0, "5 pcs", "not_a_number"),  # below "kpcs" a cell would contradict its header
        ("unit_cost", 1.0, "5 pcs", "not_a_number"),
    ],
)
def test_whole_quantities_may_name_the_piece_and_use_the_digits_of_their_script(
    field: str, factor: float, text: str, expected: float | str
) -> None:
    cells = read_cells(pl.Series(["7", text]), None, _column(field, factor=factor))
    assert (cells.codes[1] or cells.values[0][1]) == expected
    assert cells.values[0][0] == 7.0 * factor
