"""The headers of what Lotwise writes, by which a sheet of ours is known when it comes back."""

from collections.abc import Mapping

from core.inventory.fields import DECISION_FIELDS

# Header of each decision column in a written sheet. `distribution` would read as an input again.
DECISION_HEADERS: Mapping[str, str] = {
    field.name: "distribution_used" if field.name == "distribution" else field.name
    for field in DECISION_FIELDS
}
# What a planner acts on stands first.
DECISION_ORDER: tuple[str, ...] = (
    "suggested_order", "order_now", "status", "reason",
    *(name for name in DECISION_HEADERS if name not in ("suggested_order", "order_now", "status", "reason")),
)  # fmt: skip
# What the errors file adds behind the original columns.
ERROR_HEADERS = ("error_row", "error_cell", "error_reason")
