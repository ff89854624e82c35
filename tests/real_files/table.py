"""The table file by file of what the importer makes of the real files: `python -m tests.real_files.table`.

Files of the collection first, then those made for what it lacks (`makers.MADE`), without the slow ones.
"""

import sys
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.real_files.expectations import every_file
from tests.real_files.judged import disagreements
from tests.real_files.judged_made import made_disagreements
from tests.real_files.makers import MADE
from tests.real_files.measured import Measured, measured
from tests.real_files.outcome import Outcome, in_a_line, outcome_of


def main() -> int:
    """Print a line for each file; 1 where one is not read as is right."""
    wrong = 0
    for part in (_collection(), _made()):
        for line, disagreeing in part:
            sys.stdout.write(line.replace("\n", " ") + "\n")
            for disagreement in disagreeing:
                wrong += 1
                sys.stdout.write(f"    WRONG: {disagreement}\n")
            sys.stdout.flush()
    return min(wrong, 1)


def _collection() -> Iterator[tuple[str, Iterable[str]]]:
    for entry in every_file():
        name = f"{entry.group}/{entry.name}"
        if entry.absent:
            yield f"{name} | absent | {entry.absent}", ()
            continue
        with measured() as taken:
            found = outcome_of(entry.path)
        yield _line(name, found, taken), disagreements(entry, found)


def _made() -> Iterator[tuple[str, Iterable[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        for made in MADE:
            if made.is_slow:
                continue
            path = Path(folder) / made.name
            made.make(path)
            with measured() as taken:
                found = outcome_of(path, is_limited=True)
            yield _line(f"made/{made.name}", found, taken), made_disagreements(made, found)
            path.unlink()


def _line(name: str, found: Outcome, taken: Measured) -> str:
    said = [] if found.refused else found.understood.report.splitlines()[:1]
    return " | ".join([in_a_line(name, found), str(taken), *said])


if __name__ == "__main__":
    sys.exit(main())
