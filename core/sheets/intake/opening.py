"""From a file to a table whose columns are understood."""

from dataclasses import replace
from pathlib import Path

from core.errors import HeaderMissing
from core.sheets.files.book import Book, Table
from core.sheets.files.open_book import open_book
from core.sheets.intake.reading import Reading
from core.sheets.intake.tiers import breaks_of
from core.sheets.options import SheetOptions
from core.sheets.recognition.plan import Plan
from core.sheets.recognition.plan_of import plan_of
from core.sheets.understanding import Column, letters


def opened(path: Path, options: SheetOptions, *, needs_demand: bool = True) -> Reading:
    """The table of the file, mapped; where the plan has questions no row of it was read.

    Where the plan has a refusal, the reading has it: its columns are known, though not all that are needed. A
    sheet whose items are known already may say nothing of demand.

    Raises:
        Refused: the file or an option is refused (`core.errors`).

    """
    book = open_book(path)
    plan = plan_of(book.heads, options)
    if not needs_demand:
        plan = _without_demand(plan)
    if plan.questions and plan.refusal is None:
        return _reading(book, plan, Table(batches=lambda: iter(()), positions=()), plan.columns)
    width = 1 + max((column.position for column in plan.columns), default=0)
    table = book.table(plan.head, plan.header_row, width)
    reading = _reading(book, plan, table, _there(plan.columns, table))
    if plan.refusal is not None:
        return reading
    breaks, questions = breaks_of(book, plan.breaks, options)
    return replace(reading, breaks=breaks, questions=questions)


def _without_demand(plan: Plan) -> Plan:
    """The same with nobody asking for demand, or refusing the sheet for want of it."""
    has_sku = any(column.field == "sku" for column in plan.columns)
    is_mended = has_sku and isinstance(plan.refusal, HeaderMissing)
    return replace(
        plan,
        questions=tuple(question for question in plan.questions if question.about != "demand"),
        refusal=None if is_mended else plan.refusal,
    )


def _reading(book: Book, plan: Plan, table: Table, columns: tuple[Column, ...]) -> Reading:
    visible = [at for at, head in enumerate(book.heads) if head.is_visible or at == plan.head]
    return Reading(
        table=table,
        columns=columns,
        header_row=plan.header_row + 1,
        sheet=book.heads[plan.head].name or None,
        sheet_number=visible.index(plan.head) + 1,
        sheet_count=len(visible),
        sheets=tuple(book.heads[at].name for at in visible if book.heads[at].name),
        delimiter=book.delimiter,
        encoding=book.encoding,
        kind=plan.table,
        parameters=plan.parameters,
        currency=plan.currency or "",
        questions=plan.questions,
        suggestions=plan.suggestions,
        notes=(*plan.notes, *_hidden(book, plan)),
        refusal=plan.refusal,
    )


def _hidden(book: Book, plan: Plan) -> tuple[str, ...]:
    """What to say of columns that hold a field though nobody who looks at the sheet sees them."""
    unseen = book.heads[plan.head].hidden_columns
    names = [f"'{column.header}'" for column in plan.columns if column.field and column.position in unseen]
    return (f"The spreadsheet hides {', '.join(names)}; read all the same.",) if names else ()


def _there(columns: tuple[Column, ...], table: Table) -> tuple[Column, ...]:
    """The columns the table has, those without a header too: what stands in them travels."""
    named = {column.position: column for column in columns}
    return tuple(
        named.get(position)
        or Column(
            header="",
            key=f"(column {letters(position)})",
            letter=letters(position),
            position=position,
            reason="no header",
        )
        for position in sorted(table.positions)
    )
