"""Overrides as answered."""

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field


class OverrideOut(BaseModel):
    """What somebody set of an item in place of what is calculated."""

    sku: str
    location: str | None
    order_quantity: float | None
    reorder_point: float | None
    service_level: float | None
    demand_factor: float | None
    do_not_order: bool | None
    lifecycle: Literal["active", "new", "phase_out", "obsolete"] | None
    replaced_by: str | None = Field(description="the SKU, at the same location, its sales count for")
    expires_on: date | None = Field(description="the last day it holds; null: until somebody ends it")
    reason: str | None
    set_by: str
    set_at: datetime
    state: Literal["active", "expired"]
    ends_soon: bool = Field(description="it is active, and its last day is within a week")
    is_in_catalogue: bool = Field(description="whether the catalogue has the item now")


class OverridesOut(BaseModel):
    """Overrides, and the cursor of the next page."""

    items: list[OverrideOut]
    next: str | None = Field(description="cursor of the next page; null on the last")


class OverrideChangeOut(BaseModel):
    """One time somebody set or ended an override."""

    sku: str
    location: str | None
    override: dict[str, Any] | None = Field(description="as it was set; null where it was ended")
    changed_by: str
    changed_at: datetime


class OverrideHistoryOut(BaseModel):
    """The newest first."""

    items: list[OverrideChangeOut]
