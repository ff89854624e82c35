"""Finds the header of a sheet: the row, or two, that name most fields."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.sheets.files.book import HEADER_ROWS, Cell, CellKind, Head
from core.sheets.options import SheetOptions
from core.sheets.recognition.doubtful_headers import doubtful, is_free_stock, sku_rank
from core.sheets.recognition.header_words import joined
from core.sheets.recognition.headers import Header, is_number_like, readings
from core.sheets.recognition.histories import histories
from core.sheets.recognition.period_headers import period_of
from core.sheets.recognition.spellings import spelled
from core.sheets.recognition.vocabulary import DATES

_MOST_SCORED = 400  # cells of a row that are looked at to choose it
_MOST_NUMBERS = 0.5  # of a header's cells; a row of data has more
_PLAIN, _DOUBTFUL, _HISTORY, _NEEDED, _MAPPED = 2.0, 0.75, 4.0, 1.0, 4.0


@dataclass(frozen=True, slots=True)
class Scored:
    """A header and how much of it is understood."""

    header: Header
    score: float
    has_sku: bool
    has_demand: bool

    @property
    def is_complete(self) -> bool:
        """Whether a SKU and a demand are named."""
        return self.has_sku and self.has_demand


def best_header(head: Head, options: SheetOptions) -> Scored | None:
    """The header that says most; the upper of two that say the same. None where no row is like a header."""
    if options.header_row is not None:
        rows = [options.header_row - 1]
    else:
        rows = [row for row in sorted(head.rows) if row < HEADER_ROWS]
    narrow = _narrowed(head, rows)
    best: Scored | None = None
    for row in rows:
        for header in readings(narrow, row):
            found = scored(header, options)
            if found is not None and (best is None or found.score > best.score):
                best = found
    if best is not None and (best.score > 0 or options.header_row is not None):
        whole = next(
            header for header in readings(head, best.header.names_row) if header.top == best.header.top
        )
        return replace(best, header=whole)
    return _like_a_header(head, rows)


def _narrowed(head: Head, rows: list[int]) -> Head:
    """The first columns of the rows that may be a header: enough to choose it."""
    wanted = {near for row in rows for near in (row - 1, row, row + 1)}
    kept = {
        row: dict(sorted(cells.items())[:_MOST_SCORED]) if len(cells) > _MOST_SCORED else cells
        for row, cells in head.rows.items()
        if row in wanted
    }
    return replace(head, rows=kept)


def scored(header: Header, options: SheetOptions) -> Scored | None:
    """How much the cells of a header say; None where they are numbers rather than names."""
    cells = header.cells
    if not cells:
        return (
            Scored(header, 0.0, has_sku=False, has_demand=False) if options.header_row is not None else None
        )
    if _is_data(cells) and options.header_row is None:
        return None
    names = {" ".join(name.split()) for name in options.mapping}
    texts = {position: " ".join(cell.text.split()) for position, cell in cells.items()}
    fields = set()
    doubts = set()
    mapped = 0
    for text in texts.values():
        if text in names:
            mapped += 1
        said = spelled(text)
        if said is not None:
            fields.add(said.field)
        elif sku_rank(text):
            fields.add("sku")
        elif doubtful(text) or is_free_stock(text) or joined(text) in DATES:
            doubts.add(joined(text))
    past = histories(cells)
    has_history = bool(past) and not any(period.prefix.startswith("bare") for period in past[:1])
    chosen = {name for text, name in options.mapping.items() if " ".join(text.split()) in set(texts.values())}
    has_sku = "sku" in fields or "sku" in chosen
    has_demand = "demand" in fields or has_history or bool({"demand", "quantity"} & chosen)
    score = (
        _PLAIN * len(fields)
        + _DOUBTFUL * len(doubts)
        + _MAPPED * mapped
        + (_HISTORY if has_history else 0.0)
        + _NEEDED * (has_sku + has_demand)
    )
    return Scored(header, score, has_sku=has_sku, has_demand=has_demand)


def _is_data(cells: Mapping[int, Cell]) -> bool:
    """Whether more cells are numbers than names, periods aside."""
    numbers = sum(
        is_number_like(cell) and period_of(cell.text, is_date=cell.kind is CellKind.DATE) is None
        for cell in cells.values()
    )
    dates = sum(cell.kind is CellKind.DATE for cell in cells.values())
    return numbers > _MOST_NUMBERS * len(cells) or (numbers > 0 and dates == 1)


def _like_a_header(head: Head, rows: list[int]) -> Scored | None:
    """The first row that holds names only, over a row that holds other things."""
    for row in rows:
        cells = head.rows.get(row, {})
        if len(cells) < 2 or any(is_number_like(cell) for cell in cells.values()):
            continue
        texts = [joined(cell.text) for cell in cells.values()]
        if len(set(texts)) == len(texts) and row + 1 in head.rows:
            return Scored(
                Header(row=row, names_row=row, top=row, cells=cells), 0.0, has_sku=False, has_demand=False
            )
    return None
