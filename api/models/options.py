"""How a sheet is to be read and computed, as sent with an upload."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Final, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from api.models.item import AsOf, Text
from api.validation import all_reworded
from core.errors import FieldProblem, InvalidOption
from core.inventory.defaults import Defaults
from core.job_options import JOB_REVIEW_PERIOD_DAYS, Intake, JobOptions
from core.sheets.options import DateOrder, Duplicates, SheetOptions, TableKind

_Positive = Annotated[float, Field(strict=True, gt=0, allow_inf_nan=False)]
_NotNegative = Annotated[float, Field(strict=True, ge=0, allow_inf_nan=False)]
_Share = Annotated[float, Field(strict=True, gt=0, lt=1, allow_inf_nan=False)]


# Those of the options that say how the sheet is read, as `core.sheets.options` names them.
SHEET_OPTIONS: Final = frozenset(
    {
        *("sheet", "header_row", "table", "mapping", "units"),
        *("decimal", "decimals", "date_order", "duplicates"),
    }
)


class DefaultsIn(BaseModel):
    """What to assume where the sheet says nothing; every use is named in the decision's `assumed`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    order_cost: _NotNegative | None = Field(default=None, description="fixed cost of one order [money]")
    holding_rate: _Positive | None = Field(default=None, description="share of the unit cost [per year]")
    lead_time_days: _NotNegative | None = Field(default=None, description="from order to receipt [days]")
    service_level: _Share | None = Field(default=None, description="order cycles without a stockout [0..1]")
    demand_cv: _NotNegative | None = Field(
        default=None, description="standard deviation of a month's demand over its mean"
    )


class IntakeIn(BaseModel):
    """Where the sheet's rows go once they are computed."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    catalogue_id: UUID
    mode: Literal["preview", "merge", "replace"] = Field(
        default="preview",
        description="preview tells what would change; merge adds and changes items; replace also takes out "
        "those the sheet does not have. Fields the sheet does not have stay as they are",
    )


class JobOptionsIn(BaseModel):
    """Everything is optional; what is left out is inferred from the sheet."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    sheet: Text | None = Field(default=None, description="name of the sheet in the workbook")
    header_row: Annotated[int, Field(strict=True, ge=1)] | None = Field(
        default=None, description="row of the header as the spreadsheet shows it, from 1"
    )
    mapping: Annotated[dict[Text, Text], Field(max_length=1_000)] = Field(
        default_factory=dict, description="the field a header holds: {header: field}; empty: none"
    )
    decimal: Literal[".", ","] | None = Field(default=None, description="decimal sign of numbers in text")
    decimals: Annotated[dict[Text, Text], Field(max_length=1_000)] = Field(
        default_factory=dict, description="the same of single columns: {header: sign}"
    )
    units: Annotated[dict[Text, Text], Field(max_length=1_000)] = Field(
        default_factory=dict,
        description="what numbers count: {header: day, week, month, quarter, year, percent or fraction}",
    )
    duplicates: Duplicates | None = Field(
        default=None, description="what rows of the same SKU and location are; default: errors"
    )
    date_order: DateOrder | None = Field(default=None, description="how dates like 3/4/2026 are written")
    table: TableKind | None = Field(default=None, description="whether rows are items or order lines")
    remember: bool = Field(
        default=False, description="read the next sheets with the same headers in the same way"
    )
    defaults: DefaultsIn = Field(default_factory=DefaultsIn)
    as_of: AsOf | None = Field(default=None, description="the day decisions are for; default today (UTC)")
    intake: IntakeIn | None = Field(default=None, description="keep the rows as items of a catalogue")

    def job_options(
        self, *, as_of: date, rows_per_chunk: int, company: Mapping[str, float] | None = None
    ) -> JobOptions:
        """As they are frozen in the job, the company's defaults where none were sent.

        Raises `InvalidOption`, as for a field name nothing is called.
        """
        assumed = {**(company or {}), **self.defaults.model_dump(exclude_none=True)}
        return JobOptions(
            as_of=as_of,
            sheet=self.sheet_options(rows_per_chunk=rows_per_chunk),
            defaults=Defaults(**assumed, review_period_days=JOB_REVIEW_PERIOD_DAYS),
            remember=self.remember,
            intake=self._intake(),
        )

    def _intake(self) -> Intake | None:
        if self.intake is None:
            return None
        return Intake(catalogue_id=str(self.intake.catalogue_id), mode=self.intake.mode)

    def over(self, before: JobOptions, *, rows_per_chunk: int) -> JobOptions:
        """The options of an earlier job with those replaced that were sent; raises `InvalidOption`."""
        sent = self.model_fields_set
        full = self.job_options(as_of=self.as_of or before.as_of, rows_per_chunk=rows_per_chunk)
        changed = {name: getattr(full.sheet, name) for name in SHEET_OPTIONS if name in sent}
        intake = full.intake if "intake" in sent else before.intake
        return JobOptions(
            as_of=full.as_of,
            sheet=replace(before.sheet, **changed, rows_per_chunk=rows_per_chunk, history=intake is not None),
            defaults=full.defaults if "defaults" in sent else before.defaults,
            remember=full.remember if "remember" in sent else before.remember,
            intake=intake,
        )

    def sheet_options(self, *, rows_per_chunk: int) -> SheetOptions:
        """How the sheet is to be read; raises `InvalidOption`."""
        return SheetOptions(**self._sheet(), rows_per_chunk=rows_per_chunk, history=self.intake is not None)

    def _sheet(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in SHEET_OPTIONS}

    def fingerprint(self, file_sha256: str) -> str:
        """What makes two uploads the same: the bytes and the options as sent, not the day they arrive."""
        options = json.dumps(self.model_dump(mode="json", exclude_none=True), sort_keys=True)
        return hashlib.sha256(f"{file_sha256}\n{options}".encode()).hexdigest()


def read_options(text: str | None) -> JobOptionsIn:
    """The options part of an upload; raises `InvalidOption` naming each refused option."""
    if text is None or not text.strip():
        return JobOptionsIn()
    try:
        given: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidOption(
            f"`options` is not valid JSON: {error}.",
            remedy='Write it like {"header_row": 3}, or leave it out.',
        ) from error
    try:
        return JobOptionsIn.model_validate(given)
    except ValidationError as error:
        found = error.error_count()
        entries = all_reworded(error.errors(include_url=False))
        raise InvalidOption(
            entries[0]["message"] if found == 1 else f"{found} options are refused.",
            remedy=entries[0]["remedy"] if found == 1 else "Mend each of the options in `errors`.",
            problems=[
                FieldProblem(
                    field=entry["field"] or "options",
                    value=entry["value"],
                    code=entry["code"],
                    message=entry["message"],
                    remedy=entry["remedy"],
                )
                for entry in entries
            ],
        ) from error
