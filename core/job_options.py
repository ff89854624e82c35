"""What is asked of a job, frozen in its row when it is made: how to read, what to assume, as of which day."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any, Self

from core.inventory.defaults import Defaults
from core.inventory.history import AUTO
from core.scenario import Scenario
from core.sheets.options import SheetOptions

# A nightly check of the stock is a review: ignoring it gives 87 % service instead of 95 % (engine.md 5).
JOB_REVIEW_PERIOD_DAYS = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class RunOptions:
    """How a run over a catalogue finds demand, and how far a number must move to be told as a change.

    Demand is made from the last `window_months` months by `method` (`history.METHODS`), unless
    `demand_from` is "given"; then it is what the sheet or a person said. An order placed that no stock
    figure shows counts as on order for `placed_days`.
    """

    window_months: int = 24
    method: str = AUTO
    demand_from: str = "history"
    change_percent: float = 10.0
    placed_days: int = 7

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Back from JSON; names this version does not know are left out."""
        return cls(**{name: data[name] for name in (spec.name for spec in fields(cls)) if name in data})


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Into which catalogue a job's rows go once it has ended, and how: `replace`, `merge` or `preview`."""

    catalogue_id: str
    mode: str


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOptions:
    """Everything that decides the outcome of a job besides the file and the versions.

    With `remember`, what `sheet` fixes is kept for the workspace's next sheet with the same headers. `run` is
    there for runs over a catalogue, `intake` for sheets that go into one. `scenario` is there for scenarios,
    and then `defaults` are as it assumes them.
    """

    as_of: date
    sheet: SheetOptions = field(default_factory=SheetOptions)
    defaults: Defaults = field(default_factory=lambda: Defaults(review_period_days=JOB_REVIEW_PERIOD_DAYS))
    remember: bool = False
    run: RunOptions | None = None
    intake: Intake | None = None
    scenario: Scenario | None = None

    def baseline(self) -> Self:
        """Of a scenario: the same with nothing assumed otherwise; of all else the same."""
        if self.scenario is None:
            return self
        return replace(self, defaults=self.scenario.defaults, scenario=None)

    def to_json(self) -> dict[str, Any]:
        """As kept in `job.options`."""
        return {
            "as_of": self.as_of.isoformat(),
            "sheet": self.sheet.to_json(),
            "defaults": asdict(self.defaults),
            "remember": self.remember,
            **({"run": asdict(self.run)} if self.run else {}),
            **({"intake": asdict(self.intake)} if self.intake else {}),
            **({"scenario": self.scenario.to_json()} if self.scenario else {}),
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Back from `job.options`; names this version does not know are left out."""
        known = {spec.name for spec in fields(Defaults)}
        return cls(
            as_of=date.fromisoformat(data["as_of"]),
            sheet=SheetOptions.from_json(data["sheet"]),
            defaults=Defaults(**{name: value for name, value in data["defaults"].items() if name in known}),
            remember=bool(data.get("remember", False)),
            run=RunOptions.from_json(data["run"]) if data.get("run") else None,
            intake=Intake(**data["intake"]) if data.get("intake") else None,
            scenario=Scenario.from_json(data["scenario"]) if data.get("scenario") else None,
        )
