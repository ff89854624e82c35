"""An API in memory for the desk's tests: the bodies of the real one, and what was asked of it."""

# ruff: noqa: ARG002 - it has the client's parameters and answers alike whatever they are

from collections.abc import Mapping
from copy import deepcopy
from typing import Any, BinaryIO

from ui.asking.client import Client, Json
from ui.asking.problems import ApiError

JOB_ID = "5f2c1c2e-8d55-4a06-9a3f-2f3f7e1d0001"

PROGRESS: Json = {
    "rows_total": 200,
    "rows_done": 200,
    "rows_ok": 198,
    "rows_failed": 2,
    "percent": 100.0,
    "rows_per_second": 1000.0,
    "eta_seconds": None,
}
TOTALS: Json = {
    "rows": 198,
    "order_value": 41200.4,
    "stock_value": 90000.0,
    "excess_value": 0.0,
    "purchase_saving": 0.0,
    "purchase_saving_rows": 0,
    "purchase_increase": 0.0,
    "purchase_increase_rows": 0,
    "stock_release": 18230.0,
    "stock_release_rows": 20,
    "stock_increase": 2010.0,
    "stock_increase_rows": 3,
    "operating_saving": 6421.0,
    "operating_saving_rows": 38,
    "operating_increase": 0.0,
    "operating_increase_rows": 0,
}
SUMMARY: Json = {
    "rows": 200,
    "decided": 198,
    "order_now": 12,
    "today_unknown": 0,
    "with_current": 41,
    "assumed_costs": 3,
    "suppliers_count": 2,
    "suppliers": ["Bossard", "SKF"],
    "by_status": {"ok": 198, "error": 2},
    "by_abc": {"A": 20},
    "totals": {"EUR": TOTALS},
    "words": ["Order 12 of 200 SKUs today from 2 suppliers: 41,200 EUR."],
}
UNDERSTANDING: Json = {
    "importer_version": "1",
    "sheet": "Items",
    "header_row": 1,
    "rows": 200,
    "columns": [
        {"header": "Item no.", "letter": "A", "field": "sku", "reason": "a spelling of sku"},
        {"header": "Colour", "letter": "B", "field": None, "reason": "not a word of ours"},
    ],
    "report": "Sheet Items: 1 of 2 columns understood.",
}
QUESTIONS: list[Json] = [
    {
        "id": "field:demand",
        "about": "demand",
        "text": "Which column is the demand?",
        "column": "",
        "examples": ["120", "75"],
        "choices": [
            {"value": "Qty", "label": "Qty (120, 75, 8)", "options": {"mapping": {"Qty": "demand"}}},
            {"value": "Used", "label": "Used (3, 4, 1)", "options": {"mapping": {"Used": "demand"}}},
        ],
        "taken": None,
    }
]
SUGGESTIONS: list[Json] = [
    {
        "id": "field:service_level",
        "about": "field",
        "text": "Is 'Service level' a share of order cycles or of units?",
        "column": "Service level",
        "examples": [],
        "choices": [
            {"value": "cycle", "label": "of order cycles", "options": {}},
            {"value": "fill", "label": "of units", "options": {"mapping": {"Service level": "fill_rate"}}},
        ],
        "taken": "cycle",
    }
]
INSPECTION: Json = {
    "is_remembered": False,
    "problem": None,
    "lacking": [],
    "understanding": UNDERSTANDING
    | {
        "columns": [{**column, "key": column["header"]} for column in UNDERSTANDING["columns"]],
        "questions": [],
        "suggestions": [],
    },
    "rows_with_errors": 0,
    "rows_with_warnings": 0,
    "errors": [],
    "warnings": [],
    "preview": [{"row": 2, "texts": {"Item no.": "007", "Colour": "red"}, "values": {"sku": "007"}}],
    "fields": [
        {"field": "sku", "meaning": "the number"},
        {"field": "demand", "meaning": "expected demand"},
        {"field": "unit_cost", "meaning": "price"},
    ],
}
ROW: Json = {
    "row_no": 2,
    "sku": "007",
    "description": "O-ring [24](x) <b>",
    "supplier": "SKF",
    "location": "MUC",
    "currency": "EUR",
    "status": "ok",
    "order_now": True,
    "suggested_order": 208.0,
    "order_quantity": 208.0,
    "reason": "Order 208 now: 40 in stock is at or below the reorder point of 69.",
    "eoq": 207.8,
    "reorder_point": 69.0,
    "inventory_position": 40.0,
    "days_of_cover": 12.2,
    "latest_order_date": "2026-11-22",
    "achieved_service_level": 0.953,
    "purchase_price": 12.5,
    "annual_cost": 519.62,
    "abc_class": "A",
    "xyz_class": "X",
    "assumed": "order_cost,holding_rate",
    "warnings": None,
    "other": {},
}


def job(state: str = "succeeded", **changes: object) -> Json:
    """A job as the API shows it."""
    has_ended = state in ("succeeded", "partially_succeeded")
    return {
        "id": JOB_ID,
        "kind": "upload",
        "state": state,
        "status_reason": "As it is.",
        "name": "skus.xlsx",
        "file": {"id": "f", "name": "skus.xlsx", "size": 18_432, "sha256": "00"},
        "catalogue_id": None,
        "created_at": "2026-11-22T08:12:44+00:00",
        "as_of": "2026-11-22",
        "progress": deepcopy(PROGRESS),
        "understanding": deepcopy(UNDERSTANDING),
        "report": UNDERSTANDING["report"],
        "summary": deepcopy(SUMMARY) if has_ended else None,
        "error": None,
        **changes,
    }


