"""Which column, or which row of columns, is the demand."""

from core.errors import InvalidOption
from core.sheets.questions import Choice, Question
from core.sheets.recognition.ask import which_column
from core.sheets.recognition.doubtful_headers import doubtful
from core.sheets.recognition.draft import UNKNOWN, Draft
from core.sheets.recognition.histories import Periods, histories
from core.sheets.recognition.never import is_no_demand
from core.sheets.recognition.trials import is_extreme, is_total, same_demand
from core.sheets.recognition.vocabulary import DEMAND_WORDS
from core.sheets.understanding import Column

_LONGEST_FIRST = ("year", "quarter", "month", "week", "day")
_COUNTED = {"day": "days", "week": "weeks", "month": "months", "quarter": "quarters", "year": "years"}


def settle_demand(draft: Draft) -> None:
    """Give the demand its column or its periods, or ask which it is."""
    families = [family for family in _families(draft) if _is_numeric(draft, family)]
    _leave_wordy(draft, families)
    if any(column.position in draft.decided for column in draft.holders("demand")):
        _as_mapped(draft)
        return
    if draft.table == "lines":
        return
    family = _chosen(draft, families)
    within = set(family.parts) if family is not None else set()
    plain = [column for column in _without_twins(draft, within) if column.position not in within]
    if plain and family is not None:
        _total_or_rival(draft, plain, family, len(families))
    elif family is not None:
        _take_periods(draft, family)
    elif len(plain) > 1:
        names = ", ".join(f"'{column.key}'" for column in plain)
        text = f"{len(plain)} columns could be the demand: {names}. Which one is to be planned with?"
        draft.questions.append(which_column(draft, "demand", plain, text))
        for column in plain:
            draft.leave(column.position, "one of several that could be the demand")


def _leave_wordy(draft: Draft, families: list[Periods]) -> None:
    """A "demand" of words, where another one has numbers; alone its cells are errors, to be mended."""
    plain = [column for column in draft.holders("demand") if column.position not in draft.decided]
    wordy = [column for column in plain if not draft.below.is_numeric(column.position)]
    if families or len(wordy) < len(plain):
        for column in wordy:
            if draft.below.filled(column.position):
                draft.leave(column.position, "its cells are no numbers")


def _families(draft: Draft) -> list[Periods]:
    free = {column.position for column in draft.free()} | {
        column.position for column in draft.holders("demand")
    }
    cells = {
        position: cell
        for position, cell in draft.header.cells.items()
        if position in free and (position not in draft.decided or draft.columns[position].field == "demand")
    }
    return histories(cells)


def _is_numeric(draft: Draft, family: Periods) -> bool:
    filled = [position for position in family.parts if draft.below.filled(position)]
    numeric = sum(draft.below.is_numeric(position) for position in filled)
    return numeric >= 0.8 * len(filled)


def _as_mapped(draft: Draft) -> None:
    """Columns the mapping gives to demand: one, or the periods of a history."""
    mapped = {column.position for column in draft.holders("demand") if column.position in draft.decided}
    for column in draft.holders("demand"):
        if column.position not in mapped:
            draft.leave(column.position, "another column was mapped to demand")
    if len(mapped) == 1:
        return
    cells = {position: draft.header.cells[position] for position in mapped if position in draft.header.cells}
    for family in histories(cells):
        if set(family.parts) == mapped:
            _take_periods(draft, family, "as the mapping says")
            return
    _refuse_several(draft, mapped)


def _refuse_several(draft: Draft, mapped: set[int]) -> None:
    names = ", ".join(repr(draft.columns[position].key) for position in sorted(mapped))
    raise InvalidOption(
        f"mapping gives demand to {len(mapped)} columns that are not one row of periods: {names}.",
        remedy="Give demand to one column, or to columns like Jan, Feb, Mar.",
    )


def _without_twins(draft: Draft, within: set[int]) -> list[Column]:
    """The plain demand columns, without those that say the same for another period."""
    holders = [column for column in draft.holders("demand") if column.position not in within]
    plain = sorted(holders, key=lambda column: _LONGEST_FIRST.index(column.period or "year"))
    exact = [column for column in plain if column.confidence == 1.0]
    if len(exact) == 1:
        plain = [exact[0], *(column for column in plain if column.position != exact[0].position)]
    kept: list[Column] = []
    for column in plain:
        twin = next((one for one in kept if _are_twins(draft, one, column)), None)
        if twin is not None:
            draft.leave(column.position, f"the same demand as '{twin.key}'")
            draft.notes.append(f"'{column.key}' is the same demand as '{twin.key}', which is read.")
        elif exact[:1] == kept[:1] and len(exact) == 1 and kept:
            draft.leave(column.position, f"'{exact[0].key}' is demand already")
        else:
            kept.append(column)
    return kept


def _are_twins(draft: Draft, left: Column, right: Column) -> bool:
    if left.factor != 1.0 or right.factor != 1.0:
        return False
    return same_demand(draft.below, (left.position, left.period), (right.position, right.period))


