"""What people do about suggestions, row by row: good ones are done, each with a step, bad ones named."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Connection, Row

from core.db.catalogue.last_run import LastRun, last_run
from core.db.orders.order_facts import Known, known_of
from core.db.orders.order_targets import is_asleep, target_of
from core.db.orders.order_writing import KEPT, NAMES, write
from core.errors import FieldProblem, LineMoved, NothingTaken
from core.ids import CatalogueId
from core.sheets.catalogue.given import RowProblem
from core.sheets.catalogue.order_acts import CONFLICT, Done, Line, act, doubts
from core.sheets.catalogue.order_rows import problem_of
from core.sheets.catalogue.order_states import LineAction, LineState

_MOST_TOLD: Final = 20  # of a request nothing of which was done


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts, and on which day."""

    by: str
    by_name: str
    today: date


def apply(
    connection: Connection, row: Row[Any], given: Sequence[dict[str, Any]], actor: Actor
) -> dict[str, Any]:
    """Do what the rows say about the catalogue's suggestions; tells what was done and what was not.

    The catalogue is held, so that of two who act at once the second sees what the first did. Raises
    `LineMoved` where nothing is done but what others were quicker at, `NothingTaken` for any other reason.
    """
    catalogue_id = CatalogueId(row.id)
    run = last_run(connection, catalogue_id)
    known = known_of(connection, catalogue_id, run, given)
    desk = _Desk(row=row, run=run, known=known, actor=actor)
    for one in given:
        desk.do(one)
    if given and not desk.taken and not desk.unchanged:
        raise _refused(desk.problems)
    if desk.lines:
        write(connection, desk.lines, desk.steps)
    return {
        "taken": desk.taken,
        "unchanged": desk.unchanged,
        "unknown": [],
        "problems": desk.problems,
        "warnings": desk.warnings,
    }


