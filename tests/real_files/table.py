"""The table file by file of what the importer makes of the real files: `python -m tests.real_files.table`."""

import sys

from tests.real_files.expectations import every_file
from tests.real_files.judged import disagreements, outcome_of, told_in_a_line


def main() -> int:
    """Print a line for each file; 1 where one is not read as is right."""
    wrong = 0
    for entry in every_file():
        if entry.absent:
            sys.stdout.write(f"{entry.group}/{entry.name} | absent | {entry.absent}\n")
            continue
        found = outcome_of(entry.path)
        line = told_in_a_line(entry, found)
        said = [] if found.refused else found.understood.report.splitlines()[:1]
        sys.stdout.write(" | ".join([line, *said]).replace("\n", " ") + "\n")
        for disagreement in disagreements(entry, found):
            wrong += 1
            sys.stdout.write(f"    WRONG: {disagreement}\n")
        sys.stdout.flush()
    return min(wrong, 1)


if __name__ == "__main__":
    sys.exit(main())
