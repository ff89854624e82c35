"""An inbox on a real PostgreSQL, looked into by hand; jobs are worked off in this process."""

import itertools
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import catalogues, feeds
from core.db.connect import transaction
from core.db.schema.catalogue_tables import catalogue_item, demand_line
from core.ids import CatalogueId
from ops.inbox.looking import Inbox
from tests.integration.catalogues.by_hand import made, put

ITEM = {"demand": 1200.0, "order_cost": 25.0, "unit_cost": 4.0, "holding_rate": 0.25, "lead_time_days": 14.0}
SETTLE_SECONDS = 5.0
BEGIN = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
_changes = itertools.count(1)


class Dropping:
    """A catalogue with items A, B, C and its folder; time passes only when told."""

    def __init__(self, engine: Engine, root: Path, *, name: str = "main", **settings: object) -> None:
        self.engine = engine
        self.root = root
        self.of: CatalogueId = made(engine, name, **settings)
        put(engine, self.of, *({"sku": sku, **ITEM} for sku in ("A", "B", "C")))
        with transaction(engine) as connection:
            self.path = catalogues.get(connection, DEFAULT_WORKSPACE, self.of).inbox
        self.folder = root / self.path
        self.seconds = 0.0
        self.restart()
        self.look()

    def restart(self) -> None:
        """Another process, which remembers nothing."""
        self.inbox = Inbox(self.engine, self.root, settle_seconds=SETTLE_SECONDS)

    def drop(self, name: str, content: bytes | str) -> Path:
        """A file written whole, at another time than any other."""
        path = self.folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        changed = BEGIN.timestamp() + next(_changes)
        os.utime(path, (changed, changed))
        return path

    def look(self, inbox: Inbox | None = None) -> None:
        """One look, now."""
        (inbox or self.inbox).look(self.seconds, BEGIN + timedelta(seconds=self.seconds))

    def settle(self) -> None:
        """Long enough for what was dropped to be whole, and taken."""
        self.look()
        self.seconds += SETTLE_SECONDS
        self.look()

    def names(self, ending: str) -> list[str]:
        """What is in a folder, without stamps."""
        return sorted(path.name.partition("_")[2] for path in (self.folder / ending).iterdir())

    def note(self, ending: str) -> str:
        """The one text beside the one file there."""
        (path,) = (self.folder / ending).glob("*.txt")
        return path.read_text()

    def left(self) -> list[str]:
        """Files that were not taken."""
        return sorted(path.name for path in self.folder.iterdir() if path.is_file())

    def items(self) -> dict[str, Any]:
        """The items' rows by SKU."""
        with transaction(self.engine) as connection:
            rows = connection.execute(
                select(catalogue_item).where(catalogue_item.c.catalogue_id == self.of)
            ).mappings()
            return {row["sku"]: dict(row) for row in rows}

    def sold(self) -> list[tuple[str, str, float]]:
        """The order lines kept."""
        names = {row["item_no"]: sku for sku, row in self.items().items()}
        with transaction(self.engine) as connection:
            rows = connection.execute(select(demand_line).order_by(demand_line.c.id))
            return [(names[row.item_no], str(row.date), row.quantity) for row in rows]

    def feeds(self) -> list[dict[str, Any]]:
        """What came in, the newest first, without what the test itself put in."""
        with transaction(self.engine) as connection:
            found = feeds.page(connection, DEFAULT_WORKSPACE, self.of, limit=100)
        return [one for one in found if one["received_by"] != "test"]
