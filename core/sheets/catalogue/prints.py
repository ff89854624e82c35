"""A number for what a decision says, equal where nothing that is told as a change is different."""

from typing import Final

import polars as pl

from core.sheets.catalogue.changes import DECIDING

PRINTS: Final[dict[str, type[pl.DataType]]] = {"row_no": pl.Int32, "print": pl.UInt64}


def prints_of(decided: pl.DataFrame) -> pl.DataFrame:
    """The numbers of some decisions, as `PRINTS`.

    Another release of polars may number otherwise; then all decisions look different once, and are compared.
    """
    return decided.select(
        pl.col("row_no").cast(pl.Int32), decided.select(DECIDING).hash_rows().alias("print")
    )