def _chosen(draft: Draft, families: list[Periods]) -> Periods | None:
    """The history that is demand: what is called so, then what has no other name."""
    if not families:
        return None
    ranked = sorted(families, key=lambda family: (_rank(family), -len(family.parts)))
    best = ranked[0]
    rivals = [
        family
        for family in ranked
        if family.kind == best.kind
        and _rank(family) == _rank(best)
        and 2 * len(family.parts) > len(best.parts)
    ]
    if len(rivals) > 1 and len({family.prefix for family in rivals}) > 1:
        text = f"{len(rivals)} rows of {_COUNTED[best.kind]} could be the demand. Which one is?"
        choices = tuple(_periods_choice(draft, family) for family in rivals)
        draft.questions.append(Question(id="field:demand", about="demand", text=text, choices=choices))
    return best


def _rank(family: Periods) -> int:
    prefix = family.prefix.removesuffix(family.kind).strip()
    if prefix in DEMAND_WORDS:
        return 0
    if prefix in ("", "bare"):
        return 1
    return 2


def _periods_choice(draft: Draft, family: Periods) -> Choice:
    keys = [draft.columns[position].key for position in family.parts]
    label = f"the {len(keys)} {_COUNTED[family.kind]} '{keys[0]}' to '{keys[-1]}'"
    mapping = dict.fromkeys(keys, "demand")
    return Choice(value=f"{keys[0]}..{keys[-1]}", label=label, options={"mapping": mapping})


def _total_or_rival(draft: Draft, plain: list[Column], family: Periods, rows_of_periods: int) -> None:
    """Periods beside a plain demand: its own months where it is their sum, else only travellers."""
    parts = list(family.parts)
    totals = [column for column in plain if is_total(draft.below, column.position, parts)]
    if len(totals) == len(plain):
        for column in totals:
            draft.leave(
                column.position, f"the total of the {len(parts)} {_COUNTED[family.kind]}, which are read"
            )
            draft.notes.append(
                f"'{column.key}' is the total of the {len(parts)} {_COUNTED[family.kind]}, "
                "so these are read as the demand."
            )
        _take_periods(draft, family)
        return
    rest = [column for column in plain if column not in totals]
    if len(rest) > 1:
        names = ", ".join(f"'{column.key}'" for column in rest)
        draft.questions.append(which_column(draft, "demand", rest, f"Which of {names} is the demand?"))
        return
    periods = _periods_choice(draft, family)
    named = Choice(value=rest[0].key, label=f"'{rest[0].key}'", options={"mapping": {rest[0].key: "demand"}})
    text = (
        f"'{rest[0].key}' is read as the demand; {periods.label} say something else and are kept as they are."
    )
    draft.suggestions.append(
        Question(id="field:demand", about="demand", text=text, choices=(named, periods), taken=rest[0].key)
    )
    if rows_of_periods:
        draft.notes.append(text)


def _take_periods(draft: Draft, family: Periods, reason: str = "") -> None:
    for position, part in family.parts.items():
        what = f"the {_ordinal(part)} {family.kind}" if part.isdigit() and len(part) < 4 else part
        said = f"demand of {what}" + (f", {reason}" if reason else "")
        draft.take(position, "demand", said, 0.9, part=part, period=family.kind, factor=1.0)
    parts = list(family.parts)
    if not reason and (_rank(family) > 1 or (family.kind == "year" and not family.prefix)):
        draft.notes.append(f"{_periods_choice(draft, family).label} are read as units, not as money.")
    for column in list(draft.free()):
        if not draft.below.filled(column.position) or not draft.below.is_numeric(column.position):
            continue
        if len(parts) > 1 and is_total(draft.below, column.position, parts):
            draft.leave(column.position, f"the total of the {len(parts)} {_COUNTED[family.kind]}")
        elif is_extreme(draft.below, column.position, parts):
            draft.leave(column.position, f"the least or the most of the {len(parts)} {_COUNTED[family.kind]}")


def _ordinal(part: str) -> str:
    number = int(part)
    ending = "th" if 10 <= number % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def candidates(draft: Draft) -> list[Column]:
    """Columns that could be the demand by their cells, the ones named nearly so first."""
    found = [
        column
        for column in draft.free()
        if column.reason == UNKNOWN
        and column.header
        and not is_no_demand(column.header)
        and draft.below.is_numeric(column.position)
        and draft.below.has_values(column.position)
        and not _is_numbering(draft, column)
    ]
    return sorted(found, key=lambda column: ("demand" not in doubtful(column.header), column.position))


def _is_numbering(draft: Draft, column: Column) -> bool:
    """Whether the numbers are negative throughout, or a code: long, whole and different in every row."""
    numbers = [number for number in draft.below.numbers(column.position) if number is not None]
    if sum(number < 0 for number in numbers) > 0.5 * len(numbers):
        return True
    return all(number == int(number) and number >= 10_000_000 for number in numbers if abs(number) < 1e300)
