"""What a scenario comes to, in a few sentences."""

from collections.abc import Mapping
from typing import Any, Final

from core.sheets.catalogue.kinds import KINDS, WORDS

_UNTOUCHED: Final = {
    "holding_rate": "with a holding cost and no price for the rate to act on: the cost stays",
    "service_level": "with a fill rate, another promise than a service level: it stays",
    "fill_rate": "without a fill rate: another one does not touch them",
}
_COSTS: Final = {
    "total_cost": "All costs of a year, purchase included",
    "annual_cost": "Ordering and holding in a year",
    "average_stock_value": "Average stock",
}


def words_of(comparison: Mapping[str, Any]) -> list[str]:
    """The sentences about a comparison as JSON, the costs first."""
    said = []
    if comparison["rows_other"]:
        share = f"{comparison['rows_other']:,} of {_items(comparison['rows'])} decided otherwise."
        said = [share, *_amounts(comparison["totals"])]
    else:
        said = [f"No decision differs: {_items(comparison['rows'])} compared."]
    changes = comparison["changes"]
    said += [f"{_items(changes[kind])} {WORDS[kind]}." for kind in KINDS if changes.get(kind)]
    held = comparison["untouched"]
    said += [f"{_items(held[name])} {words}." for name, words in _UNTOUCHED.items() if held.get(name)]
    for side, other in (("baseline", "scenario"), ("scenario", "baseline")):
        if comparison[f"only_{side}"]:
            counted = _items(comparison[f"only_{side}"])
            said.append(f"{counted} with costs in the {side} only, not the {other}: no total has them.")
    return said


def _items(count: int) -> str:
    return f"{count:,} item{'' if count == 1 else 's'}"


def _amounts(totals: Mapping[str, Mapping[str, Mapping[str, float | None]]]) -> list[str]:
    said = []
    for currency, amounts in totals.items():
        unit = f" {currency}" if currency else ""
        for name, label in _COSTS.items():
            told = amounts[name]
            percent = f" ({told['percent']:+.1f} %)" if told["percent"] else ""
            said.append(f"{label}: {told['baseline']:,.0f} to {told['scenario']:,.0f}{unit}{percent}.")
    return said
