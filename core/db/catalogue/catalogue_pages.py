"""A catalogue's items, page by page, as a run takes them: by COPY, in the order of `item_no`."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import ColumnElement, Connection, Select, func, select, text
from sqlalchemy.dialects.postgresql import dialect as postgresql_dialect

from core.db.copying import copy
from core.db.schema.catalogue_tables import catalogue_item, demand_line, item_history
from core.ids import CatalogueId
from core.sheets.catalogue.facts import NARROW
from core.sheets.catalogue.months import Window, first_day, month_number
from core.sheets.catalogue.pages import parsed

_DIALECT = postgresql_dialect()  # type: ignore[no-untyped-call]
_MONTH_TYPES: dict[str, type[pl.DataType]] = {"first_month": pl.Date, "months": pl.String}


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrowPage:
    """What the first pass needs of some items: `NARROW`, months of their sheets, sums of their lines."""

    items: pl.DataFrame
    lines: pl.DataFrame


def narrow_page(
    connection: Connection, catalogue_id: CatalogueId, *, after: int, rows: int, window: Window | None
) -> NarrowPage:
    """The items behind `after`, with their demand until the end of the window; without one, with none."""
    columns: list[Any] = [catalogue_item.c.item_no]
    if window is not None:
        months = func.array_to_string(item_history.c.months, ",", "nan")
        columns += [item_history.c.first_month, months.label("months")]
    columns += [catalogue_item.c[name] for name in NARROW]
    query = _page(select(*columns), catalogue_id, after, rows)
    if window is None:
        return NarrowPage(
            items=parsed(_copied(connection, query), NARROW, {"item_no": pl.Int32}), lines=_lines_frame([])
        )
    items = _with_months(connection, query)
    lines = _lines_frame([])
    if not items.is_empty():
        number = demand_line.c.item_no
        within = (number > after) & (number <= int(items["item_no"][-1]))
        lines = _lines(connection, demand_line.c.catalogue_id == catalogue_id, within, window)
    return NarrowPage(items=items, lines=lines)


def _with_months(connection: Connection, query: Select[Any]) -> pl.DataFrame:
    of_item = (item_history.c.catalogue_id == catalogue_item.c.catalogue_id) & (
        item_history.c.item_no == catalogue_item.c.item_no
    )
    copied = _copied(connection, query.outerjoin(item_history, of_item))
    day = pl.col("first_month")
    return parsed(copied, NARROW, {"item_no": pl.Int32, **_MONTH_TYPES}).with_columns(
        (day.dt.year().cast(pl.Int64) * 12 + day.dt.month() - 1).alias("first_month"),
        pl.col("months").str.split(",").cast(pl.List(pl.Float64)),
    )


def narrow_some(
    connection: Connection, catalogue_id: CatalogueId, item_no: Sequence[int], window: Window
) -> NarrowPage:
    """Some items, in the order of their numbers, as `narrow_page` has them."""
    months = func.array_to_string(item_history.c.months, ",", "nan").label("months")
    columns = (catalogue_item.c.item_no, item_history.c.first_month, months)
    query = (
        select(*columns, *(catalogue_item.c[name] for name in NARROW))
        .where(catalogue_item.c.catalogue_id == catalogue_id, catalogue_item.c.item_no.in_(item_no))
        .order_by(catalogue_item.c.item_no)
    )
    lines = _lines(
        connection, demand_line.c.catalogue_id == catalogue_id, demand_line.c.item_no.in_(item_no), window
    )
    return NarrowPage(items=_with_months(connection, query), lines=lines)


def _lines(
    connection: Connection, of_catalogue: ColumnElement[bool], of_items: ColumnElement[bool], window: Window
) -> pl.DataFrame:
    month = func.date_trunc("month", demand_line.c.date)
    rows = connection.execute(
        select(
            demand_line.c.item_no, month.label("month"), func.sum(demand_line.c.quantity).label("quantity")
        )
        .where(
            of_catalogue,
            of_items,
            demand_line.c.date < first_day(window.last + 1),
        )
        .group_by(demand_line.c.item_no, month)
        .order_by(demand_line.c.item_no, month)
    )
    return _lines_frame([(row.item_no, month_number(row.month), row.quantity) for row in rows])


def _lines_frame(rows: list[tuple[int, int, float]]) -> pl.DataFrame:
    schema = {"item_no": pl.Int32, "month": pl.Int64, "quantity": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def whole_page(
    connection: Connection, catalogue_id: CatalogueId, fields: Sequence[str], *, after: int, rows: int
) -> pl.DataFrame:
    """The items behind `after` with these fields, `item_no` and `other`."""
    columns = (catalogue_item.c[name] for name in ("item_no", "other", *fields))
    query = _page(select(*columns), catalogue_id, after, rows)
    return parsed(_copied(connection, query), fields, {"item_no": pl.Int32, "other": pl.String})


def _page(query: Select[Any], catalogue_id: CatalogueId, after: int, rows: int) -> Select[Any]:
    return (
        query.where(catalogue_item.c.catalogue_id == catalogue_id, catalogue_item.c.item_no > after)
        .order_by(catalogue_item.c.item_no)
        .limit(rows)
    )


def _copied(connection: Connection, query: Select[Any]) -> io.BytesIO:
    # Of items that came a moment ago the planner knows nothing, and would sort all of them for every page.
    connection.execute(text("SET LOCAL enable_sort = off"))
    query_text = query.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True})
    buffer = io.BytesIO()
    copy(connection, f"COPY ({query_text}) TO STDOUT (FORMAT csv, HEADER)", buffer)
    return buffer


def skus_of(connection: Connection, catalogue_id: CatalogueId, item_no: NDArray[np.int32]) -> pl.Series:
    """The skus of some items, in their order."""
    wanted = item_no.tolist()
    rows = connection.execute(
        select(catalogue_item.c.item_no, catalogue_item.c.sku).where(
            catalogue_item.c.catalogue_id == catalogue_id,
            catalogue_item.c.item_no == func.any(wanted),
        )
    )
    found = {row.item_no: row.sku for row in rows}
    return pl.Series([found.get(one) for one in wanted], dtype=pl.String)
