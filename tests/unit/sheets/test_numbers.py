"""Numbers written as text, read by their column."""

from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sheets.options import Decimal
from core.sheets.values.numbers import numbers, trimmed

_UNTIMED = settings(deadline=None)


def _read(texts: Sequence[str | None], decimal: Decimal, *, percent: bool = False) -> list[float | None]:
    return numbers(trimmed(pl.Series(texts, dtype=pl.String)), decimal, may_be_percent=percent)[0].to_list()


def _code(text: str, decimal: Decimal = ".") -> str | None:
    found: str | None = numbers(trimmed(pl.Series([text])), decimal, may_be_percent=False)[1][0]
    return found


@pytest.mark.parametrize(
    ("text", "decimal", "expected"),
    [
        ("1,234.50", ".", 1234.5),
        ("1 234,50", ",", 1234.5),
        ("1\u202f234,50", ",", 1234.5),
        ("1\u2019234.50", ".", 1234.5),
        ("13,75", ",", 13.75),
        ("1,800", ".", 1800.0),
        ("1.234", ",", 1234.0),
        ("1.234.567,8", ",", 1234567.8),
        ("1,234-", ".", -1234.0),
        (" 42\u00a0", ".", 42.0),
        ("1E+05", ".", 100000.0),
        ("1,5E+05", ",", 150000.0),
        ("+5", ".", 5.0),
        (".5", ".", 0.5),
        ("$5", ".", 5.0),
        ("EUR 35.00", ".", 35.0),
        ("5 €", ".", 5.0),
        ("R$ 1.234,50", ",", 1234.5),
        ("US$1,250.00", ".", 1250.0),
        ("Rs. 1,23,456.50", ".", 123456.5),
        ("(5)", ".", -5.0),
        ("($1,234.50)", ".", -1234.5),
        ("$(5)", ".", -5.0),
        ("-$5", ".", -5.0),
        ("$-5", ".", -5.0),
        ("5 EUR-", ".", -5.0),
        ("\u22125", ".", -5.0),
    ],
)
def test_a_number_written_in_a_column_s_locale_is_read(text: str, decimal: Decimal, expected: float) -> None:
    assert _read([text], decimal) == [expected]


@pytest.mark.parametrize("text", ["", " ", "-", "\u2013", "--", "n/a", "N/A", "null", "none", "None", "k.A."])
def test_an_empty_cell_a_lone_dash_or_not_known_is_no_value_and_no_error(text: str) -> None:
    assert _read([text], ".") == [None]
    assert _code(text) is None


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("12k", "not_a_number"),
        ("abc", "not_a_number"),
        ("0x10", "not_a_number"),
        ("1_000", "not_a_number"),
        ("\u0661\u0662", "not_a_number"),  # Arabic-Indic digits: Python's float() takes them
        ("2 3", "not_a_number"),  # not a group of three
        ("5 %", "not_a_number"),  # no share
        ("\uff15", "not_a_number"),  # a full-width digit
        ("-5-", "not_a_number"),
        ("(-5)", "not_a_number"),
        ("+-5", "not_a_number"),
        ("$", "not_a_number"),
        ("(5", "not_a_number"),
        ("$12k", "not_a_number"),
        ("TRUE", "is_a_flag"),
        ("2026-02-01", "is_a_date"),
        ("nan", "not_finite"),
        ("-Infinity", "not_finite"),
        ("1e400", "not_finite"),
        ("#N/A", "excel_error"),
        ("#DIV/0!", "excel_error"),
        ("#WERT!", "excel_error"),
        ("#NV", "excel_error"),
        ("#¡REF!", "excel_error"),
        ("#####", "excel_error"),
    ],
)
def test_what_is_no_number_says_why(text: str, code: str) -> None:
    assert _read([text], ".") == [None]
    assert _code(text) == code


def test_a_decimal_point_in_a_column_of_decimal_commas_is_an_error_not_a_guess() -> None:
    assert _code("1.5", ",") == "other_decimal"
    assert _code("13,75", ".") == "other_decimal"
    assert _code("0,123", ".") == "other_decimal"  # no group begins with 0
    assert _code("1.234,5", ".") == "other_decimal"


def test_an_amount_of_money_is_no_quantity() -> None:
    values, codes = numbers(pl.Series(["$12,000.00"]), ".", may_be_percent=False, may_be_money=False)
    assert (values[0], codes[0]) == (None, "is_money")


@pytest.mark.parametrize(("text", "share"), [("25%", 0.25), ("25 %", 0.25), ("95 %", 0.95), ("7%", 0.07)])
def test_a_percent_sign_divides_by_a_hundred_exactly(text: str, share: float) -> None:
    assert _read([text], ".", percent=True) == [share]


@_UNTIMED
@given(
    st.lists(st.floats(allow_nan=False, allow_infinity=False, width=64), min_size=1),
    st.sampled_from([".", ","]),
)
def test_what_was_written_is_what_is_read(values: list[float], decimal: Decimal) -> None:
    texts = [repr(value).replace(".", decimal) for value in values]
    assert _read(texts, decimal) == values


@_UNTIMED
@given(st.lists(st.integers(0, 10**12), min_size=1), st.sampled_from([(".", ","), (",", ".")]))
def test_groups_of_three_are_read_whatever_the_separator(
    values: list[int], signs: tuple[Decimal, str]
) -> None:
    decimal, group = signs
    texts = [f"{value:,}".replace(",", group) + f"{decimal}50" for value in values]
    assert _read(texts, decimal) == [value + 0.5 for value in values]


@_UNTIMED
@given(st.lists(st.one_of(st.none(), st.text()), min_size=1), st.sampled_from([".", ","]))
def test_any_text_is_a_finite_number_or_named_as_none(texts: list[str | None], decimal: Decimal) -> None:
    clean = trimmed(pl.Series(texts, dtype=pl.String))
    values, codes = numbers(clean, decimal, may_be_percent=True)
    for text, value, code in zip(clean, values, codes, strict=True):
        assert (text is None) == (value is None and code is None)
        assert value is None or code is None
