"""What is in doubt about optional fields: settled by the numbers, or suggested to be told."""

from collections.abc import Sequence
from dataclasses import replace

from core.inventory.fields import ITEM, Kind
from core.sheets.questions import Question
from core.sheets.recognition.ask import NONE, rivals, which_field, which_unit
from core.sheets.recognition.doubtful_headers import doubtful, is_selling_price
from core.sheets.recognition.draft import UNKNOWN, Draft
from core.sheets.recognition.header_words import in_and_out, tokens
from core.sheets.recognition.spellings import spelled
from core.sheets.recognition.trials import agree, median
from core.sheets.understanding import Column
from core.sheets.values.ranges import OWN_UNIT

_TIMES = ("day", "week", "month")
_PERIODS = ("year", "quarter", "month", "week", "day")
_FEW_DAYS = 12.0  # lead times that may be weeks or months as well
_MANY_DAYS, _SECONDS_A_DAY = 1_000.0, 86_400.0  # nobody waits for three years
_DEAR, _SMALL = 5.0, 1.0  # a holding cost below one beside prices above five may be a rate
_PRICED_FOR = frozenset([1.0, 10.0, 100.0, 1000.0, 10_000.0])
_SAME_FOR_ALL = frozenset(["description", "supplier"])  # several are no question worth asking
_RESULTS = frozenset(
    ["eoq", "q opt", "qopt", "q*", "optimal order quantity", "economic order quantity", "optimalq"]
)


def settle_rivals(draft: Draft) -> None:
    """Several columns for one optional field: the exact name, one of equals, or none and a suggestion."""
    held: dict[str, list[Column]] = {}
    for column in draft.columns.values():
        if column.field and column.part is None and column.field not in ("sku", "demand"):
            held.setdefault(column.field, []).append(column)
    for name, columns in held.items():
        sure = [column for column in columns if column.position in draft.decided] or [
            column for column in columns if column.confidence == 1.0
        ]
        if len(columns) < 2:
            continue
        if name == "unit_cost" and not sure:
            sure = [column for column in columns if "cost" in tokens(column.header)]
        if name in _SAME_FOR_ALL and not sure:
            sure = [column for column in columns if "name" in tokens(column.header)] or columns
        first = sure[0] if len(sure) == 1 or (name in _SAME_FOR_ALL and sure) else None
        if first is None and _say_the_same(draft, columns):
            first = columns[0]
        for column in columns:
            if column is not first:
                why = f"'{first.key}' is {name} already" if first else f"one of several that could be {name}"
                draft.leave(column.position, why)
        if first is None:
            draft.suggestions.append(rivals(draft, name, columns, why="None is read until you say which."))
        elif name == "unit_cost" and first.position not in draft.decided:
            why = f"'{first.key}' is read, as it is called a cost."
            draft.suggestions.append(rivals(draft, name, columns, taken=first.key, why=why))


def _say_the_same(draft: Draft, columns: list[Column]) -> bool:
    first, *others = columns
    if ITEM.get(first.field or "") is None or ITEM[first.field or ""].kind is not Kind.NUMBER:
        return False
    numbers = draft.below.numbers(first.position)
    return all(
        other.factor == first.factor and agree(numbers, draft.below.numbers(other.position), share=1.0)
        for other in others
    )


def settle_wordy(draft: Draft) -> None:
    """A number's column without any digit holds something else (a supplier's status, "high", "low")."""
    for column in list(draft.columns.values()):
        if column.field is None or column.part is not None or column.position in draft.decided:
            continue
        known = ITEM.get(column.field)
        if known is None or known.kind is not Kind.NUMBER:
            continue
        filled = draft.below.filled(column.position)
        if len(filled) >= 3 and not any(any(map(str.isdigit, cell.text)) for cell in filled):
            draft.leave(column.position, f"called {column.field}, but its cells are no numbers")
            draft.notes.append(f"'{column.key}' is left out: its cells are no numbers.")


def settle_price_per(draft: Draft) -> None:
    """How many units a price is for is 1, 10, 100 or 1000; anything else is a price."""
    for column in draft.holders("price_per"):
        numbers = {number for number in draft.below.numbers(column.position) if number is not None}
        is_ours = column.header == "price_per" or column.position in draft.decided
        if is_ours or not numbers or numbers <= _PRICED_FOR:
            continue
        draft.leave(column.position, "called what a price is for, but its numbers are no 1, 10, 100 or 1000")
        text = f"'{column.key}' cannot say how many units a price is for. Is it the price?"
        draft.suggestions.append(which_field(draft, column, ["unit_cost", "price_per"], text=text))


def settle_results(draft: Draft) -> None:
    """In a sheet with an EOQ of its own, its reorder points and lots are results, not what holds now."""
    has_eoq = any(" ".join(tokens(column.header)) in _RESULTS for column in draft.columns.values())
    if not has_eoq:
        return
    for name in ("current_reorder_point", "current_order_qty"):
        for column in draft.holders(name):
            if (
                column.position in draft.decided
                or "current" in tokens(column.header)
                or column.confidence == 1.0
            ):
                continue
            draft.leave(column.position, "a result of this sheet, as it computes an EOQ")
            text = (
                f"'{column.key}' seems to be a result of this sheet, so it is left out. Or is it in use now?"
            )
            draft.suggestions.append(which_field(draft, column, [name], text=text))


