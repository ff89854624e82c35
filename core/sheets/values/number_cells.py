"""Texts of a column as numbers: by its decimal sign, its kind of field, and what was typed as a number."""

import polars as pl

from core.inventory.fields import ITEM
from core.sheets.options import Decimal
from core.sheets.understanding import Column
from core.sheets.values.numbers import NOT_A_NUMBER, numbers
from core.sheets.values.pieces import whole
from core.sheets.values.shares import SHARES

MONEY = frozenset(name for name, field in ITEM.items() if field.unit.startswith("money"))
_COUNTED = frozenset(name for name, field in ITEM.items() if field.unit.startswith("units")) | {"quantity"}


def read_texts(texts: pl.Series, is_number: pl.Series | None, column: Column) -> tuple[pl.Series, pl.Series]:
    """The numbers of trimmed texts in the sheet's unit, and the codes of those that are none."""
    decimal: Decimal = "," if column.decimal == "," else "."
    is_money = column.field in MONEY and column.part is None
    may_be_money = is_money or (column.part or "").startswith("unit_cost")
    values, codes = numbers(texts, decimal, may_be_percent=column.field in SHARES, may_be_money=may_be_money)
    if column.factor == 1.0 and column.field in _COUNTED:
        values, codes = _counted(texts, values, codes)
    if is_number is None:
        return values, codes
    # A truth value counts as typed, but its text is no number.
    typed = texts.cast(pl.Float64, strict=False)
    both = pl.DataFrame({"values": values, "codes": codes, "typed": typed, "is_number": is_number})
    is_typed = pl.col("is_number") & pl.col("typed").is_finite().fill_null(value=False)
    both = both.select(
        pl.when(is_typed).then("typed").otherwise("values").alias("values"),
        pl.when(is_typed).then(None).otherwise("codes").alias("codes"),
    )
    return both["values"], both["codes"]


def _counted(texts: pl.Series, values: pl.Series, codes: pl.Series) -> tuple[pl.Series, pl.Series]:
    """Quantities of pieces that are no plain numbers."""
    odd = (codes == NOT_A_NUMBER).fill_null(value=False).arg_true()
    if odd.is_empty():
        return values, codes
    found = whole(texts.gather(odd))
    return values.scatter(odd, found), codes.scatter(odd, codes.gather(odd).set(found.is_not_null(), None))


def scaled(values: pl.Series, factor: float) -> pl.Series:
    """Values times the factor; a hundredth divides (in numpy: polars would multiply after all)."""
    if factor == 1.0:
        return values
    plain = values.fill_null(float("nan")).to_numpy()
    parts = round(1.0 / factor) if 0.0 < factor < 1.0 else 0
    is_part = parts > 1 and abs(parts * factor - 1.0) < 1e-9
    return pl.Series(plain / parts if is_part else plain * factor, nan_to_null=True)
