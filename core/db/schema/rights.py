"""The roles beside the owner, and what the API's may do with each table.

The owner migrates, and workers sign in as it: row-level security forbids COPY, and a worker serves every
workspace. The API acts as `API_ROLE`, which sees the rows of one workspace at a time (migration 0005), has no
rights on the leaves of `decision`, and can add to the audit but not change it.
"""

from collections.abc import Mapping
from typing import Final

from core.db.schema.audit_tables import API_RIGHTS as AUDIT_RIGHTS

API_ROLE: Final = "lotwise_api"

_NOTHING: Final = ()
_READ: Final = ("SELECT",)
_ADD: Final = ("SELECT", "INSERT")
_KEEP: Final = ("SELECT", "INSERT", "UPDATE")
_ALL: Final = ("SELECT", "INSERT", "UPDATE", "DELETE")

API_RIGHTS: Final[Mapping[str, tuple[str, ...]]] = {
    **AUDIT_RIGHTS,
    "account": _KEEP,
    "api_key": _KEEP,
    "beat_tick": _NOTHING,
    "catalogue": _KEEP,
    "catalogue_item": _ALL,
    "change": _READ,
    "chunk": _ALL,
    # Whoever cancels a job counts its end; the sums are read through `operating_facts` only.
    "counter_entry": ("INSERT",),
    "counter_total": _NOTHING,
    "decision": _READ,
    "decision_print": _READ,
    "demand_line": _ALL,
    "feed": _ADD,
    "file": _KEEP,
    "file_part": _ADD,
    "idempotency_key": _ALL,
    "item_history": _ALL,
    "item_override": _ALL,
    "job": _KEEP,
    "job_export": _ALL,
    "job_summary": _READ,
    "mapping": _ALL,
    "order_line": _KEEP,
    "order_line_step": _ADD,
    "override_history": _ADD,
    "refresh_token": _KEEP,
    "row_error": _READ,
    "row_history": _READ,
    "scenario_row": _READ,
    "schedule": _ALL,
    "schedule_run": _ADD,
    "sign_in": _KEEP,
    "webhook": _ALL,
    "webhook_delivery": _KEEP,
    "worker": _READ,
    # To hold a place in it the row is locked, which takes the right to update something of it.
    "workspace": ("SELECT", "UPDATE (settings)"),
}

API_FUNCTIONS: Final = (
    "ensure_decision_partition(date)",
    "find_account(text)",
    "find_api_key(text)",
    "operating_facts(interval)",
)
