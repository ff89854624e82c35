"""Pass one, second half: what only the whole sheet tells about its rows, a few bytes a row."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from core.errors import NoRows
from core.inventory.medians import MEDIANS
from core.sheets.intake.ahead import ahead
from core.sheets.intake.apply_parameters import completed
from core.sheets.intake.by_currency import medians_of, numbered
from core.sheets.intake.collect import Columns
from core.sheets.intake.duplicates import Resolved, resolved
from core.sheets.intake.gather import gathered
from core.sheets.intake.keys import Keys, groups, keys_of, plain
from core.sheets.intake.left_out import counts, told
from core.sheets.intake.ranks import abc_codes, annual
from core.sheets.intake.read_fields import Fields, read_fields
from core.sheets.intake.read_parts import fields_of
from core.sheets.intake.reading import Reading
from core.sheets.intake.skip_kinds import NONE
from core.sheets.intake.skips import RowKinds
from core.sheets.options import SheetOptions

_NUMBERS = ("demand", "unit_cost", "price_per", "demand_std")
_TEXTS = ("currency", "period", "demand_std_period")
_NARROW = frozenset({"sku", "location", *_NUMBERS, *_TEXTS, *(usual.field for usual in MEDIANS.values())})


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the whole sheet says about each of its rows, in file order, skipped rows too.

    `kind` is a code of `skips.KINDS`, `abc` and `xyz` of `ranks`; `currency` numbers the currencies by which
    `medians` are. `resolved` is what becomes of rows that share a key, `case_twins` row number -> row whose
    key differs only in case. `skipped` counts by kind, `skipped_rows` names the first of them; `blanks`
    counts empty cells of past periods, read as no sales.
    """

    kind: NDArray[np.int8]
    abc: NDArray[np.int8]
    xyz: NDArray[np.int8]
    currency: NDArray[np.int16]
    medians: Mapping[str, Mapping[int, float]]
    resolved: Resolved
    case_twins: Mapping[int, int]
    skipped: Mapping[str, int]
    skipped_rows: tuple[Mapping[str, object], ...]
    blanks: int = 0

    @property
    def rows(self) -> int:
        """How many rows become decisions or errors."""
        return int((self.kind == NONE).sum())


def facts_of(reading: Reading, options: SheetOptions) -> Facts:
    """One narrow pass over the rows, and short ones over those that need a second look."""
    found, kinds, blanks = _narrow(reading)
    row_no, kind = kinds.settled()
    keys = Keys(
        exact=found.take("exact", np.uint64),
        folded=found.take("folded", np.uint64),
    )
    is_left_out = kind != NONE
    keys.exact[is_left_out] = 0
    keys.folded[is_left_out] = 0
    decided = _duplicates(reading, options, keys)
    for code, positions in decided.left_out.items():
        kind[positions] = code
    case_twins = _case_twins(keys, kind, row_no)
    del keys
    value = found.take("value", np.float64)
    xyz = found.take("xyz", np.int8)
    currency = found.take("currency", np.int16)
    value[kind != NONE] = np.nan
    _put_changed(decided, row_no, value, xyz)
    return Facts(
        kind=kind,
        abc=abc_codes(value, currency, lambda at: _skus(reading, at)),
        xyz=xyz,
        currency=currency,
        medians={
            name: medians_of(found.take(name, np.float64), currency, kind == NONE)
            for name in MEDIANS
            if name in found.parts
        },
        resolved=decided,
        case_twins=case_twins,
        skipped=counts(kind, row_no, reading),
        skipped_rows=told(reading, kind),
        blanks=blanks,
    )


