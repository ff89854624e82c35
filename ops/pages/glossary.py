"""Writes core/GLOSSARY.md from the vocabulary: `python -m ops.pages.glossary`."""

from core.inventory.fields import DECISION_FIELDS, ITEM_FIELDS, Field
from ops.root import ROOT

PAGE = ROOT / "core" / "GLOSSARY.md"

_INTRODUCTION = """# Glossary

One word per thing, the same in JSON, SQL, Python and sheet headers. The tables are written from
`core/inventory/fields.py` by `python -m ops.pages.glossary`; a test compares the two.

The time unit inside `core` is the **year of 365 days**; what a sheet gives per day, week, month or quarter
is converted once, at the engine's door. Symbols are those of Snyder and Shen, Silver, Pyke and Thomas, and
Nahmias. Absent is `null` in JSON and an empty cell in a sheet; no field is ever NaN or infinite.
"""
_STATUSES = """## Statuses of a decision

| status | means |
|---|---|
| `ok` | decided, nothing looks wrong |
| `warning` | decided, but something looks implausible: see `warnings` |
| `no_demand` | demand is 0: nothing is planned, what is owed is still ordered |
| `do_not_stock` | keeping it costs more than the sales it would lose (`lost_sale_cost`) |
| `infeasible` | minimum or pack against the maximum per order: no order satisfies both |
| `error` | the row is refused; `reason` says which field and value, and what to do |
"""
_QUEUE = """## The words of the queue

| word | means |
|---|---|
| *job* | one sheet, or one recalculation or scenario of a catalogue |
| *chunk* | a row range of a job, of kind read, compute or finish |
| *task* | a Celery function: it carries only the wake-up "there is work" |
| *worker* | a process that claims chunks |
| *lease* | a worker's claim on a chunk: token, owner, attempt, expiry |

Job states: `queued`, `reading`, `needs_answer`, `computing`, `finishing`, then `succeeded`,
`partially_succeeded` or `failed`; `cancelling`, then `cancelled`. Ended states never change.
`rows_failed` counts status `error` only: `infeasible` is a decision. A job whose rows all failed is `failed`.
Every state carries a reason.

## The words of catalogues

| word | means |
|---|---|
| *catalogue* | a named set of items that is decided on again and again |
| *item* | a SKU at a location of a catalogue, with its number there (`item_no`) |
| *feed* | one delivery into a catalogue: items, stock, demand or an uploaded sheet, with its answer |
| *inbox* | where files for catalogues are dropped: a folder each, named once |
| *order line* | what was sold of an item on a day; returns are negative |
| *run* | a job of kind `recalculation` over all items of a catalogue |
| *change* | what a run decides otherwise than the run before, with old, new and why |
| *scenario* | a job over the items of a catalogue that decides twice, as they are and as assumed; no run |
| *assumption* | what a scenario sets for every item, or changes by so many percent or days |
| *baseline* | the other side of a scenario: the same items, read together, with nothing assumed |
| *override* | what somebody set of an item in place of what is calculated, until a last day (`expires_on`) |
| *schedule* | when a catalogue is run: a cron expression and a time zone |
| *suggestion* | what the last run says to order of an item today |
| *line* (of orders) | a suggestion and what people made of it, of an item by SKU and location |
| *step* | one thing done about a line: by whom, when, from which state to which, why |
| *placed* | ordered: counts as on order until stock figures show it, for `placed_days` |

States of a line: `proposed`, then `accepted`, `edited`, `rejected` or `snoozed`, then `placed`, then `shown`
or `withdrawn`; `overdue` is a placed one no figure shows in time, `superseded` one a later run decided anew.

## The words of webhooks

| word | means |
|---|---|
| *webhook* | an address that is told when something happens, with the events it is for and a secret |
| *event* | what happened: `job.finished`, `run.changed`, or `webhook.test` |
| *delivery* | one event told to one webhook, however often it is tried; its id is the `webhook-id` |
| *attempt* | one request to a receiver |
| *receiver* | the program behind the address |
"""


def page() -> str:
    """Return the text of the page."""
    return "\n".join(
        [
            _INTRODUCTION,
            "## Fields of an item",
            "",
            *_table(ITEM_FIELDS),
            "",
            "## Fields of a decision",
            "",
            *_table(DECISION_FIELDS),
            "",
            _STATUSES,
            _QUEUE,
        ]
    )


def _table(fields: tuple[Field, ...]) -> list[str]:
    rows = [
        f"| `{field.name}` | {field.kind} | {field.unit} | {field.symbol} | {field.meaning} |"
        for field in fields
    ]
    return ["| field | kind | unit | symbol | meaning |", "|---|---|---|---|---|", *rows]


def main() -> None:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
