"""Signs of currencies beside amounts: counted, named, and held against the row's own currency."""

import polars as pl
import pytest

from core.inventory.currencies import CODES
from core.sheets.values.currencies import Signs, differing, signs, signs_of


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("$5", "$"),
        ("-€ 5", "€"),
        ("5 EUR", "eur"),
        ("R$ 1.234,50", "r$"),
        ("(US$5)", "us$"),
        ("Rs. 100", "rs"),
        ("5,00 zł", "zł"),
        ("R 100", "r"),
        ("5", None),
        ("100 R", None),
        ("5 kg", None),
    ],
)
def test_the_sign_beside_an_amount_is_found(text: str, sign: str | None) -> None:
    assert signs(pl.Series([text]))[0] == sign


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_of_iso_4217_is_known_before_and_behind(code: str) -> None:
    assert signs(pl.Series([f"{code} 5", f"5 {code}"])).to_list() == [code.lower()] * 2


def test_the_currency_of_a_column_is_that_of_most_signs_and_batches_add_up() -> None:
    whole = signs_of(pl.Series(["€5", "EUR 6", "$7", "8", None]))
    assert whole.currency == "EUR"
    assert signs_of(pl.Series(["€5"])) + signs_of(pl.Series(["EUR 6", "$7"])) == whole
    assert signs_of(pl.Series(["5", "1,000.00"])) == Signs()
    assert Signs().currency is None


def test_a_sign_of_several_currencies_is_said() -> None:
    assert "'$' is read as US dollars" in signs_of(pl.Series(["$5"])).note
    assert "'kr' may be several currencies" in signs_of(pl.Series(["5 kr"])).note
    assert signs_of(pl.Series(["5 kr"])).currency is None
    assert signs_of(pl.Series(["€5"])).note == ""


def test_amounts_in_another_currency_than_the_rest_differ() -> None:
    assert differing(pl.Series(["€4", "$5", "6", "EUR 7"]), None, "EUR").to_list() == [
        False,
        True,
        False,
        False,
    ]


def test_amounts_are_held_against_the_currency_of_their_row() -> None:
    texts = pl.Series(["$5", "$5", "€4", "€4", "5", "kr 5"])
    own = pl.Series(["CAD", "EUR", "EUR", None, "USD", "SEK"])
    assert differing(texts, own, None).to_list() == [False, True, False, False, False, False]
