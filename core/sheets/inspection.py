"""What inspecting a file tells: how it is understood, what is wrong with its cells, and its first rows."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.sheets.intake.report import report
from core.sheets.problems import RowError
from core.sheets.understanding import Understanding

MOST_TOLD = 1_000  # row errors, and as many warnings
PREVIEW_ROWS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class PreviewRow:
    """One row: the texts of its cells by column key, and the values read from them by field."""

    row: int
    texts: Mapping[str, str]
    values: Mapping[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Plain types."""
        return {"row": self.row, "texts": dict(self.texts), "values": dict(self.values)}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "PreviewRow":
        """The reverse of `to_json`."""
        return cls(row=value["row"], texts=dict(value["texts"]), values=dict(value["values"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Why a job of the sheet as it is read here would fail; other options may mend it."""

    code: str
    detail: str
    remedy: str

    def to_json(self) -> dict[str, str]:
        """Plain types."""
        return {"code": self.code, "detail": self.detail, "remedy": self.remedy}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lacking:
    """A field every decision needs, and no row has: neither the sheet nor the defaults give it."""

    field: str
    message: str
    remedy: str

    def to_json(self) -> dict[str, str]:
        """Plain types."""
        return {"field": self.field, "message": self.message, "remedy": self.remedy}


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """A file read to its end without keeping its rows.

    `rows_with_errors` and `rows_with_warnings` count rows; `errors` and `warnings` are the first of them,
    `error_counts` and `warning_counts` count all of them by code. What the sheet is `lacking` as a whole is
    told once and is no error of a row. With questions nothing below the header was read; with a problem only
    the texts of the first rows.
    """

    understanding: Understanding
    problem: Problem | None = None
    lacking: tuple[Lacking, ...] = ()
    rows_with_errors: int = 0
    rows_with_warnings: int = 0
    errors: tuple[RowError, ...] = ()
    warnings: tuple[RowError, ...] = ()
    error_counts: Mapping[str, int] = field(default_factory=dict)
    preview: tuple[PreviewRow, ...] = ()

    @property
    def warning_counts(self) -> Mapping[str, int]:
        """All warnings by code."""
        return self.understanding.warnings

    def to_json(self) -> dict[str, Any]:
        """Plain types, for the API and the command line."""
        return {
            "understanding": self.understanding.to_json(),
            "problem": self.problem and self.problem.to_json(),
            "lacking": [one.to_json() for one in self.lacking],
            "rows_with_errors": self.rows_with_errors,
            "rows_with_warnings": self.rows_with_warnings,
            "errors": [error.to_json() for error in self.errors],
            "warnings": [warning.to_json() for warning in self.warnings],
            "error_counts": dict(self.error_counts),
            "warning_counts": dict(self.warning_counts),
            "preview": [row.to_json() for row in self.preview],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Inspection":
        """The reverse of `to_json`."""
        return cls(
            understanding=Understanding.from_json(value["understanding"]),
            problem=Problem(**value["problem"]) if value["problem"] else None,
            lacking=tuple(Lacking(**one) for one in value["lacking"]),
            rows_with_errors=value["rows_with_errors"],
            rows_with_warnings=value["rows_with_warnings"],
            errors=tuple(map(RowError.from_json, value["errors"])),
            warnings=tuple(map(RowError.from_json, value["warnings"])),
            error_counts=dict(value["error_counts"]),
            preview=tuple(map(PreviewRow.from_json, value["preview"])),
        )


@dataclass(slots=True)
class Tally:
    """Counts what the chunks of one file say, and the rows it says it of."""

    error_rows: set[int] = field(default_factory=set)
    warning_rows: set[int] = field(default_factory=set)
    error_counts: Counter[str] = field(default_factory=Counter)
    warning_counts: Counter[str] = field(default_factory=Counter)
    errors: list[RowError] = field(default_factory=list)
    warnings: list[RowError] = field(default_factory=list)

    def add(self, errors: Iterable[RowError], warnings: Iterable[RowError]) -> None:
        """Some more of both; of the errors and of the warnings the first are kept."""
        for said, rows, counts, kept in (
            (errors, self.error_rows, self.error_counts, self.errors),
            (warnings, self.warning_rows, self.warning_counts, self.warnings),
        ):
            for one in said:
                rows.add(one.row)
                counts[one.code] += 1
                if len(kept) < MOST_TOLD:
                    kept.append(one)

    def add_missing(self, rows: Sequence[int], errors: Sequence[RowError]) -> None:
        """Rows without a field they need, and the first of their errors, at least one."""
        self.error_rows.update(rows)
        self.error_counts[errors[0].code] += len(rows)
        self.errors += errors[: max(MOST_TOLD - len(self.errors), 0)]

    def inspection(
        self,
        understanding: Understanding,
        preview: tuple[PreviewRow, ...],
        lacking: tuple[Lacking, ...],
    ) -> Inspection:
        """All of it, with the report told to its end."""
        if understanding.questions:
            return Inspection(understanding=understanding)
        known = replace(understanding, warnings=dict(sorted(self.warning_counts.items())))
        return Inspection(
            understanding=replace(
                known, report=report(known, len(self.error_rows), [one.field for one in lacking])
            ),
            lacking=lacking,
            rows_with_errors=len(self.error_rows),
            rows_with_warnings=len(self.warning_rows),
            errors=tuple(sorted(self.errors, key=lambda error: error.row)),
            warnings=tuple(self.warnings),
            error_counts=dict(sorted(self.error_counts.items())),
            preview=preview,
        )
