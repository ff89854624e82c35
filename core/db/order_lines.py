"""What people do about suggestions, row by row: good ones are done, each with a step, bad ones named."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final
from uuid import uuid4

from sqlalchemy import Connection, Row, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import JSONB

from core.db.last_run import LastRun, last_run
from core.db.order_facts import Known, known_of
from core.errors import FieldProblem, LineMoved, NothingTaken
from core.ids import CatalogueId
from core.sheets.catalogue.given import RowProblem
from core.sheets.catalogue.order_acts import CONFLICT, Done, Line, act, doubts
from core.sheets.catalogue.order_rows import problem_of
from core.sheets.catalogue.order_states import LineAction, LineState, way_out

_MOST_TOLD: Final = 20  # of a request nothing of which was done
_KEPT: Final = (
    "job_id",
    "as_of",
    "suggested_quantity",
    "why",
    "description",
    "supplier",
    "price",
    "currency",
)
_NAMES: Final = (
    *("id", "catalogue_id", "workspace_id", "sku", "location", *_KEPT),
    *("state", "quantity", "reason", "snoozed_until", "by", "by_name", "placed_on", "on_hand", "on_order"),
    *("shown_quantity", "claimed_quantity", "closed_why"),
)
# What holds for the suggestion of its run only.
_OVER: Final = (LineState.REJECTED, LineState.WITHDRAWN)
_CHANGED: Final = _NAMES[_NAMES.index("state") :]
_WRITE = text(f"""
    INSERT INTO order_line ({", ".join(_NAMES)}, at, closed_at)
    SELECT {", ".join(_NAMES)}, :at, CASE WHEN closed_why IS NOT NULL THEN CAST(:at AS timestamptz) END
    FROM jsonb_populate_recordset(null::order_line, :rows)
    ON CONFLICT (id) DO UPDATE SET {", ".join(f"{name} = excluded.{name}" for name in _CHANGED)},
        at = excluded.at, closed_at = excluded.closed_at
""").bindparams(bindparam("rows", type_=JSONB))  # noqa: S608 - our own names
_STEP = text("""
    INSERT INTO order_line_step
        (line_id, workspace_id, at, by, by_name, from_state, to_state, quantity, snoozed_until, reason)
    SELECT line_id, workspace_id, :at, by, by_name, from_state, to_state, quantity, snoozed_until, reason
    FROM jsonb_populate_recordset(null::order_line_step, :rows)
""").bindparams(bindparam("rows", type_=JSONB))


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
        at: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
        connection.execute(_WRITE, {"rows": desk.lines, "at": at})
        connection.execute(_STEP, {"rows": desk.steps, "at": at})
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
        self.taken = self.unchanged = 0
        self.lines: list[dict[str, Any]] = []
        self.steps: list[dict[str, Any]] = []
        self.problems: list[RowProblem] = []
        self.warnings: list[dict[str, Any]] = []

    def do(self, given: Mapping[str, Any]) -> None:
        """One row."""
        key = (given["sku"], given.get("location") or "")
        item = self._known.items[key]
        found = self._line_of(given, self._known.lines.get(key, ()), item)
        if isinstance(found, RowProblem):
            self.problems.append(found)
            return
        line = _line(found, item)
        asleep = None
        if found is not None and self._is_asleep(found) and given["action"] != LineAction.REOPEN:
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

    def _line_of(
        self, given: Mapping[str, Any], lines: Sequence[Row[Any]], item: Mapping[str, Any]
    ) -> Row[Any] | RowProblem | None:
        """The line the row is about; None for a suggestion, or an order, nobody has acted on yet."""
        run_id = self._run.id if self._run else None
        if "line_id" in given:
            named = next((line for line in lines if str(line.id) == given["line_id"]), None)
            if named is None:
                said = f"{given['sku']} has no such line here"
                return problem_of(given, "line_id", "unknown_line", said, "Look at GET .../orders.")
            if named.job_id != run_id and named.state in _OVER:
                said = f"{given['sku']} was {named.state} in an earlier run"
                return problem_of(given, "line_id", "not_allowed", said, way_out(LineState.SUPERSEDED))
            return named
        own = next((line for line in lines if line.job_id == run_id), None)
        action = LineAction(given["action"])
        if own is not None and (action is not LineAction.WITHDRAW or own.state == LineState.PLACED):
            return own
        if action is LineAction.WITHDRAW:
            return _placed_of(given, lines) if own is None else own
        asleep = next((line for line in lines if self._is_asleep(line)), None)
        if asleep is not None and (item["order_now"] or action is LineAction.REOPEN):
            return asleep
        if item["order_now"] or (action is LineAction.PLACE and "quantity" in given):
            return None
        if item["item_no"] is None:
            said = f"the catalogue has no item {given['sku']}, and nothing is suggested of it"
            return problem_of(given, "sku", "unknown_item", said, "Check sku and location.")
        said = f"nothing is suggested of {given['sku']}"
        return problem_of(
            given, "sku", "not_suggested", said, "To order it all the same, place it with a quantity."
        )

    def _is_asleep(self, line: Row[Any]) -> bool:
        """Whether the line rests since before the last run, and still does."""
        is_of_run = self._run is None or line.job_id == self._run.id
        return line.standing == LineState.SNOOZED and not is_of_run

    def _wake(self, line: Row[Any]) -> None:
        """End a rest: the suggestion it was about is superseded by what was done about the newer one."""
        ended = {name: getattr(line, name) for name in _NAMES} | {"state": LineState.PROPOSED}
        self.lines.append(_plain(ended))
        self.steps.append(
            _plain(
                {
                    "line_id": line.id,
                    "workspace_id": line.workspace_id,
                    "by": self._actor.by,
                    "by_name": self._actor.by_name,
                    "from_state": LineState.SNOOZED,
                    "to_state": LineState.SUPERSEDED,
                    "quantity": None,
                    "snoozed_until": None,
                    "reason": "acted on what a later run suggests",
                }
            )
        )

    def _write(
        self,
        given: Mapping[str, Any],
        found: Row[Any] | None,
        item: Mapping[str, Any],
        line: Line,
        done: Done,
    ) -> None:
        actor, is_placed = self._actor, done.state is LineState.PLACED
        who = {"by": actor.by, "by_name": actor.by_name}
        kept = self._suggested(item) if found is None else {name: getattr(found, name) for name in _KEPT}
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
            **who,
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
        self.lines.append(_plain(made))
        step = {
            "line_id": made["id"],
            "workspace_id": self._row.workspace_id,
            **who,
            "from_state": line.standing,
            "to_state": done.state,
            "quantity": done.quantity,
            "snoozed_until": done.snoozed_until,
            "reason": done.reason,
        }
        self.steps.append(_plain(step))
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


def _placed_of(given: Mapping[str, Any], lines: Iterable[Row[Any]]) -> Row[Any] | RowProblem:
    """The one order placed of an item before the last run."""
    placed = [line for line in lines if line.state == LineState.PLACED]
    if len(placed) == 1:
        return placed[0]
    if not placed:
        said = f"nothing is placed of {given['sku']}"
        return problem_of(given, "action", "not_placed", said, "Look at GET .../orders?state=placed.")
    ids = ", ".join(f"{line.id} ({line.quantity:.12g} on {line.placed_on})" for line in placed)
    said = f"several orders of {given['sku']} are placed"
    return problem_of(given, "line_id", "several_lines", said, f"Say which by `line_id`: {ids}.")


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


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value if value is None or isinstance(value, int | float) else str(value)
        for name, value in values.items()
    }


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
