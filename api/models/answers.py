"""Answers to the importer's questions, and the readings they leave behind."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from api.models.item import Text


class AnswersIn(BaseModel):
    """What a person decides: for each question of `understanding.questions` one of its choices' `value`.

    Questions of `understanding.suggestions` may be answered too, to decide otherwise than was taken.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        json_schema_extra={"examples": [{"answers": {"field:demand": "Qty 2025"}, "remember": True}]},
    )

    answers: Annotated[dict[Text, Text], Field(max_length=1_000)] = Field(
        description="the id of a question -> the value of the choice"
    )
    remember: Annotated[bool, Field(strict=True)] = Field(
        default=True, description="read the next sheets with the same headers in the same way"
    )


class MappingRow(BaseModel):
    """How sheets with these headers are read."""

    model_config = ConfigDict(from_attributes=True)

    signature: str = Field(description="by what such a sheet is known again; the name to delete it by")
    headers: list[str]
    options: dict[str, Any] = Field(description="what was decided, as in the options of a job")
    confirmed_by: str
    confirmed_at: datetime


class MappingsOut(BaseModel):
    """The remembered readings of the workspace, the latest first."""

    items: list[MappingRow]
