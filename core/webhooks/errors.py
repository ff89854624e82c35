"""What can be wrong about webhooks; statuses are given by `api/errors.py`, as for all errors."""

from core.errors import Conflict, NotFound, Refused


class InvalidWebhook(Refused):
    """The webhook's address cannot be sent to."""


class WebhookNotFound(NotFound):
    """There is no such webhook in this workspace."""


class DeliveryNotFound(NotFound):
    """There is no such delivery of this webhook."""


class TooManyWebhooks(Conflict):
    """The workspace has as many webhooks as are allowed."""


class WebhookDisabled(Conflict):
    """The webhook is disabled: nothing is sent to it."""
