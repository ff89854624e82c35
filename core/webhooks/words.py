"""What webhooks tell of, and where a delivery stands."""

from enum import StrEnum
from typing import Final


class Event(StrEnum):
    """What happened."""

    JOB_FINISHED = "job.finished"
    RUN_CHANGED = "run.changed"
    TEST = "webhook.test"


# What a webhook can be for; a test comes to every one when somebody asks for it.
CHOICES: Final = (Event.JOB_FINISHED, Event.RUN_CHANGED)


class DeliveryState(StrEnum):
    """Where a delivery stands."""

    PENDING = "pending"
    DELIVERED = "delivered"
    GIVEN_UP = "given_up"
