"""What is written once for all rows: parameters beside the table, a currency, periods of headers."""

from dataclasses import replace

import polars as pl

from core.sheets.intake.read_fields import Fields
from core.sheets.intake.reading import Reading
from core.sheets.options import DEMAND_PERIODS


def completed(fields: Fields, reading: Reading, height: int) -> Fields:
    """The fields with what holds for all rows where a row says nothing itself.

    A cell that could not be read stays without a value: it is an error, not an empty cell.
    """
    values = dict(fields.values)
    spoilt: dict[str, list[int]] = {}
    for cell in fields.bad:
        spoilt.setdefault(cell.column.field or "", []).append(cell.at)
    for parameter in reading.parameters:
        name, constant = parameter.field, pl.lit(parameter.value, dtype=pl.Float64)
        values[name] = _filled(values.get(name), constant, height, spoilt.get(name))
    if reading.currency:
        values["currency"] = _filled(values.get("currency"), pl.lit(reading.currency), height, None)
    by_field = reading.by_field
    for name, said_by in (("period", "demand"), ("demand_std_period", "demand_std")):
        column = by_field.get(said_by)
        said = column.period if column is not None else None
        if said in DEMAND_PERIODS and not (name == "period" and said == "year"):
            values[name] = _filled(values.get(name), pl.lit(said), height, spoilt.get(name))
    return replace(fields, values=values)


def _filled(own: pl.Series | None, constant: pl.Expr, height: int, spoilt: list[int] | None) -> pl.Series:
    if own is None:
        return pl.select(constant).to_series().new_from_index(0, height)
    filled = pl.select(pl.coalesce(own, constant)).to_series()
    return filled.scatter(spoilt, None) if spoilt else filled
