"""The columns of a written sheet: the original ones in their order, then the decisions."""

from dataclasses import dataclass

import polars as pl

from core.inventory.fields import DECISION, ITEM, Kind
from core.sheets.recognition.our_headers import DECISION_HEADERS, DECISION_ORDER
from core.sheets.understanding import Column, Understanding
from core.sheets.values.number_cells import scaled

# The output of the same name wins in the decision table, so the input is kept as it was written.
KEPT_AS_WRITTEN = frozenset({"distribution"})
_WHOLE = 1e-9
_SIGNIFICANT = 12  # digits kept when a converted number is converted back: 7.000000000000001 % was 7 %


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputColumn:
    """One column of the output: its header, what kind of values it holds, and where they come from.

    `field` is a column of the decision table; `column` the original one, when it is one.
    """

    header: str
    kind: Kind
    field: str | None = None
    column: Column | None = None

    @property
    def is_decision(self) -> bool:
        """Whether Lotwise adds this column."""
        return self.column is None

    @property
    def is_kept(self) -> bool:
        """Whether the values stand in `other`, as they were written, and not in a field's column."""
        column = self.column
        return column is not None and (
            column.field is None or column.field in KEPT_AS_WRITTEN or is_part(column)
        )


def is_part(column: Column) -> bool:
    """Whether several columns make up the field, as twelve months make up the demand."""
    return getattr(column, "part", None) is not None


def layout(understanding: Understanding) -> tuple[OutputColumn, ...]:
    """The original columns that travel, then every decision column, what to do today first."""
    original = [
        OutputColumn(
            header=column.header or column.key,
            kind=ITEM[column.field].kind if column.field else Kind.TEXT,
            field=column.field,
            column=column,
        )
        for column in understanding.written
        if column.travels
    ]
    return (*original, *decision_columns())


def decision_columns() -> tuple[OutputColumn, ...]:
    """The decision columns in the order they are written."""
    return tuple(
        OutputColumn(header=DECISION_HEADERS[name], kind=DECISION[name].kind, field=name)
        for name in DECISION_ORDER
    )


def others(frame: pl.DataFrame, understanding: Understanding) -> pl.DataFrame:
    """The texts no field holds, one column per original column (by its key), null where there is none."""
    keys = [column.key for column in understanding.written if column.travels]
    if not keys or frame["other"].null_count() == frame.height:
        return pl.DataFrame(
            {key: pl.Series([None], dtype=pl.String).new_from_index(0, frame.height) for key in keys}
        )
    kind = pl.Struct(dict.fromkeys(keys, pl.String()))
    return frame["other"].str.json_decode(kind).struct.unnest()


def as_written(frame: pl.DataFrame, column: Column) -> pl.Series:
    """A mapped input in the unit of its header (weeks, percent), as it was in the file."""
    values = frame[column.field or ""]
    if column.factor == 1.0:
        return values
    inverse = 1.0 / column.factor
    whole = round(inverse)
    # Hours and percent come back as they were; what is no whole share of its field's unit (18 months) stays.
    is_whole = whole >= 1 and abs(inverse - whole) < _WHOLE * inverse
    return scaled(values, float(whole) if is_whole else inverse).round_sig_figs(_SIGNIFICANT)
