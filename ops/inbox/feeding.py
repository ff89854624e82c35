"""Files of stock figures, order lines and items: their good rows applied to the catalogue, once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, Literal

from sqlalchemy import Connection, Engine, Row

from core.db.catalogue import catalogue_items, demand_feed, feeds, stock_feed
from core.db.catalogue.catalogues import hold
from core.db.catalogue.feeds import Delivery
from core.db.catalogue.inbox_folders import InboxFolder
from core.db.connect import transaction
from core.errors import FileTooLarge, NoRows, NothingTaken, TooManyRows
from core.settings import settings
from core.sheets.catalogue.deliveries import (
    MOST_ROWS,
    checked_items,
    checked_lines,
    checked_stock,
    nothing_taken,
    told,
)
from core.sheets.catalogue.given import Given
from core.sheets.catalogue.given_csv import csv_rows
from core.sheets.catalogue.sheet_rows import sheet_rows
from ops.inbox.copies import Copy
from ops.inbox.names import Kind, kept, mark

_MIB: Final = 2**20
_MOST_ITEM_BYTES: Final = 64 * _MIB  # of a csv of items, as over HTTP
_MOST_NAMED: Final = 5
_APPLY: Final[dict[Kind, Callable[[Connection, Row[Any], Sequence[dict[str, Any]]], dict[str, Any]]]] = {
    Kind.STOCK: stock_feed.apply,
    Kind.DEMAND: demand_feed.apply,
    Kind.ITEMS: catalogue_items.put,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Fed:
    """The answer to a file; `is_new` tells whether this very file was applied, now or before it was told."""

    answer: dict[str, Any]
    is_new: bool
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    given: Given
    rows: int
    notes: list[str] = field(default_factory=list)


def feed(engine: Engine, place: InboxFolder, kind: Kind, taken_as: str, copy: Copy, today: date) -> Fed:
    """Apply the good rows of a file taken under the name `taken_as`; once, however often it is tried.

    Raises:
        Refused: the file cannot be read, or no row of it can be taken.
        ReaderDied: reading it may be tried again.

    """
    read = _read(kind, copy, today)
    if not read.given.rows:
        raise (
            nothing_taken(read.given)
            if read.given.problems
            else NoRows(remedy="Write rows below the header.")
        )
    delivery = Delivery(
        workspace_id=place.workspace_id,
        catalogue_id=place.catalogue_id,
        kind=kind,
        received_by=f"inbox:{copy.name}",
        key=_key(kind, taken_as, copy),
        fingerprint=copy.sha256,
    )

    def apply(connection: Connection, _row: Row[Any]) -> dict[str, Any]:
        return {**_applied(connection, place, kind, read), "file": kept(taken_as)}

    with transaction(engine, place.workspace_id) as connection:
        answer, _ = feeds.take(connection, delivery, apply)
    return Fed(answer=answer, is_new=answer.get("file") == kept(taken_as), notes=read.notes)


def _key(kind: Kind, taken_as: str, copy: Copy) -> str:
    """What makes a file the same one again.

    The same order lines must not count twice, whenever they come; figures that come again are news.
    """
    return f"inbox-{copy.sha256}" if kind is Kind.DEMAND else f"inbox-{mark(taken_as)}"


def _read(kind: Kind, copy: Copy, today: date) -> _Read:
    if kind is Kind.ITEMS:
        return _read_items(copy)
    limits = settings()
    what: Literal["stock", "demand"] = "stock" if kind is Kind.STOCK else "demand"
    found = sheet_rows(
        copy.path,
        copy.name,
        what,
        as_of=today,
        most_rows=limits.max_rows,
        memory_bytes=limits.read_memory_bytes,
        seconds=limits.read_seconds + copy.size / _MIB,
    )
    rows = len({*found.numbers, *(problem.row for problem in found.problems)})
    if what == "stock":
        given = checked_stock(found.rows, found.numbers)
    else:
        given = checked_lines(found.rows, today, found.numbers)
    given.problems += found.problems
    return _Read(given=given, rows=rows, notes=found.notes)


def _read_items(copy: Copy) -> _Read:
    if copy.size > _MOST_ITEM_BYTES:
        raise FileTooLarge(
            f"A csv of items may have {_MOST_ITEM_BYTES:,} bytes.",
            remedy="Split it, or name the file otherwise, to have it read as a sheet.",
        )
    rows = csv_rows(copy.path.read_bytes())
    if len(rows) > MOST_ROWS:
        raise TooManyRows(
            f"The file has {len(rows):,} rows; of items {MOST_ROWS:,} are taken at once.",
            remedy="Split it, or name the file otherwise, to have it read as a sheet.",
        )
    # Counted as an editor shows them, the header being row 1.
    return _Read(given=checked_items(rows, range(2, len(rows) + 2)), rows=len(rows))


def _applied(connection: Connection, place: InboxFolder, kind: Kind, read: _Read) -> dict[str, Any]:
    """Apply so many rows at a time, all in one transaction; raises `NothingTaken`."""
    answer: dict[str, Any] = {}
    for start in range(0, len(read.given.rows), MOST_ROWS):
        row = hold(connection, place.workspace_id, place.catalogue_id)  # as the rows before left it
        part = _APPLY[kind](connection, row, read.given.rows[start : start + MOST_ROWS])
        answer = {name: answer[name] + value if answer else value for name, value in part.items()}
    unknown = answer.get("unknown", [])
    if unknown and not answer["taken"]:
        named = ", ".join(_named(one) for one in unknown[:_MOST_NAMED])
        raise NothingTaken(
            f"The catalogue has none of the {len(unknown):,} items named: {named}"
            f"{' and others' * (len(unknown) > _MOST_NAMED)}.",
            remedy="Check SKUs and locations, or put the items in first; then drop the file again.",
        )
    return told(answer, read.given, read.rows)


def _named(one: dict[str, Any]) -> str:
    return f"'{one['sku']}'" + (f" at '{one['location']}'" if one["location"] else "")