def _narrow(reading: Reading) -> tuple[Columns, RowKinds, int]:
    found, kinds = Columns(), RowKinds(reading)
    currencies: dict[str | None, int] = {}
    blanks = 0

    def look(raw: pl.DataFrame) -> tuple[pl.DataFrame, Fields, pl.Series, dict[str, NDArray[Any]]]:
        fields = fields_of(raw, reading, _NARROW)
        values = completed(fields, reading, raw.height).values
        narrow = _frame(values, raw.height)
        value, xyz = annual(narrow)
        keys = keys_of(values["sku"], values.get("location"))
        columns: dict[str, NDArray[Any]] = {
            name: values[usual.field].fill_null(float("nan")).to_numpy()
            for name, usual in MEDIANS.items()
            if usual.field in values
        }
        columns |= {"exact": keys.exact, "folded": keys.folded, "value": value, "xyz": xyz}
        return raw, fields, narrow["currency"], columns

    for raw, fields, currency, columns in ahead(look, reading.table.batches()):
        kinds.look(raw, fields)
        blanks += fields.blanks
        found.add(currency=numbered(currency, currencies), **columns)
    if not kinds.rows:
        raise NoRows(remedy="Write at least one item below the header row.")
    return found, kinds, blanks


def _frame(values: Mapping[str, pl.Series], height: int) -> pl.DataFrame:
    columns = [
        values[name].alias(name)
        if name in values
        else pl.Series(name, [None], dtype=pl.Float64 if name in _NUMBERS else pl.String).new_from_index(
            0, height
        )
        for name in (*_NUMBERS, *_TEXTS)
    ]
    return pl.DataFrame(columns)


def _duplicates(reading: Reading, options: SheetOptions, keys: Keys) -> Resolved:
    at, group = groups(keys.exact)
    if not at.size:
        return Resolved()
    order = np.argsort(at)
    at, group = at[order], group[order]
    frames = []
    done = 0
    for own, raw in gathered(reading, at):
        fields = fields_of(raw, reading)
        bad = np.zeros(raw.height, dtype=np.bool_)
        for cell in fields.bad:
            bad[cell.at] = True
        values = completed(fields, reading, raw.height).values
        cells = [
            pl.col(name).str.strip_chars() if dtype == pl.String else pl.col(name)
            for name, dtype in raw.schema.items()
            if name.startswith("c")
        ]
        frames.append(
            pl.DataFrame(
                [
                    pl.Series("at", own),
                    raw["row_no"],
                    pl.Series("group", group[done : done + own.size]),
                    raw.select(pl.struct(cells).hash()).to_series().alias("copy"),
                    pl.Series("is_bad", bad),
                    *(series.alias(name) for name, series in values.items()),
                ]
            )
        )
        done += own.size
    return resolved(pl.concat(frames, how="diagonal_relaxed"), options.duplicates)


def _case_twins(keys: Keys, kind: NDArray[np.int8], row_no: NDArray[np.int32]) -> dict[int, int]:
    """Rows whose key differs from another row's only in case: row number -> the other row's."""
    keys.folded[kind != NONE] = 0
    at, group = groups(keys.folded)
    if not at.size:
        return {}
    rows = pl.DataFrame({"group": group, "exact": keys.exact[at], "row": row_no[at]})
    first, own = pl.col("row").first().over("group"), pl.col("exact")
    is_mixed = own.n_unique().over("group") > 1
    other = pl.when(own == own.first().over("group")).then(
        pl.col("row").filter(own != own.first()).first().over("group")
    )
    told = rows.filter(is_mixed).select("row", other.otherwise(first).alias("other"))
    return dict(told.iter_rows())


def _put_changed(
    decided: Resolved, row_no: NDArray[np.int32], value: NDArray[np.float64], xyz: NDArray[np.int8]
) -> None:
    """The value and variation of rows that stand for several, from their new numbers."""
    if decided.changed is None or decided.changed.is_empty():
        return
    changed = decided.changed
    narrow = _frame({name: changed[name] for name in changed.columns}, changed.height)
    positions = np.searchsorted(row_no, changed["row_no"].to_numpy())
    new_value, new_xyz = annual(narrow)
    has_price = "unit_cost" in changed.columns
    if has_price:
        value[positions] = new_value
        xyz[positions] = new_xyz


def _skus(reading: Reading, positions: NDArray[np.int64]) -> pl.Series:
    parts = [
        plain(read_fields(raw, reading, {"sku"}).values["sku"]) for _, raw in gathered(reading, positions)
    ]
    return pl.concat(parts)
