"""What only a person can decide about a sheet, and what an answer changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.errors import InvalidOption
from core.sheets.options import SheetOptions


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer: `options` is what it adds to the options of the reading (keys of `SheetOptions`)."""

    value: str
    label: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Plain types."""
        return {"value": self.value, "label": self.label, "options": dict(self.options)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something ambiguous, with the choices there are.

    `id` is stable for one file ("field:demand", "decimal:Price", "sheet", "dates"); `about` is its kind:
    sheet, sku, demand, field, decimal, dates, unit, percent, duplicates or table. `taken` is the choice that
    holds while nobody answers: a question without one stops the reading, one with one is a suggestion.
    """

    id: str
    about: str
    text: str
    choices: tuple[Choice, ...]
    column: str = ""
    examples: tuple[str, ...] = ()
    taken: str | None = None

    def to_json(self) -> dict[str, Any]:
        """Plain types."""
        return {
            "id": self.id,
            "about": self.about,
            "text": self.text,
            "column": self.column,
            "examples": list(self.examples),
            "choices": [choice.to_json() for choice in self.choices],
            "taken": self.taken,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Question":
        """The reverse of `to_json`."""
        return cls(
            id=value["id"],
            about=value["about"],
            text=value["text"],
            column=value["column"],
            examples=tuple(value["examples"]),
            choices=tuple(
                Choice(value=choice["value"], label=choice["label"], options=dict(choice["options"]))
                for choice in value["choices"]
            ),
            taken=value["taken"],
        )


def answered(
    options: SheetOptions, questions: Sequence[Question], answers: Mapping[str, str]
) -> SheetOptions:
    """The options with what the answers add; `answers` is question id -> value of the choice.

    Raises:
        InvalidOption: no such question or no such choice.

    """
    known = {question.id: question for question in questions}
    merged = options.to_json()
    for name, value in answers.items():
        question = known.get(name)
        if question is None:
            asked = ", ".join(map(repr, known)) or "none"
            raise InvalidOption(f"There is no question {name!r}.", remedy=f"The questions are: {asked}.")
        choice = next((choice for choice in question.choices if choice.value == value), None)
        if choice is None:
            offered = ", ".join(repr(choice.value) for choice in question.choices)
            raise InvalidOption(
                f"{value!r} is no answer to the question {name!r}.", remedy=f"The choices are: {offered}."
            )
        for key, given in choice.options.items():
            both = isinstance(given, Mapping) and isinstance(merged.get(key), Mapping)
            merged[key] = {**merged[key], **given} if both else given
    return SheetOptions.from_json(merged)
