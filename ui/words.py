"""The words of the vocabulary as the desk shows them: labels, units, help, states and their colours."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

Colour = Literal["red", "orange", "blue", "green", "violet", "gray"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Badge:
    """A word with a colour; the word alone carries the meaning."""

    label: str
    colour: Colour
    meaning: str = ""

    @property
    def markdown(self) -> str:
        """The badge inside a line of text."""
        return f":{self.colour}-badge[{self.label}]"


_NAMES: Final = re.compile(r"\b[a-z]+(?:_[a-z]+)+\b")
_LINE_BREAKS: Final = re.compile(r"[ \t\r\n]+")

ACTIVE_STATES: Final = frozenset({"queued", "reading", "computing", "finishing", "cancelling"})
STATES: Final[dict[str, Badge]] = {
    "queued": Badge(label="Waiting", colour="gray"),
    "reading": Badge(label="Reading", colour="blue"),
    "needs_answer": Badge(label="Needs an answer", colour="violet"),
    "computing": Badge(label="Computing", colour="blue"),
    "finishing": Badge(label="Finishing", colour="blue"),
    "succeeded": Badge(label="Done", colour="green"),
    "partially_succeeded": Badge(label="Done, some rows refused", colour="orange"),
    "failed": Badge(label="Failed", colour="red"),
    "cancelling": Badge(label="Cancelling", colour="gray"),
    "cancelled": Badge(label="Cancelled", colour="gray"),
}
ORDER_NOW: Final = Badge(label="Order now", colour="blue", meaning="the stock has reached the reorder point")
STATUSES: Final[dict[str, Badge]] = {
    "ok": Badge(label="OK", colour="green", meaning="computed, nothing to note"),
    "warning": Badge(label="Check", colour="orange", meaning="computed, but something looks implausible"),
    "no_demand": Badge(label="No demand", colour="gray", meaning="nothing is used, so nothing is ordered"),
    "do_not_stock": Badge(label="Do not stock", colour="gray", meaning="stocking costs more than it earns"),
    "infeasible": Badge(label="Not feasible", colour="red", meaning="no quantity fits all the limits"),
    "error": Badge(label="Row error", colour="red", meaning="a value of the row was refused"),
}


def is_run(job: Mapping[str, Any]) -> bool:
    """Whether the job is a run over a catalogue, which has no sheet of its own."""
    return job["file"] is None


def is_scenario(job: Mapping[str, Any]) -> bool:
    """Whether the job is a scenario of a catalogue: no run, though it has no sheet either."""
    return job.get("kind") == "scenario"


def kind(job: Mapping[str, Any]) -> str:
    """What a job without a sheet is, in words."""
    return "a scenario of a catalogue" if is_scenario(job) else "a run over a catalogue"


def state(name: str) -> Badge:
    """The badge of a job's state; a state this desk does not know is shown by its name."""
    return STATES.get(name) or Badge(label=spoken(name).capitalize(), colour="gray")


def status(name: str | None) -> Badge:
    """The badge of a decision's status."""
    return STATUSES.get(name or "") or Badge(label=spoken(name or "unknown").capitalize(), colour="gray")


def spoken(name: str) -> str:
    """A field's name as it is said: `order_cost` is "order cost"."""
    return _SPOKEN.get(name) or name.replace("_", " ")


def sentence(text: object) -> str:
    """Text of others as a sentence begins: "computing" is "Computing"."""
    said = str(text or "").strip()
    return said[:1].upper() + said[1:]


def why(job: Mapping[str, Any]) -> str:
    """Why a job is in its state, unless that only says the state again."""
    said = sentence(job.get("status_reason"))
    return "" if said.lower() == state(str(job["state"])).label.lower() else said


def in_words(text: object) -> str:
    """Text of the engine with the names of fields as they are said: `unit_cost` is "unit cost"."""
    return _NAMES.sub(lambda found: spoken(found[0]), str(text or ""))


def plain(text: object) -> str:
    """Text of others, safe inside Markdown: shown as it is, never as formatting or a link."""
    escaped = "".join(f"\\{sign}" if sign in "\\`*_{}[]()<>#+-.!|~$:" else sign for sign in str(text))
    return _LINE_BREAKS.sub(" ", escaped)


_SPOKEN: Final[dict[str, str]] = {
    "sku": "SKU",
    "eoq": "EOQ",
    "demand_std": "variation of demand",
    "demand_std_period": "period of the variation",
    "lead_time_days": "lead time",
    "lead_time_std_days": "variation of the lead time",
    "min_order_qty": "minimum order",
    "max_order_qty": "maximum order",
    "order_multiple": "pack size",
    "holding_rate": "holding rate",
    "shelf_life_days": "shelf life",
    "max_cover_days": "longest cover",
    "review_period_days": "review period",
    "negative_binomial": "negative binomial",
    "demand_cv": "relative variation of demand",
}
