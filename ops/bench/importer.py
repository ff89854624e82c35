"""`./lotwise bench importer`: how fast and in how much memory sheets are read, beside the parsers alone."""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from ops.bench.wide_sheets import write_csv, write_xlsx
from ops.root import ROOT

XLSX_ROWS, CSV_ROWS = 1_000_000, 5_000_000
MOST_TIMES, XLSX_MIB, CSV_MIB = 1.5, 1536.0, 700.0
_SMALL = 200_000  # below it starting up is most of what is measured

# Each runs in a process of its own, so that its memory is its own; imports are not measured.
_SCRIPTS = {
    "fastexcel": "import fastexcel, polars\n{clock}"
    "fastexcel.read_excel(path).load_sheet(0, schema_sample_rows=None).to_polars()",
    "polars": "import polars\n{clock}polars.read_csv(path, infer_schema=False)",
    "lotwise": "from pathlib import Path\nfrom core.sheets.options import SheetOptions\n"
    "from core.sheets.intake.read import read\n{clock}"
    "rows = sum(getattr(part, 'rows', 0) for part in read(Path(path), SheetOptions())) // 2",
}
_CLOCK = "started = time.perf_counter()\n"
_FRAME = """import json, resource, sys, time
path, rows = sys.argv[1], 0
{body}
seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({{"seconds": seconds, "peak_mib": peak, "rows": rows}}))
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One reader on one file: the best of several runs, and the most memory of any."""

    reader: str
    kind: str
    rows: int
    seconds: float
    peak_mib: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ImporterSpeed:
    """The importer beside the parsers alone, in one run."""

    readings: tuple[Reading, ...]

    def of(self, reader: str, kind: str) -> Reading:
        """The measurement of a reader on a kind of file."""
        return next(one for one in self.readings if (one.reader, one.kind) == (reader, kind))

    @property
    def times_fastexcel(self) -> float:
        """How many times as long as fastexcel alone our reading of the workbook takes."""
        return self.of("lotwise", "xlsx").seconds / self.of("fastexcel", "xlsx").seconds

    @property
    def is_good_enough(self) -> bool:
        """Whether speed and memory are within what is promised."""
        return (
            self.times_fastexcel <= MOST_TIMES
            and self.of("lotwise", "xlsx").peak_mib <= XLSX_MIB
            and self.of("lotwise", "csv").peak_mib <= CSV_MIB
        )


def measure(folder: Path, xlsx_rows: int, csv_rows: int, repeats: int = 1) -> ImporterSpeed:
    """Make the files where they are not there yet, and read each with every reader that can, in turn."""
    workbook, text = folder / f"{xlsx_rows}.xlsx", folder / f"{csv_rows}.csv"
    if not workbook.is_file():
        write_xlsx(workbook, xlsx_rows)
    if not text.is_file():
        write_csv(text, csv_rows)
    plan = [
        ("fastexcel", workbook, xlsx_rows),
        ("lotwise", workbook, xlsx_rows),
        ("polars", text, csv_rows),
        ("lotwise", text, csv_rows),
    ]
    return ImporterSpeed(readings=tuple(_measured(*one, repeats) for one in plan))


def _measured(reader: str, path: Path, rows: int, repeats: int) -> Reading:
    runs = [_run(reader, path) for _ in range(repeats)]
    if reader == "lotwise" and any(run["rows"] != rows for run in runs):
        raise RuntimeError(f"{path.name} has {rows} rows, {runs[0]['rows']} were read.")
    return Reading(
        reader=reader,
        kind=path.suffix.removeprefix("."),
        rows=rows,
        seconds=min(run["seconds"] for run in runs),
        peak_mib=max(run["peak_mib"] for run in runs),
    )


def _run(reader: str, path: Path) -> dict[str, float]:
    script = _FRAME.format(body=_SCRIPTS[reader].format(clock=_CLOCK))
    threads = {"POLARS_MAX_THREADS": "2", "OPENBLAS_NUM_THREADS": "1"}  # as in the reading subprocess
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT), **threads},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"{reader} on {path.name} ended with {done.returncode}: {done.stderr[-500:]}")
    found: dict[str, float] = json.loads(done.stdout)
    return found


def show(speed: ImporterSpeed) -> Table:
    """The readings side by side."""
    table = Table(title="reading and checking sheets of 12 columns")
    for name in ("file", "reader", "rows", "seconds", "rows/s", "times the parser", "peak MiB"):
        table.add_column(name, justify="left" if name in ("file", "reader") else "right")
    alone = {"xlsx": "fastexcel", "csv": "polars"}
    for one in speed.readings:
        times = one.seconds / speed.of(alone[one.kind], one.kind).seconds
        table.add_row(
            one.kind,
            one.reader if one.reader == "lotwise" else f"{one.reader} alone",
            f"{one.rows:,}",
            f"{one.seconds:.2f}",
            f"{one.rows / one.seconds:,.0f}",
            f"{times:.2f}",
            f"{one.peak_mib:,.0f}",
        )
    return table


def bench_importer(
    rows: Annotated[int, typer.Option(min=1, help="rows of the workbook; the csv has five times as many")] = (
        XLSX_ROWS
    ),
    repeats: Annotated[int, typer.Option(min=1, help="runs of each; the best counts")] = 1,
    folder: Annotated[Path | None, typer.Option(help="where the files are kept between runs")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON object instead of a table")] = False,
) -> None:
    """Measure the importer; exit 1 above 1.5 times fastexcel, 1.5 GiB (workbook) or 700 MiB (csv)."""
    place = folder or Path(tempfile.gettempdir()) / "lotwise-bench"
    place.mkdir(parents=True, exist_ok=True)
    speed = measure(place, rows, rows * (CSV_ROWS // XLSX_ROWS), repeats)
    if as_json:
        found = {**asdict(speed), "times_fastexcel": speed.times_fastexcel}
        typer.echo(json.dumps({**found, "is_good_enough": speed.is_good_enough}, indent=2))
    else:
        Console().print(show(speed))
    if rows >= _SMALL and not speed.is_good_enough:
        raise typer.Exit(1)
