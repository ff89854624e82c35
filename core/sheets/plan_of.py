"""Understands how a file's sheets begin: which sheet and row hold the table, and which column what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from core.errors import HeaderMissing, InvalidOption, NoRows
from core.sheets.book import HEADER_ROWS, Head
from core.sheets.options import SheetOptions
from core.sheets.plan import Plan
from core.sheets.questions import Choice, Question
from core.sheets.recognise import missing_fields, recognise, require
from core.sheets.understanding import Column


@dataclass(frozen=True, slots=True)
class _Found:
    head: int
    header_row: int
    columns: tuple[Column, ...]

    @property
    def score(self) -> int:
        return sum(column.field is not None for column in self.columns)


def plan_of(heads: Sequence[Head], options: SheetOptions) -> Plan:
    """Where the table is and what its columns hold.

    Raises:
        InvalidOption: an option names a sheet, a row or a header that is not there.
        NoRows: no visible sheet holds any cell.
        HeaderMissing: no column can be the SKU, or none the demand.

    """
    candidates = _candidates(heads, options)
    found = [_best(at, heads[at], options) for at in candidates]
    good = [one for one in found if not missing_fields(one.columns)]
    questions: tuple[Question, ...] = ()
    if len(good) > 1:
        names = [heads[one.head].name for one in good]
        questions = (
            Question(
                id="sheet",
                about="sheet",
                text=f"{len(good)} sheets look like items. Which one is to be read?",
                choices=tuple(Choice(value=name, label=name, options={"sheet": name}) for name in names),
            ),
        )
    chosen = good[0] if good else max(found, key=lambda one: one.score)
    head = heads[chosen.head]
    texts = {at: cell.text for at, cell in head.rows.get(chosen.header_row, {}).items()}
    columns = recognise(texts, options)
    require(columns, f"the sheet '{head.name}'" if head.name else "the file")
    return Plan(head=chosen.head, header_row=chosen.header_row, columns=columns, questions=questions)


def _candidates(heads: Sequence[Head], options: SheetOptions) -> list[int]:
    if options.sheet is not None:
        named = [at for at, head in enumerate(heads) if head.name == options.sheet]
        if not named:
            names = ", ".join(repr(head.name) for head in heads)
            raise InvalidOption(f"There is no sheet {options.sheet!r}.", remedy=f"The sheets are: {names}.")
        return named
    visible = [at for at, head in enumerate(heads) if head.is_visible and head.rows]
    if not visible:
        raise NoRows("No visible sheet holds any cell.", remedy="Fill a sheet with items.")
    return visible


def _best(at: int, head: Head, options: SheetOptions) -> _Found:
    rows = [row for row in head.rows if row < HEADER_ROWS]
    if options.header_row is not None:
        rows = [options.header_row - 1]
    best: _Found | None = None
    for row in rows or [0]:
        texts: Mapping[int, str] = {column: cell.text for column, cell in head.rows.get(row, {}).items()}
        present = {" ".join(text.split()) for text in texts.values()}
        mapping = {name: to for name, to in options.mapping.items() if name in present}
        try:
            columns = recognise(texts, replace(options, mapping=mapping))
        except InvalidOption:  # two columns for one field: a header row all the same, said when it is chosen
            return _Found(at, row, recognise({}, SheetOptions()))
        one = _Found(at, row, columns)
        if best is None or one.score > best.score:
            best = one
    if best is None:
        raise HeaderMissing(f"The sheet {head.name!r} has no header.", remedy="Write a header row.")
    return best
