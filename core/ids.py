"""The ids that pass between modules, so that one cannot be taken for another."""

from typing import NewType
from uuid import UUID

WorkspaceId = NewType("WorkspaceId", UUID)
JobId = NewType("JobId", UUID)
FileId = NewType("FileId", UUID)
ChunkId = NewType("ChunkId", int)
CatalogueId = NewType("CatalogueId", UUID)
ScheduleId = NewType("ScheduleId", UUID)
WebhookId = NewType("WebhookId", UUID)
DeliveryId = NewType("DeliveryId", UUID)
