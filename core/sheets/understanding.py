"""What the importer made of a file: which column is what, and why; shown before anything is trusted."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from core.sheets.questions import Question

IMPORTER_VERSION = "2"


def letters(position: int) -> str:
    """The name a spreadsheet gives a column.

    >>> letters(0), letters(25), letters(26), letters(16383)
    ('A', 'Z', 'AA', 'XFD')
    """
    name, rest = "", position + 1
    while rest:
        rest, digit = divmod(rest - 1, 26)
        name = chr(ord("A") + digit) + name
    return name


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column of the file, in file order.

    `field` is the ITEM field it holds, or None; `reason` says why in words. `key` is the column's name in
    `other`: the header, made unique. `factor` is what a cell is multiplied by to give the field's unit
    (weeks: 7, percent: 0.01); `period` is what the header says about demand. A column that does not
    `travel` is left out of the output (results of an earlier run). `confidence` is from 0 (no field) to 1
    (named exactly so, or as the mapping says).

    Several columns may share a field when each holds a `part` of it: demand of one period ("2025-01",
    "2025-W07", "2025-01-31", or "3" for the third of unknown date; `period` says month, week, day, quarter
    or year) or half a price break ("min_qty 2", "unit_cost 2"; "unit_cost from 100" where the header says the
    quantity). They are read as numbers, and travel.

    `unit` is what the options say a share is written in ("percent", "fraction"), or "cell" where each
    time must name its own, as some do ("2 weeks").
    """

    header: str
    key: str
    letter: str
    position: int
    field: str | None = None
    reason: str = ""
    decimal: str | None = None
    factor: float = 1.0
    period: str | None = None
    travels: bool = True
    part: str | None = None
    confidence: float = 0.0
    unit: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Understanding:
    """How a file was read. `rows` are the rows that become decisions or errors, blank ones not counted.

    `header_row` counts from 1, `sheet_number` too (of `sheet_count` visible ones, named in `sheets`);
    `sheet` is None and `delimiter`, `encoding` are set for text files. `columns` are the file's; of order
    lines `made_columns` are those of the items made of them. `skipped` counts what was left out, by kind
    (`skip_kinds.KINDS`, blank_rows); `skipped_rows` names the first of them. `questions` are what only a
    person can decide: with any, no chunk follows. `suggestions` are decided for now, and say how to decide
    otherwise. `parameters` were written outside the table, once for all rows. `notes` are sentences to be
    told; `warnings` counts doubtful cells by code.
    """

    importer_version: str = IMPORTER_VERSION
    sheet: str | None = None
    sheet_number: int = 0
    sheet_count: int = 0
    sheets: tuple[str, ...] = ()
    header_row: int = 1
    delimiter: str | None = None
    encoding: str | None = None
    columns: tuple[Column, ...] = ()
    made_columns: tuple[Column, ...] = ()
    rows: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    table: str = "items"
    skipped_rows: tuple[Mapping[str, Any], ...] = ()
    parameters: tuple[Mapping[str, Any], ...] = ()
    questions: tuple[Question, ...] = ()
    suggestions: tuple[Question, ...] = ()
    notes: tuple[str, ...] = ()
    warnings: Mapping[str, int] = field(default_factory=dict)
    report: str = ""

    @property
    def written(self) -> tuple[Column, ...]:
        """The columns a written sheet begins with."""
        return self.made_columns or self.columns

    @property
    def mapped(self) -> dict[str, Column]:
        """The columns that hold a field, by the field's name."""
        return {column.field: column for column in self.columns if column.field and column.part is None}

    def to_json(self) -> dict[str, Any]:
        """Plain types, for the job row, the API and the subprocess."""
        return {
            "importer_version": self.importer_version,
            "sheet": self.sheet,
            "sheet_number": self.sheet_number,
            "sheet_count": self.sheet_count,
            "sheets": list(self.sheets),
            "header_row": self.header_row,
            "delimiter": self.delimiter,
            "encoding": self.encoding,
            "columns": [asdict(column) for column in self.columns],
            "made_columns": [asdict(column) for column in self.made_columns],
            "rows": self.rows,
            "skipped": dict(self.skipped),
            "table": self.table,
            "skipped_rows": [dict(row) for row in self.skipped_rows],
            "parameters": [dict(parameter) for parameter in self.parameters],
            "questions": [question.to_json() for question in self.questions],
            "suggestions": [question.to_json() for question in self.suggestions],
            "notes": list(self.notes),
            "warnings": dict(self.warnings),
            "report": self.report,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Understanding":
        """The reverse of `to_json`."""
        return cls(
            importer_version=value["importer_version"],
            sheet=value["sheet"],
            sheet_number=value.get("sheet_number", 0),
            sheet_count=value.get("sheet_count", 0),
            sheets=tuple(value.get("sheets", ())),
            header_row=value["header_row"],
            delimiter=value["delimiter"],
            encoding=value["encoding"],
            columns=tuple(Column(**column) for column in value["columns"]),
            made_columns=tuple(Column(**column) for column in value.get("made_columns", ())),
            rows=value["rows"],
            skipped=dict(value["skipped"]),
            table=value.get("table", "items"),
            skipped_rows=tuple(value.get("skipped_rows", ())),
            parameters=tuple(value.get("parameters", ())),
            questions=tuple(map(Question.from_json, value["questions"])),
            suggestions=tuple(map(Question.from_json, value.get("suggestions", ()))),
            notes=tuple(value.get("notes", ())),
            warnings=dict(value.get("warnings", {})),
            report=value["report"],
        )