class FakeApi(Client):
    """Answers from memory. `refusal`, when set, is raised by every call instead."""

    def __init__(self) -> None:
        self.refusal: ApiError | None = None
        self.scopes = ["decide", "jobs:read", "jobs:write", "audit:read"]
        self.job_list: list[Json] = [job()]
        self.rows: list[Json] = [ROW]
        self.decision: Json = {key: value for key, value in ROW.items() if key != "row_no"} | {
            "assumed": ["demand_std"],
            "warnings": [{"field": "unit_cost", "code": "odd", "message": "A price of 0.01 is unusual."}],
        }
        self.items: list[Json] = []
        self.inspection: Json = deepcopy(INSPECTION)
        self.inspected: list[tuple[str, bytes]] = []
        # What is answered about a kept file, one after the other, and with which options it was asked.
        self.looks: list[Json | ApiError] = []
        self.looked: list[tuple[str, Json]] = []
        self.amended: list[tuple[str, str]] = []
        self.uploads: list[tuple[str, Json, str]] = []
        self.asked: list[Json] = []
        self.cancelled: list[str] = []
        self.answers: list[Json] = []
        self.retries: list[Json] = []
        # Of people and keys: what is answered by method and path, and what was asked for.
        self.doors: dict[str, Json] = {"GET /catalogues": {"items": []}}
        self.done: list[tuple[str, str, Json | None]] = []
        self.caller = "user:1"
        self.company: Json = {"defaults": {"order_cost": 45.0, "holding_rate": 0.2}}

    def _answer(self, value: Json) -> Json:
        if self.refusal is not None:
            raise self.refusal
        return deepcopy(value)

    def me(self) -> Json:
        return {"caller": self.caller, "name": "Ann", "scopes": list(self.scopes)}

    def ask(self, method: str, path: str, *, seen_from: str = "", json: Json | None = None) -> Json:
        if method != "GET":
            self.done.append((method, path, json))
        return self._answer(self.doors.get(f"{method} {path}", {}))

    def end(self) -> None:
        pass

    def is_up(self) -> bool:
        return self.refusal is None

    def calculate(self, item: Mapping[str, Any]) -> Json:
        self.items.append(dict(item))
        return self._answer(self.decision)

    def inspect(self, name: str, content: BinaryIO, media_type: str, options: Mapping[str, Any]) -> Json:
        self.inspected.append((name, content.read()))
        return self._looked(f"file-{len(self.inspected)}", name, self.inspection, options)

    def inspect_kept(self, file_id: str, options: Mapping[str, Any]) -> Json:
        self.looked.append((file_id, dict(options)))
        found = self.looks.pop(0) if self.looks and self.refusal is None else self.inspection
        if isinstance(found, ApiError):
            raise found
        return self._looked(file_id, "skus.csv", found, options)

    def _looked(self, file_id: str, name: str, found: Json, options: Mapping[str, Any]) -> Json:
        file = {"id": file_id, "name": name, "size": 18_432, "sha256": "00"}
        read_with = {name: value for name, value in options.items() if name not in ("as_of", "defaults")}
        return self._answer(found | {"file_id": file_id, "file": file, "options": read_with})

    def create_job(self, file_id: str, options: Mapping[str, Any], *, idempotency_key: str) -> Json:
        self.uploads.append((file_id, dict(options), idempotency_key))
        return self._answer(self.job_list[0])

    def amend(
        self, job_id: str, name: str, content: BinaryIO, media_type: str, *, idempotency_key: str
    ) -> Json:
        self.amended.append((job_id, name))
        self.job_list[0] = job("queued", summary=None)
        return self._answer(self.job_list[0])

    def jobs(self, *, limit: int, cursor: str | None = None, state: str | None = None) -> Json:
        self.asked.append({"limit": limit, "cursor": cursor, "state": state})
        found = [job for job in self.job_list if state in (None, job["state"])]
        return self._answer({"items": found, "next": None})

    def job(self, job_id: str) -> Json:
        return self._answer(next(job for job in self.job_list if job["id"] == job_id))

    def cancel(self, job_id: str) -> Json:
        self.cancelled.append(job_id)
        return self._answer(self.job_list[0])

    def retry(self, job_id: str, options: Mapping[str, Any], *, idempotency_key: str) -> Json:
        self.retries.append(dict(options))
        self.job_list[0] = job("queued", summary=None)
        return self._answer(self.job_list[0])

    def answer(self, job_id: str, answers: Mapping[str, str], *, remember: bool) -> Json:
        self.answers.append({"answers": dict(answers), "remember": remember})
        self.job_list[0] = job("queued", summary=None)
        return self._answer(self.job_list[0])

    def settings(self) -> Json:
        return self._answer(self.company)

    def set_settings(self, settings: Mapping[str, Any]) -> Json:
        self.company = dict(settings)
        return self._answer(self.company)

    def decisions(self, job_id: str, *, limit: int, cursor: str | None, wanted: Mapping[str, Any]) -> Json:
        self.asked.append({"limit": limit, "cursor": cursor, **wanted})
        return self._answer({"items": self.rows, "next": "second" if cursor is None else None})

    def row_errors(self, job_id: str, *, limit: int, cursor: str | None = None) -> Json:
        error = {"row": 7, "column": "Demand", "cell": "B7", "value": "n/a", "code": "not_a_number"}
        said = {"message": "n/a is not a number.", "remedy": "Enter a number."}
        return self._answer({"items": [{**error, **said}], "next": None})
