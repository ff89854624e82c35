"""What a run adds up to in one currency; money of two currencies is never added."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """Sums over the decided rows of one currency; decreases and increases are kept apart.

    Money is once (`order_value`, `stock_*`, `excess_value`) or per year (the rest). The `_rows` count the
    SKUs behind the sum before them.
    """

    rows: int = 0
    order_value: float = 0.0
    stock_value: float = 0.0
    excess_value: float = 0.0
    purchase_saving: float = 0.0
    purchase_saving_rows: int = 0
    purchase_increase: float = 0.0
    purchase_increase_rows: int = 0
    stock_release: float = 0.0
    stock_release_rows: int = 0
    stock_increase: float = 0.0
    stock_increase_rows: int = 0
    operating_saving: float = 0.0
    operating_saving_rows: int = 0
    operating_increase: float = 0.0
    operating_increase_rows: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            **{field.name: getattr(self, field.name) + getattr(other, field.name) for field in fields(self)}
        )

    def to_json(self) -> dict[str, Any]:
        """Plain types, one key per attribute."""
        return asdict(self)

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Totals":
        """The reverse of `to_json`."""
        return cls(**value)


def merged(one: Mapping[str, Totals], other: Mapping[str, Totals]) -> dict[str, Totals]:
    """Totals by currency, added currency by currency."""
    return {name: one.get(name, Totals()) + other.get(name, Totals()) for name in sorted({*one, *other})}


def counted(one: Mapping[str, int], other: Mapping[str, int]) -> dict[str, int]:
    """Counts by name, added name by name."""
    return {name: one.get(name, 0) + other.get(name, 0) for name in sorted({*one, *other})}


def added(
    one: Mapping[str, Mapping[str, float]], other: Mapping[str, Mapping[str, float]]
) -> dict[str, dict[str, float]]:
    """Amounts by two names, added where both names agree."""
    return {
        name: {
            inner: one.get(name, {}).get(inner, 0.0) + other.get(name, {}).get(inner, 0.0)
            for inner in sorted({*one.get(name, {}), *other.get(name, {})})
        }
        for name in sorted({*one, *other})
    }
