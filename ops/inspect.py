"""`./lotwise inspect FILE`: what the importer makes of a sheet, before anything is computed of it."""

import datetime as dt
import json
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table as RichTable

from core.errors import EmptyFile, LotwiseError, NoFile
from core.sheets.inspect import inspect as inspect_limited
from core.sheets.inspection import Inspection, Lacking
from core.sheets.limited import ReaderDied
from core.sheets.problems import RowError, sentences
from core.sheets.questions import Question
from ops import default_options, sheet_options
from ops.refusal import Refusal

REFUSED = 2
SHOWN = 10


def inspect(
    file: Annotated[Path, typer.Argument(help="the sheet: .xlsx, .xlsm, .xls, .xlsb, .ods, .csv, .tsv")],
    order_cost: default_options.OrderCost = None,
    holding_rate: default_options.HoldingRate = None,
    lead_time_days: default_options.LeadTimeDays = None,
    service_level: default_options.ServiceLevel = None,
    sheet: sheet_options.Sheet = "",
    header_row: sheet_options.HeaderRow = 0,
    decimal: sheet_options.Decimal = None,
    map_: sheet_options.Map = None,
    unit: sheet_options.Unit = None,
    duplicates: sheet_options.Duplicates = "",
    dates: sheet_options.Dates = "",
    table: sheet_options.Table = "",
    as_json: Annotated[bool, typer.Option("--json", help="print what a program can read")] = False,
) -> None:
    """Say what was understood of a sheet, column by column, what is asked, and which cells are bad.

    Of a sheet that is refused for want of a column, say, the columns are shown: map them (`--map`), or name
    another sheet or header row.

    Exit status: 0 it was understood or raises questions, 2 the file, what it holds or an option is refused.
    """
    try:
        options = sheet_options.sheet_options(
            sheet=sheet,
            header_row=header_row,
            decimal=decimal,
            mapping=map_,
            units=unit,
            duplicates=duplicates,
            dates=dates,
            table=table,
        )
        _check(file)
        with Console(stderr=True, quiet=as_json).status(f"reading {escape(file.name)}"):
            found = inspect_limited(
                file,
                file.name,
                options,
                as_of=dt.datetime.now(tz=dt.UTC).date(),
                defaults=default_options.defaults(
                    order_cost=order_cost,
                    holding_rate=holding_rate,
                    lead_time_days=lead_time_days,
                    service_level=service_level,
                ),
            )
    except (LotwiseError, Refusal, ReaderDied) as error:
        if not as_json:
            raise _refusal(error, file) from error
        typer.echo(json.dumps({"file": file.name, "problem": _problem(error)}, indent=2, ensure_ascii=False))
        raise typer.Exit(REFUSED) from None
    if as_json:
        typer.echo(json.dumps(_json(file, found), indent=2, ensure_ascii=False))
    else:
        _tell(found)
    if found.problem is not None:
        raise typer.Exit(REFUSED)


def _check(file: Path) -> None:
    if not file.is_file():
        raise NoFile(f"There is no file {file}.", remedy="Give the path of a spreadsheet.")
    if file.stat().st_size == 0:
        raise EmptyFile(f"{file} is empty.", remedy="Give a sheet with a header row and at least one item.")


def _refusal(error: Exception, file: Path) -> Exception:
    if isinstance(error, ReaderDied):
        return Refusal(f"{file.name} could not be read.", remedy=str(error))
    return error


def _problem(error: Exception) -> dict[str, str]:
    match error:
        case LotwiseError():
            return _said(error.code, error.message, error.remedy)
        case Refusal():
            return _said("invalid_option", error.message, error.remedy)
        case _:
            return _said("reader_died", "The file could not be read.", str(error))


def _said(code: str, detail: str, remedy: str) -> dict[str, str]:
    """A problem as JSON; `message` says what `detail` does, as it was called first."""
    return {"code": code, "detail": detail, "message": detail, "remedy": remedy}


def _json(file: Path, found: Inspection) -> dict[str, Any]:
    told = {"file": file.name, **found.to_json()}
    if found.problem is not None:
        told["problem"] = _said(found.problem.code, found.problem.detail, found.problem.remedy)
    return told


def _tell(found: Inspection) -> None:
    console = Console(highlight=False)
    understood = found.understanding
    if found.problem is None:
        console.print(escape(understood.report))
    columns = RichTable(box=None, header_style="bold", pad_edge=False)
    for name in ("Column", "Header", "Taken as", "Sure", "Because"):
        columns.add_column(name, overflow="fold")
    for column in understood.columns:
        taken = column.field or "kept as it is"
        columns.add_row(
            column.letter,
            escape(column.header or column.key),
            escape(f"{taken} {column.part}" if column.part else taken),
            f"{column.confidence:.0%}" if column.field else "",
            escape(column.reason),
        )
    console.print(columns)
    if found.problem is not None:
        console.print(f"\n[bold]Cannot be computed as it is:[/bold] {escape(found.problem.detail)}")
        console.print(escape(found.problem.remedy))
    for question in understood.questions:
        _tell_question(console, question, "To answer")
    for question in understood.suggestions:
        _tell_question(console, question, "Taken for now")
    _tell_lacking(console, found.lacking)
    _tell_cells(console, "error", found.rows_with_errors, found.errors, sum(found.error_counts.values()))
    _tell_cells(
        console, "warning", found.rows_with_warnings, found.warnings, sum(found.warning_counts.values())
    )


def _tell_question(console: Console, question: Question, label: str) -> None:
    console.print(f"\n[bold]{label}:[/bold] {escape(question.text)}")
    for choice in question.choices:
        sign = "*" if choice.value == question.taken else "-"
        given = sheet_options.as_flags(choice.options) or "as taken"
        console.print(f"  {sign} {escape(choice.label)}  [dim]{escape(given)}[/dim]")


def _tell_lacking(console: Console, lacking: tuple[Lacking, ...]) -> None:
    for one in lacking:
        said = sentences(one.message, one.remedy)
        console.print(f"\n[bold]In no row:[/bold] {escape(said)}")
        if flag := default_options.FLAGS.get(one.field):
            console.print(f"  - the same for all rows  [dim]{escape(flag)}[/dim]")


def _tell_cells(console: Console, kind: str, rows: int, cells: tuple[RowError, ...], count: int) -> None:
    if not count:
        return
    console.print(f"\n[bold]{count:,} {kind}{'s' * (count != 1)}[/bold] in {rows:,} row{'s' * (rows != 1)}")
    for cell in cells[:SHOWN]:
        console.print(f"  {escape(cell.cell or f'row {cell.row}')}: {escape(cell.sentence)}")
    if count > SHOWN:
        console.print(f"  and {count - SHOWN:,} more")
