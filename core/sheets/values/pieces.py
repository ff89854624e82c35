"""Quantities with the word for a piece behind them, or in other digits than ours: "12 pcs", "٣٤"."""

import polars as pl

# What counts single things. Of kilograms and boxes nobody knows how many units they are.
_PIECE = (
    "pcs?|pce?s?|piece|pieces|units?|ea|each|nos?|stk|st|stck|stück|stueck|pièces?|pieces?|pza?s?|pieza|piezas|unidad|"
    "unidades|unid|und|uds?|un|peça|peças|pezzi|pezzo|pz|stuks?|szt|sztuk|ks|db|kpl|adet|cái|шт|штук|штуки|個|个|件|개"
)
_FORM = rf"(?i)^([+-]?[0-9]+)\s*(?:{_PIECE})\.?$"
_DIGITS = {
    chr(zero + digit): str(digit)
    for zero in (0x0660, 0x06F0, 0x0966, 0xFF10)  # Arabic, Persian, Devanagari, full-width
    for digit in range(10)
}


def whole(texts: pl.Series) -> pl.Series:
    """The whole numbers of texts that are no plain numbers; null where a text is none of ours either.

    Whole ones only: whether the point in "1.200 pcs" is a decimal point, no cell beside it tells.

    >>> whole(pl.Series(["12 pcs", "3 Stück", "1.200 pcs", "5 kg", "٣٤"])).to_list()
    [12.0, 3.0, None, None, 34.0]
    """
    found = texts
    if not texts.str.contains(r"^[\x00-\x7f]*$").all():
        found = texts.str.replace_many(_DIGITS)
    return found.str.replace(_FORM, "$1").str.extract(r"^([+-]?[0-9]{1,18})$").cast(pl.Float64, strict=False)
