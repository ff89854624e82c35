"""`./lotwise calc FILE -o OUT`: a sheet in, decisions out: the jobs' importer and engine, no server."""

import datetime as dt
import json
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from core.errors import EmptyFile, InvalidOption, NoFile
from core.job_options import JobOptions
from core.sheets.limited import ReaderDied, read_limited
from core.sheets.problems import RowError
from core.sheets.understanding import Understanding
from ops import default_options, sheet_options
from ops.refusal import Refusal

if TYPE_CHECKING:
    import polars as pl

    from core.sheets.summary import Summary

SHOWN_ERRORS = 5
KINDS = (".xlsx", ".csv", ".parquet", ".jsonl")


@dataclass(frozen=True, slots=True, kw_only=True)
class Calculated:
    """What came of a sheet; `places` are the decided frames on disk, in order."""

    understanding: Understanding
    summary: "Summary"
    errors: tuple[RowError, ...]
    places: tuple[Path, ...]

    def frames(self) -> "Iterator[pl.DataFrame]":
        """The decided frames, one at a time."""
        import polars as pl

        for place in self.places:
            yield pl.read_ipc(place)


def calc(
    file: Annotated[Path, typer.Argument(help="the sheet: .xlsx, .xlsm, .xls, .xlsb, .ods, .csv, .tsv")],
    output: Annotated[
        Path, typer.Option("--output", "-o", help="where to write: .xlsx, .csv, .parquet or .jsonl")
    ],
    as_of: Annotated[str, typer.Option(help="the day to decide for, YYYY-MM-DD; today if left out")] = "",
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
    """Decide on every row of a sheet: the same importer and engine as a job, and no server.

    Exit status: 0 decisions were written, 1 no row could be computed, 2 the file or an option is refused.
    """
    options = JobOptions(
        as_of=_day(as_of),
        sheet=sheet_options.sheet_options(
            sheet=sheet,
            header_row=header_row,
            decimal=decimal,
            mapping=map_,
            units=unit,
            duplicates=duplicates,
            dates=dates,
            table=table,
        ),
        defaults=default_options.defaults(
            order_cost=order_cost,
            holding_rate=holding_rate,
            lead_time_days=lead_time_days,
            service_level=service_level,
        ),
    )
    _check_places(file, output)
    with tempfile.TemporaryDirectory(prefix="lotwise-calc-") as scratch:
        found = calculate(file, options, Path(scratch), Console(stderr=True, quiet=as_json))
        _write(found, output, options, file.name)
    if as_json:
        typer.echo(json.dumps(_as_json(found, output, options), indent=2, ensure_ascii=False))
    else:
        _tell(found, output)
    if found.summary.decided == 0:
        raise typer.Exit(1)


def calculate(file: Path, options: JobOptions, scratch: Path, console: Console) -> Calculated:
    """Read and decide chunk by chunk; what is decided waits in `scratch`.

    Raises:
        LotwiseError: the file is refused.
        Refusal: its reader died without a reason.

    """
    from core.sheets.compute import decide_frame
    from core.sheets.payload import decode
    from core.sheets.summary import Summary, summarise

    understanding, summary, errors, places = Understanding(), Summary(), list[RowError](), list[Path]()
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("SKUs"),
        TimeElapsedColumn(),
    )
    with (
        Progress(*columns, console=console, transient=True) as progress,
        closing(read_limited(file, file.name, options.sheet, as_of=options.as_of)) as reading,
    ):
        bar = progress.add_task(f"reading {file.name}", total=None)
        try:
            for part in reading:
                if isinstance(part, Understanding):
                    understanding = part
                    _refuse_questions(part)
                    progress.update(bar, total=part.rows, description="deciding")
                    continue
                decided = decide_frame(decode(part.payload), options.defaults, options.as_of)
                places.append(scratch / f"{part.ordinal}.arrow")
                decided.frame.write_ipc(places[-1], compression="zstd")
                summary += summarise(decided.frame)
                errors += sorted([*part.errors, *decided.errors], key=lambda error: error.row)
                progress.advance(bar, part.rows)
        except ReaderDied as error:
            raise Refusal(f"{file.name} could not be read.", remedy=str(error)) from error
    return Calculated(
        understanding=understanding, summary=summary, errors=tuple(errors), places=tuple(places)
    )


def _refuse_questions(understanding: Understanding) -> None:
    """Nobody is there to answer, so a question is a refusal that says how to answer beforehand."""
    if not understanding.questions:
        return
    first = understanding.questions[0]
    answers = " or ".join(sheet_options.as_flags(choice.options) for choice in first.choices)
    raise InvalidOption(
        " ".join(question.text for question in understanding.questions),
        remedy=f"Say which: {answers}." if answers else "Rename the headers.",
    )


def _day(text: str) -> dt.date:
    if not text:
        return dt.datetime.now(dt.UTC).date()
    try:
        return dt.date.fromisoformat(text)
    except ValueError:
        raise Refusal(f"--as-of is {text!r}.", remedy="Give a day like 2026-03-31.") from None


def _check_places(file: Path, output: Path) -> None:
    if not file.is_file():
        raise NoFile(f"There is no file {file}.", remedy="Give the path of a spreadsheet.")
    if file.stat().st_size == 0:
        raise EmptyFile(f"{file} is empty.")
    if output.suffix.lower() not in KINDS:
        raise Refusal(
            f"{output} is none of {', '.join(KINDS)}.", remedy="Give a name with one of these endings."
        )
    if not output.absolute().parent.is_dir():
        raise Refusal(f"There is no folder {output.absolute().parent}.", remedy="Make it first.")
    if output.exists() and output.samefile(file):
        raise Refusal("The decisions would overwrite the sheet.", remedy="Give another name with -o.")


def _write(found: Calculated, output: Path, options: JobOptions, name: str) -> None:
    from core.sheets.writing.write import write_csv, write_jsonl, write_parquet, write_xlsx

    match output.suffix.lower():
        case ".csv":
            write_csv(found.frames(), found.understanding, output)
        case ".jsonl":
            write_jsonl(found.frames(), found.understanding, output)
        case ".parquet":
            write_parquet(found.frames(), found.understanding, output)
        case _:
            write_xlsx(
                found.frames(),
                found.understanding,
                found.summary,
                found.errors,
                output,
                as_of=options.as_of,
                source_name=name,
            )


def _tell(found: Calculated, output: Path) -> None:
    typer.echo(found.understanding.report)
    for line in found.summary.words():
        typer.echo(f"  {line}")
    for error in found.errors[:SHOWN_ERRORS]:
        typer.secho(f"  {error.cell or f'row {error.row}'}: {error.sentence}", fg="yellow")
    if len(found.errors) > SHOWN_ERRORS:
        typer.secho(f"  and {len(found.errors) - SHOWN_ERRORS:,} more errors", fg="yellow")
    typer.echo(f"Written: {output}")


def _as_json(found: Calculated, output: Path, options: JobOptions) -> dict[str, object]:
    return {
        "output": str(output),
        "as_of": options.as_of.isoformat(),
        "understanding": found.understanding.to_json(),
        "summary": found.summary.to_json(),
        "errors": [error.to_json() for error in found.errors],
    }