class _Desk:
    """Takes the rows one by one and gathers what is to be written."""

    def __init__(self, *, row: Row[Any], run: LastRun | None, known: Known, actor: Actor) -> None:
        self._row, self._run, self._known, self._actor = row, run, known, actor
        self._who = {"by": actor.by, "by_name": actor.by_name}
        self._touched: set[object] = set()
        self.taken = self.unchanged = 0
        self.lines: list[dict[str, Any]] = []
        self.steps: list[dict[str, Any]] = []
        self.problems: list[RowProblem] = []
        self.warnings: list[dict[str, Any]] = []

    def do(self, given: Mapping[str, Any]) -> None:
        """One row."""
        key = (given["sku"], given.get("location") or "")
        item = self._known.items[key]
        found = target_of(given, self._known.lines.get(key, ()), item, self._run)
        if isinstance(found, RowProblem):
            self.problems.append(found)
            return
        # Orders that are placed go by themselves, all else by the item: a line is written once.
        about = found.id if found is not None and found.state == LineState.PLACED else key
        if about in self._touched:
            said = f"{given['sku']} stands in several rows"
            self.problems.append(problem_of(given, "sku", "duplicate", said, "Send one row of each line."))
            return
        self._touched.add(about)
        line = _line(found, item)
        asleep = None
        if found is not None and is_asleep(found, self._run) and given["action"] != LineAction.REOPEN:
            # What an earlier run's rest is ended by is done about what the last run suggests.
            asleep, found = found, None
            line = replace(line, suggested=_suggested(item))
        done = act(given, line, item, self._actor.by)
        if isinstance(done, Done) and done.state is LineState.PLACED and item["item_no"] is None:
            done = problem_of(
                given, "sku", "unknown_item", f"{given['sku']} is no item any more", "Put the item in again."
            )
        if isinstance(done, RowProblem):
            self.problems.append(done)
        elif done.is_same:
            self.unchanged += 1
        else:
            self.taken += 1
            self._write(given, found, item, line, done)
            if asleep is not None:
                self._wake(asleep)

    def _wake(self, line: Row[Any]) -> None:
        """End a rest: the suggestion it was about is superseded by what was done about the newer one."""
        ended = {name: getattr(line, name) for name in NAMES} | {"state": LineState.PROPOSED}
        self.lines.append(ended)
        step: dict[str, Any] = {
            "line_id": line.id,
            "workspace_id": line.workspace_id,
            **self._who,
            "from_state": LineState.SNOOZED,
            "to_state": LineState.SUPERSEDED,
            "quantity": None,
            "snoozed_until": None,
            "reason": "acted on what a later run suggests",
        }
        self.steps.append(step)

    def _write(
        self,
        given: Mapping[str, Any],
        found: Row[Any] | None,
        item: Mapping[str, Any],
        line: Line,
        done: Done,
    ) -> None:
        actor, is_placed = self._actor, done.state is LineState.PLACED
        kept = self._suggested(item) if found is None else {name: getattr(found, name) for name in KEPT}
        made: dict[str, Any] = {
            "id": uuid4() if found is None else found.id,
            "catalogue_id": self._row.id,
            "workspace_id": self._row.workspace_id,
            "sku": given["sku"],
            "location": given.get("location") or None,
            **kept,
            "state": done.state,
            "quantity": done.quantity,
            "reason": done.reason,
            "snoozed_until": done.snoozed_until,
            **self._who,
            "placed_on": None,
            "on_hand": None,
            "on_order": None,
            "shown_quantity": 0.0,
            "claimed_quantity": 0.0,
            "closed_why": None,
        }
        if is_placed:
            made |= {"placed_on": actor.today, "on_hand": item["on_hand"], "on_order": item["on_order"]}
        elif done.state is LineState.WITHDRAWN and found is not None:
            names = ("placed_on", "on_hand", "on_order", "shown_quantity", "claimed_quantity")
            made |= {name: getattr(found, name) for name in names}
            made["closed_why"] = done.reason or "withdrawn"
        self.lines.append(made)
        step = {
            "line_id": made["id"],
            "workspace_id": self._row.workspace_id,
            **self._who,
            "from_state": line.standing,
            "to_state": done.state,
            "quantity": done.quantity,
            "snoozed_until": done.snoozed_until,
            "reason": done.reason,
        }
        self.steps.append(step)
        if done.quantity is not None and done.state in (LineState.EDITED, LineState.PLACED):
            self.warnings += [
                {"row": given["row"], "sku": given["sku"], "message": said}
                for said in doubts(done.quantity, item)
            ]

    def _suggested(self, item: Mapping[str, Any]) -> dict[str, Any]:
        is_due = bool(item["order_now"])
        return {
            "job_id": self._run.id if self._run else None,
            "as_of": self._run.as_of if self._run else None,
            "suggested_quantity": item["suggested_order"] or 0.0 if is_due else None,
            "why": item["why"] if is_due else None,
            **{name: item[name] for name in ("description", "supplier", "price", "currency")},
        }


def _line(found: Row[Any] | None, item: Mapping[str, Any]) -> Line:
    if found is None:
        return Line(
            standing=LineState.PROPOSED,
            by=None,
            by_name=None,
            at=None,
            quantity=None,
            reason=None,
            snoozed_until=None,
            suggested=_suggested(item),
        )
    return Line(
        standing=LineState(found.standing),
        by=found.by,
        by_name=found.by_name,
        at=found.at,
        quantity=found.quantity,
        reason=found.reason,
        snoozed_until=found.snoozed_until,
        suggested=found.suggested_quantity,
    )


def _suggested(item: Mapping[str, Any]) -> float | None:
    return item["suggested_order"] if item["order_now"] else None


def _refused(problems: Sequence[RowProblem]) -> LineMoved | NothingTaken:
    told = [
        FieldProblem(
            field=problem.field,
            value=problem.value,
            code=problem.code,
            message=f"row {problem.row}: {problem.message}",
            remedy=problem.remedy,
        )
        for problem in problems[:_MOST_TOLD]
    ]
    first = problems[0]
    if all(problem.code == CONFLICT for problem in problems):
        return LineMoved(f"Somebody was quicker: {first.message}.", remedy=first.remedy, problems=told)
    return NothingTaken(
        f"Nothing was done: {first.message}." if len(problems) == 1 else None,
        remedy=first.remedy if len(problems) == 1 else "Mend the rows in `errors`, the first of them.",
        problems=told,
    )
