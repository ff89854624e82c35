"""What may be done about a suggestion, and what it is afterwards."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class LineState(StrEnum):
    """Where a suggestion stands; the last two are never stored: they follow from the day and later runs."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    EDITED = "edited"
    REJECTED = "rejected"
    SNOOZED = "snoozed"
    PLACED = "placed"
    SHOWN = "shown"
    WITHDRAWN = "withdrawn"
    OVERDUE = "overdue"
    SUPERSEDED = "superseded"


class LineAction(StrEnum):
    """What people do about a suggestion."""

    ACCEPT = "accept"
    EDIT = "edit"
    REJECT = "reject"
    SNOOZE = "snooze"
    PLACE = "place"
    WITHDRAW = "withdraw"
    REOPEN = "reopen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """From which states an action leads where."""

    to: LineState
    of: frozenset[LineState]


_S = LineState
# As long as nothing is ordered minds may be changed; each change is a step on record.
_OPEN: Final = frozenset({_S.PROPOSED, _S.ACCEPTED, _S.EDITED, _S.REJECTED, _S.SNOOZED})
RULES: Final[Mapping[LineAction, Rule]] = {
    LineAction.ACCEPT: Rule(to=_S.ACCEPTED, of=_OPEN),
    LineAction.EDIT: Rule(to=_S.EDITED, of=_OPEN),
    LineAction.REJECT: Rule(to=_S.REJECTED, of=_OPEN),
    LineAction.SNOOZE: Rule(to=_S.SNOOZED, of=_OPEN),
    LineAction.PLACE: Rule(to=_S.PLACED, of=_OPEN | {_S.WITHDRAWN}),
    LineAction.WITHDRAW: Rule(to=_S.WITHDRAWN, of=frozenset({_S.PLACED, _S.OVERDUE})),
    LineAction.REOPEN: Rule(to=_S.PROPOSED, of=(_OPEN - {_S.PROPOSED}) | {_S.WITHDRAWN}),
}
# What to do where the rules say no.
_WAY_OUT: Final[Mapping[LineState, str]] = {
    _S.PROPOSED: "Nothing was done about it yet: accept, edit, reject, snooze or place it.",
    _S.PLACED: "Withdraw the order first (action withdraw), then do this.",
    _S.OVERDUE: "Withdraw the order first (action withdraw), then do this.",
    _S.SHOWN: "It is closed: the stock figures have it. The next run suggests anew what is needed.",
    _S.WITHDRAWN: "Reopen it first (action reopen), or place it again.",
    _S.SUPERSEDED: "A later run has decided anew: leave `line_id` out to act on what that one suggests.",
}
_OTHERWISE: Final = "Nothing is ordered: accept, edit, reject, snooze, place or reopen it."


def allows(state: LineState, action: LineAction) -> bool:
    """Whether the action may be done in this state."""
    return state in RULES[action].of


def way_out(state: LineState) -> str:
    """What to do instead where an action is refused."""
    return _WAY_OUT.get(state, _OTHERWISE)
