"""Many items in one call."""

from datetime import date
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SkipValidation

from api.models.decision import DecisionOut
from api.models.item import AsOf, Item
from api.problems import FieldProblemOut

MOST_ITEMS = 1_000


class BatchIn(BaseModel):
    """Up to 1,000 items; each is judged by itself, so a bad one costs the others nothing."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    items: Annotated[list[SkipValidation[Item]], Field(min_length=1, max_length=MOST_ITEMS)] = Field(
        description="the items"
    )
    as_of: AsOf | None = Field(default=None, description="the day the decisions are for; default today (UTC)")


class BatchDecision(BaseModel):
    """What became of one item: its decision, or what is wrong with it."""

    position: int = Field(description="which item, counted from 0")
    calculation_id: UUID = Field(description="its record, also where the item is refused")
    status: str = Field(description="the decision's status; `error` where the item is refused")
    decision: DecisionOut | None
    errors: list[FieldProblemOut] = Field(description="one entry per refused value")


class BatchOut(BaseModel):
    """One entry per item, in their order."""

    engine_version: str
    as_of: date
    items: list[BatchDecision]
