"""Webhooks and their deliveries, as sent and answered."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from api.models.item import storable
from core.webhooks.addresses import MOST_CHARACTERS
from core.webhooks.words import CHOICES, DeliveryState

_LONGEST_EVENT = 100
Url = Annotated[
    str,
    Field(
        strict=True,
        min_length=1,
        max_length=MOST_CHARACTERS,
        description="http or https, outside of the network Lotwise runs in; https in production",
        examples=["https://hooks.example.com/lotwise"],
    ),
    AfterValidator(storable),
]
Events = Annotated[
    list[Annotated[str, Field(max_length=_LONGEST_EVENT), AfterValidator(storable)]],
    Field(min_length=1, max_length=20, description=f"what it is told: {', '.join(CHOICES)}"),
]


class WebhookIn(BaseModel):
    """A new webhook."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url
    events: Events = [*CHOICES]


class WebhookChangeIn(BaseModel):
    """What is to be another way."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Url | None = None
    events: Events | None = None
    disabled: bool | None = Field(
        default=None, description="true: nothing is sent any more, what waits is given up; false: as before"
    )


class OverlapIn(BaseModel):
    """How long the secret before is signed with as well."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    overlap_hours: float = Field(default=24.0, ge=0, le=24.0 * 7, allow_inf_nan=False)


class WebhookOut(BaseModel):
    """A webhook without its secret."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    url: str
    events: list[str]
    created_by: str
    created_at: datetime
    old_until: datetime | None = Field(description="until then the secret before is signed with as well")
    disabled_at: datetime | None
    disabled_reason: str | None
    failures: int = Field(description="attempts that failed since one got through")
    failing_since: datetime | None
    tried_at: datetime | None


class NewWebhookOut(WebhookOut):
    """A webhook with its secret, shown this once."""

    secret: str = Field(description="whsec_ and base64, as Standard Webhooks has it")


class WebhooksOut(BaseModel):
    """Every webhook of the workspace, newest first."""

    items: list[WebhookOut]


class DeliveryOut(BaseModel):
    """One thing told, or to be told."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID = Field(description="the header webhook-id, the same at every attempt")
    webhook_id: UUID
    event: str
    payload: dict[str, Any] = Field(description="the body: type, timestamp, data")
    state: DeliveryState
    attempts: int = Field(description="since it was last asked for")
    created_at: datetime
    next_at: datetime | None = Field(description="when it is tried next; null once it has ended")
    tried_at: datetime | None
    ended_at: datetime | None
    last_status: int | None = Field(description="HTTP status of the last answer; null where none came")
    last_error: str | None
    last_response: str | None = Field(description="how the body of the last answer begins")


class DeliveryPageOut(BaseModel):
    """Deliveries, newest first."""

    items: list[DeliveryOut]
    next: str | None = Field(description="cursor of the next page; null on the last")
