"""What is written beside a file that was taken: a report, or the reason why it was not."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from core.db.protocol.jobs import Job
from core.errors import LotwiseError
from core.sheets.problems import sentences

_COUNTS: Final = {
    "rows": ("row", "rows"),
    "taken": ("taken", "taken"),
    "created": ("made", "made"),
    "new": ("new", "new"),
    "changed": ("changed", "changed"),
    "unchanged": ("as before", "as before"),
    "known": ("there already", "there already"),
    "corrected": ("corrected", "corrected"),
    "gone": ("in the catalogue and not in the sheet", "in the catalogue and not in the sheet"),
    "in_error": ("in error", "in error"),
    "errors_total": ("value refused", "values refused"),
    "unknown_total": ("of an item the catalogue does not have", "of items the catalogue does not have"),
}


def _counted(answer: Mapping[str, Any]) -> str:
    said = [
        f"{answer[name]:,} {several if answer[name] > 1 else one}"
        for name, (one, several) in _COUNTS.items()
        if answer.get(name)
    ]
    return ", ".join(said) or "nothing"


def of_feed(answer: Mapping[str, Any], notes: Iterable[str], *, is_new: bool) -> str:
    """The report on stock figures, order lines or items."""
    lines = [f"{_counted(answer)}."]
    if not is_new:
        lines.insert(
            0, f"The same content was taken before, as {answer.get('file')}: nothing was applied now. It was:"
        )
    lines += _section("What was understood:", notes)
    lines += _section(
        "Rows that were not taken:",
        (
            f"row {one['row']}: {sentences(one['message'], one['remedy'])}"
            for one in sorted(answer.get("errors", ()), key=lambda one: int(one["row"]))
        ),
    )
    lines += _section(
        "Rows of items the catalogue does not have (put these in, then drop those rows again):",
        (
            f"row {one['row']}: {one['sku']}" + (f" at {one['location']}" if one["location"] else "")
            for one in answer.get("unknown", ())
        ),
    )
    told = len(answer.get("errors", ())) + len(answer.get("unknown", ()))
    left = answer.get("errors_total", 0) + answer.get("unknown_total", 0) - told
    if left:
        lines += ["", f"... and {left:,} more."]
    return "\n".join(lines) + "\n"


def of_job(job: Job, intake: Mapping[str, Any]) -> str:
    """The report on a sheet."""
    lines = [f"{_counted(intake)} (the sheet was put in by {intake.get('mode', 'merge')}).", ""]
    lines.append(f"Its decisions, and rows in error if there are any: job {job.id}.")
    return "\n".join(lines) + "\n"


def reason(message: str, remedy: str) -> str:
    """Why a file was not taken, and what to do."""
    return f"{sentences(message, remedy)}\n"


def refusal(error: LotwiseError) -> str:
    """The same of an error, with all that is wrong."""
    each = (sentences(problem.message, problem.remedy) for problem in error.problems)
    return "\n".join([reason(error.message, error.remedy).rstrip(), *_section("", each)]) + "\n"


def _section(title: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return ["", *([title] if title else []), *(f"  {line}" for line in found)] if found else []
