"""`./lotwise sample`: a realistic catalogue to try things with, the same for the same seed."""

from pathlib import Path
from typing import Annotated

import typer

from ops.refusal import Refusal


def sample(
    output: Annotated[Path, typer.Option("--output", "-o", help="where to write: .xlsx or .csv")],
    rows: Annotated[int, typer.Option(min=1, help="how many SKUs")] = 300,
    seed: Annotated[int, typer.Option(min=0, help="another seed, another catalogue")] = 1,
    mistakes: Annotated[bool, typer.Option("--mistakes", help="spoil two cells, as planners do")] = False,
) -> None:
    """Write a realistic catalogue with plainly named headers; the same seed gives the same rows."""
    from core.sheets.writing.sample import MISTAKES, NONE, write_sample
    from core.sheets.writing.sample import sample as catalogue

    if output.suffix.lower() not in (".xlsx", ".csv"):
        raise Refusal(f"{output} is neither .xlsx nor .csv.", remedy="Give a name with one of these endings.")
    try:
        write_sample(catalogue(rows, seed), output, mistakes=MISTAKES if mistakes else NONE)
    except ValueError as error:
        raise Refusal(str(error)) from error
    except OSError as error:
        raise Refusal(f"{output} cannot be written: {error.strerror}.") from error
    typer.echo(f"{rows:,} SKUs written to {output}")
