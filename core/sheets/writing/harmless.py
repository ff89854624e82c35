"""Text that a spreadsheet program would run as a formula when it opens a file, made harmless."""

import polars as pl

from core.sheets.writing.cell_xml import RISKY

_NUMBER = r"^[+-]?[0-9.,]+([eE][+-]?[0-9]+)?%?$"


def harmless(texts: pl.Series) -> pl.Series:
    """Texts with an apostrophe before what begins like a formula; numbers are left alone."""
    risky = texts.str.contains(RISKY) & ~texts.str.contains(_NUMBER)
    if not risky.any():
        return texts
    return pl.select(pl.when(risky).then(pl.lit("'") + texts).otherwise(texts)).to_series()
