"""Questions about columns: which one holds a field, and what a column holds."""

from collections.abc import Iterable, Sequence

from core.inventory.fields import ITEM
from core.sheets.options import LINE_FIELDS
from core.sheets.questions import Choice, Question
from core.sheets.recognition.draft import Draft
from core.sheets.understanding import Column

NONE = "none"
MOST_CHOICES = 40


def meaning(name: str) -> str:
    """What a field is, in words."""
    return LINE_FIELDS.get(name) or ITEM[name].meaning


def which_column(draft: Draft, name: str, columns: Iterable[Column], text: str) -> Question:
    """Ask which of several columns holds a field every decision needs."""
    choices = tuple(
        Choice(value=column.key, label=_label(draft, column), options={"mapping": {column.key: name}})
        for column in list(columns)[:MOST_CHOICES]
    )
    about = {"sku": "sku", "demand": "demand", "quantity": "demand"}.get(name, "field")
    return Question(id=f"field:{name}", about=about, text=text, choices=choices)


def rivals(draft: Draft, name: str, columns: Sequence[Column], taken: str = NONE, why: str = "") -> Question:
    """Suggest to say which of several columns holds an optional field; none does until then."""
    headers = ", ".join(f"'{column.key}'" for column in columns)
    text = f"{len(columns)} columns could be {name} ({meaning(name)}): {headers}. {why}"
    choices = [
        Choice(value=column.key, label=_label(draft, column), options={"mapping": {column.key: name}})
        for column in columns[:MOST_CHOICES]
    ]
    choices.append(Choice(value=NONE, label="none of them", options=_left_out(columns)))
    return Question(id=f"field:{name}", about="field", text=text.strip(), choices=tuple(choices), taken=taken)


def which_field(
    draft: Draft, column: Column, names: Sequence[str], *, taken: str = NONE, text: str = ""
) -> Question:
    """Suggest to say what a column holds; `taken` is the reading that holds until then."""
    choices = [
        Choice(value=name, label=f"{name}: {meaning(name)}", options={"mapping": {column.key: name}})
        for name in names
    ]
    choices.append(Choice(value=NONE, label="none of these", options={"mapping": {column.key: ""}}))
    reading = "it is left out" if taken == NONE else f"it is read as {taken}"
    return Question(
        id=f"column:{column.key}",
        about="field",
        text=text or f"'{column.key}' may mean {' or '.join(names)}; {reading}. What is it?",
        column=column.key,
        examples=draft.below.examples(column.position),
        choices=tuple(choices),
        taken=taken,
    )


def which_unit(draft: Draft, column: Column, units: Sequence[str], *, taken: str, text: str) -> Question:
    """Suggest to say what a column's numbers are counted in."""
    return Question(
        id=f"unit:{column.key}",
        about="unit",
        text=text,
        column=column.key,
        examples=draft.below.examples(column.position),
        choices=tuple(
            Choice(
                value=unit,
                label=f"per {unit}" if column.field != "lead_time_days" else f"{unit}s",
                options={"units": {column.key: unit}},
            )
            for unit in units
        ),
        taken=taken,
    )


def _label(draft: Draft, column: Column) -> str:
    examples = ", ".join(draft.below.examples(column.position))
    return f"'{column.key}' in column {column.letter}" + (f": {examples}" if examples else "")


def _left_out(columns: Iterable[Column]) -> dict[str, dict[str, str]]:
    return {"mapping": {column.key: "" for column in columns}}
