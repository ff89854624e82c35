"""Where a line stands by now: its state as stored, the day of the last run, and whether that decided anew."""

from sqlalchemy import ColumnElement, and_, case, literal, null, or_

from core.db.catalogue.last_run import LastRun
from core.db.schema.order_tables import order_line
from core.sheets.catalogue.order_states import LineState

_UNFINISHED = (LineState.PROPOSED, LineState.ACCEPTED, LineState.EDITED)
_line = order_line.c


def standing(run: LastRun | None) -> ColumnElement[str]:
    """The state people are shown, as a column."""
    if run is None:
        return _line.state
    return case(
        (and_(_line.state.in_(_UNFINISHED), _line.job_id.is_distinct_from(run.id)), LineState.SUPERSEDED),
        (and_(_line.state == LineState.SNOOZED, _line.snoozed_until <= run.as_of), LineState.SUPERSEDED),
        (and_(_line.state == LineState.PLACED, _line.placed_on <= run.overdue_before), LineState.OVERDUE),
        else_=_line.state,
    )


def is_settled(run: LastRun) -> ColumnElement[bool]:
    """Whether a line answers what the run suggests of its item: it is nothing to do any more."""
    return or_(
        and_(_line.job_id == run.id, _line.state != LineState.PROPOSED),
        and_(_line.state == LineState.SNOOZED, _line.snoozed_until > run.as_of),
    )


def is_current(run: LastRun | None) -> ColumnElement[bool]:
    """Whether a line is of the last run, or of an order or a rest from before that still holds."""
    of_run = _line.job_id == run.id if run else _line.job_id.is_(null())
    snoozed = (
        and_(_line.state == LineState.SNOOZED, _line.snoozed_until > run.as_of) if run else literal(False)
    )
    return or_(and_(of_run, _line.state != LineState.PROPOSED), _line.state == LineState.PLACED, snoozed)