def settle_holding(draft: Draft) -> None:
    """A holding "cost" in percent is a rate; one below 1 beside dear items may be."""
    for column in draft.holders("holding_cost"):
        if column.position in draft.decided:
            continue
        filled = draft.below.filled(column.position)
        shown = sum("%" in cell.text or "%" in cell.number_format for cell in filled)
        if filled and shown > 0.5 * len(filled):
            draft.take(column.position, "holding_rate", "called a cost, written in percent", 0.8)
            continue
        price = next(iter(draft.holders("unit_cost")), None)
        numbers = [number for number in draft.below.numbers(column.position) if number is not None]
        usual = median(draft.below.numbers(price.position)) if price else None
        if numbers and max(numbers) < _SMALL and usual is not None and usual > _DEAR:
            text = (
                f"The numbers of '{column.key}' are all below 1 while items cost about {usual:g}: "
                "they are read as money per unit and year. Are they a rate?"
            )
            names = ["holding_cost", "holding_rate"]
            draft.suggestions.append(which_field(draft, column, names, taken="holding_cost", text=text))


def _settle_seconds(draft: Draft) -> None:
    """A lead time "(s)" of thousands is in seconds; of fewer the "(s)" is a plural."""
    for column in [*draft.holders("lead_time_days"), *draft.holders("lead_time_std_days")]:
        usual = median(draft.below.numbers(column.position))
        is_told = _is_told(draft, column) or column.position in draft.decided or column.factor != 1.0
        if not is_told and usual is not None and usual > _MANY_DAYS and in_and_out(column.header)[1] == "s":
            reason = f"{column.reason}, in seconds, as '(s)' and numbers like {usual:g} say"
            draft.columns[column.position] = replace(column, factor=1.0 / _SECONDS_A_DAY, reason=reason)
            draft.notes.append(f"'{column.key}' is read in seconds: {usual:g} would be too many days.")


def suggest_units(draft: Draft) -> None:
    """Where a header names no unit and another is likely, say which is taken."""
    _settle_seconds(draft)
    for column in draft.holders("lead_time_days"):
        found = spelled(column.header)
        numbers = [number for number in draft.below.numbers(column.position) if number is not None]
        is_told = _is_told(draft, column) or (found is not None and found.has_unit)
        if not is_told and _is_mixed(draft, column):
            draft.columns[column.position] = replace(column, unit=OWN_UNIT)
            text = (
                f"Some cells of '{column.key}' name a unit of time and others are bare numbers, which "
                "are row errors. Are the bare numbers days, weeks or months?"
            )
            draft.suggestions.append(which_unit(draft, column, _TIMES, taken=NONE, text=text))
        elif not is_told and numbers and 0 < max(numbers) <= _FEW_DAYS:
            text = f"'{column.key}' names no unit and is small; it is read as days. Is it weeks or months?"
            draft.suggestions.append(which_unit(draft, column, _TIMES, taken="day", text=text))
    for column in draft.holders("demand"):
        found = spelled(column.header)
        is_vague = found is None or found.is_average or "demand" not in tokens(column.header)
        if column.period is None and is_vague and not _is_told(draft, column) and draft.table == "items":
            text = f"'{column.key}' names no period; it is read as demand per year. Per what is it?"
            draft.suggestions.append(which_unit(draft, column, _PERIODS, taken="year", text=text))
    for column in draft.holders("service_level"):
        if (
            column.header != "service_level"
            and column.position not in draft.decided
            and not _is_cycle(column)
        ):
            draft.suggestions.append(_service(draft, column))


def _is_mixed(draft: Draft, column: Column) -> bool:
    """Whether some times of a column name their unit ("2 weeks") and others do not."""
    texts = [cell.text for cell in draft.below.filled(column.position)]
    timed = [text for text in texts if text[:1].isdigit() and any(map(str.isalpha, text))]
    return bool(timed) and any(number is not None for number in draft.below.numbers(column.position))


def _is_cycle(column: Column) -> bool:
    words = tokens(column.header)
    return "cycle" in words or "csl" in words or "alpha" in words


def _service(draft: Draft, column: Column) -> Question:
    text = (
        f"'{column.key}' is read as the share of order cycles without a stockout (service_level). "
        "Or is it the share of units delivered from the shelf (fill_rate)?"
    )
    return which_field(draft, column, ["service_level", "fill_rate"], taken="service_level", text=text)


def _is_told(draft: Draft, column: Column) -> bool:
    units = {" ".join(name.split()) for name in draft.options.units}
    return bool(units & {column.key, column.header})


def suggest_fields(draft: Draft, asked: Sequence[Question]) -> None:
    """Columns whose header may mean several optional fields that no other column holds."""
    held = {column.field for column in draft.columns.values() if column.field}
    if draft.parts("price_breaks"):
        held |= {"unit_cost"}
    needed = {"demand", "sku", "quantity", "date"}
    offered = {choice.value for question in asked for choice in question.choices}
    for column in list(draft.free()):
        if column.reason != UNKNOWN or column.key in offered or not draft.below.filled(column.position):
            continue
        names = [name for name in doubtful(column.header) if name not in held and name not in needed]
        if not names or not draft.below.is_numeric(column.position):
            if "unit_cost" in doubtful(column.header) and "unit_cost" in held:
                draft.leave(column.position, "another price")
            continue
        text = ""
        if is_selling_price(column.header):
            text = (
                f"'{column.key}' is what customers pay, so it is not read as unit_cost. Is it what you pay?"
            )
        draft.suggestions.append(which_field(draft, column, names, taken=NONE, text=text))
        meant = " or ".join(names)
        draft.leave(column.position, f"may mean {meant}")
