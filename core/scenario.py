"""What a scenario assumes otherwise than its catalogue says: checked when it is asked for, told in words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Final, Self

from core.errors import FieldProblem, InvalidOption
from core.inventory.defaults import Defaults

# Two ways to say the same thing: which would hold is anybody's guess.
_ONE_OF: Final = (
    ("order_cost", "order_cost_percent"),
    ("holding_rate", "holding_percent"),
    ("lead_time_days_add", "lead_time_days_percent"),
)
_SAID: Final = {
    "order_cost": "an order costs {:g}",
    "order_cost_percent": "the cost of an order {:+g} %",
    "holding_rate": "holding costs {:g} of the price a year",
    "holding_percent": "the cost of holding {:+g} %",
    "service_level": "service level {:g}",
    "fill_rate": "fill rate {:g}",
    "lead_time_days_add": "lead time {:+g} days",
    "lead_time_days_percent": "lead time {:+g} %",
    "demand_percent": "demand {:+g} %",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumptions:
    """What is another way for every item: a value in place of its own, or a change; None: as it is.

    A change in percent of holding acts on rates and costs alike; a rate takes the place of a holding cost
    where there is a price for it to act on. `service_level` is for items without a fill rate, `fill_rate` for
    those with one: they are different promises. The variation of demand, and of lead times changed in
    percent, changes with them.
    """

    order_cost: float | None = None
    order_cost_percent: float | None = None
    holding_rate: float | None = None
    holding_percent: float | None = None
    service_level: float | None = None
    fill_rate: float | None = None
    lead_time_days_add: float | None = None
    lead_time_days_percent: float | None = None
    demand_percent: float | None = None

    def to_json(self) -> dict[str, float]:
        """Those that are given."""
        return {name: value for name, value in asdict(self).items() if value is not None}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Back from JSON; names this version does not know are left out."""
        return cls(**{name: data[name] for name in (spec.name for spec in fields(cls)) if name in data})

    def check(self) -> None:
        """Raise `InvalidOption` where nothing is assumed, or one thing in two ways."""
        given = self.to_json()
        if not given:
            raise _refused("assumptions", "", "nothing_assumed", "assume nothing", f"Give {_names()}.")
        for one, other in _ONE_OF:
            if one in given and other in given:
                raise _refused(
                    f"assumptions.{other}",
                    f"{given[other]:g}",
                    "assumed_twice",
                    f"give {one} and {other}, which say the same thing in two ways",
                    "Give one of the two.",
                )

    def words(self) -> list[str]:
        """A few words for each.

        >>> Assumptions(order_cost_percent=50.0, service_level=0.98).words()
        ['the cost of an order +50 %', 'service level 0.98']
        """
        return [_SAID[name].format(value) for name, value in self.to_json().items()]

    def on(self, defaults: Defaults) -> Defaults:
        """The same of what is assumed where an item says nothing."""
        lead_time = defaults.lead_time_days
        if lead_time is not None:
            lead_time = max(0.0, lead_time * factor(self.lead_time_days_percent))
            lead_time = max(0.0, lead_time + (self.lead_time_days_add or 0.0))
        return replace(
            defaults,
            order_cost=_put(defaults.order_cost, self.order_cost, self.order_cost_percent),
            holding_rate=_put(defaults.holding_rate, self.holding_rate, self.holding_percent),
            lead_time_days=lead_time,
            service_level=_put(defaults.service_level, self.service_level, None),
        )


def factor(percent: float | None) -> float:
    """What a change in percent multiplies with.

    >>> factor(50.0), factor(-100.0), factor(None)
    (1.5, 0.0, 1.0)
    """
    return 1.0 + (percent or 0.0) / 100.0


def _put(value: float | None, other: float | None, percent: float | None) -> float | None:
    if other is not None:
        return other
    return None if value is None else value * factor(percent)


def _names() -> str:
    *most, last = _SAID
    return f"{', '.join(most)} or {last}"


def _refused(field: str, value: str, code: str, what: str, remedy: str) -> InvalidOption:
    problem = FieldProblem(field=field, value=value, code=code, message=what, remedy=remedy)
    return InvalidOption(f"The assumptions {what}.", remedy=remedy, problems=[problem])


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """What makes a job a scenario; `defaults` are those of its baseline, where nothing is another way."""

    name: str
    assumptions: Assumptions
    defaults: Defaults

    def to_json(self) -> dict[str, Any]:
        """As kept in the job's options."""
        return {
            "name": self.name,
            "assumptions": self.assumptions.to_json(),
            "defaults": asdict(self.defaults),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Back from the job's options; names this version does not know are left out."""
        known = {spec.name for spec in fields(Defaults)}
        return cls(
            name=data["name"],
            assumptions=Assumptions.from_json(data["assumptions"]),
            defaults=Defaults(**{name: value for name, value in data["defaults"].items() if name in known}),
        )

    def words(self) -> str:
        """In a sentence."""
        return f"Scenario {self.name}: {', '.join(self.assumptions.words())}."
