"""Holds what the importer makes of a real file against what is written down about it."""

import re
from collections.abc import Iterator

from core.sheets.understanding import Understanding
from tests.real_files.expectations import Expectation, every_file
from tests.real_files.judged_cells import about_cells
from tests.real_files.judged_columns import about_columns
from tests.real_files.judged_lines import about_lines, about_the_same
from tests.real_files.judged_rows import about_rows
from tests.real_files.outcome import Outcome, outcome_of


def disagreements(entry: Expectation, found: Outcome) -> Iterator[str]:
    """Every way in which the outcome is not what is right for the file."""
    if found.kind not in entry.outcome:
        yield f"is {found.kind}, not {' or '.join(entry.outcome)}: {found.said[:400]}"
        return
    yield from about_cells(entry)
    if entry.turned and not re.search("products.*in columns", found.said):
        yield f"does not say that products stand in columns: {found.said[:400]}"
    match found.kind:
        case "refused":
            if entry.because and not re.search(entry.because, found.said, re.IGNORECASE):
                yield f"is refused for another reason than /{entry.because}/: {found.said}"
            if entry.never_because and re.search(entry.never_because, found.said, re.IGNORECASE):
                yield f"must not be refused because of /{entry.never_because}/: {found.said}"
        case "asked":
            yield from _about_questions(entry, found.understood)
            if entry.answer:
                answered = outcome_of(entry.path, dict(entry.answer))
                if answered.kind == "understood":
                    yield from _about_reading(entry, answered)
                else:
                    yield f"answered with {dict(entry.answer)} is {answered.kind}: {answered.said[:400]}"
        case _:
            yield from _about_reading(entry, found)


def _about_questions(entry: Expectation, found: Understanding) -> Iterator[str]:
    about = {question.about for question in found.questions}
    if entry.about and not about & set(entry.about):
        yield f"asks about {sorted(about)}, not {entry.about}"
    offered = {
        text
        for question in found.questions
        for choice in question.choices
        for text in (choice.value, choice.label)
    }
    there = [any(choice in text for text in offered) for choice in entry.choices]
    if there and not (any(there) if entry.choices_any else all(there)):
        yield f"offers {sorted(offered)}, not {entry.choices}"


def _about_reading(entry: Expectation, found: Outcome) -> Iterator[str]:
    told = found.understood
    for name, own, right in (
        ("sheet", told.sheet, entry.sheet),
        ("delimiter", told.delimiter, entry.delimiter),
        ("encoding", told.encoding, entry.encoding),
        ("rows", told.rows, entry.rows),
        ("table", told.table == "lines", (entry.shape == "lines") if entry.mapping else None),
    ):
        if right is not None and own != right:
            yield f"{name} is {own!r}, not {right!r}"
    yield from _about_header_row(entry, told)
    if entry.data_rows is not None and told.table != "lines":
        seen = told.rows + sum(count for kind, count in told.skipped.items() if kind != "blank_rows")
        if seen != entry.data_rows:
            yield f"{seen} rows are read or left out, not {entry.data_rows}"
    for kind, count in entry.skipped.items():
        if told.skipped.get(kind, 0) != count:
            yield f"skipped is {dict(told.skipped)}, not {dict(entry.skipped)}"
    yield from about_columns(entry, told)
    for pattern in entry.says:
        if not re.search(pattern, found.said, re.IGNORECASE):
            yield f"does not say /{pattern}/: {found.said[:400]}"
    yield from about_rows(entry, found)
    yield from about_lines(entry, found)
    if entry.same_as is not None:
        source = next(other for other in every_file() if other.name == entry.same_as)
        yield from about_the_same(entry, source, found)


def _about_header_row(entry: Expectation, told: Understanding) -> Iterator[str]:
    header_rows = (entry.header_row,) if isinstance(entry.header_row, int) else entry.header_row
    if header_rows and told.header_row not in header_rows:
        yield f"header_row is {told.header_row}, not {entry.header_row}"
    if entry.header_rows and told.header_row not in entry.header_rows:
        yield f"header_row is {told.header_row}, none of {entry.header_rows}"
    if told.header_row == entry.never_header_row:
        yield f"header_row is {told.header_row}, a row of items"
