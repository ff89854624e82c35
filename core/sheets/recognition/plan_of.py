"""Understands how a file's sheets begin: which sheet and row hold the table, and which column what."""

from collections.abc import Sequence

from core.errors import HeaderMissing
from core.sheets.files.book import Head
from core.sheets.options import SheetOptions
from core.sheets.questions import Question
from core.sheets.recognition.ask import which_column
from core.sheets.recognition.draft import Draft
from core.sheets.recognition.money_titles import ask_about_money
from core.sheets.recognition.movements import movements
from core.sheets.recognition.parameters import parameters_above, parameters_on
from core.sheets.recognition.plan import Parameter, Plan
from core.sheets.recognition.refusals import FEWEST_LABELS, header_missing, labels, stacked
from core.sheets.recognition.sheet_choice import Candidate, breaks_place, choose, look_at
from core.sheets.recognition.understood_table import candidates, missing, suggest

_TEXTS = {
    "sku": "No column is plainly the SKU. Which column numbers the items?",
    "demand": "No column is plainly the demand. Which column holds it?",
    "quantity": "No column is plainly the quantity. Which column says how many each line is about?",
    "date": "No column is plainly the date. Which column says when each line was?",
}


def plan_of(heads: Sequence[Head], options: SheetOptions) -> Plan:
    """Where the table is, what its columns hold, and what only a person can decide about it.

    It has a refusal where no column can be the SKU, or none the demand (`HeaderMissing`); where two tables
    stand below each other, or receipts and issues in one (`UnreadableFile`).

    Raises:
        InvalidOption: an option names a sheet or a header that is not there, or gives one field twice.
        NoRows: no visible sheet holds any cell.
        HeaderMissing: no row of any sheet is like a header.

    """
    looked_at = look_at(heads, options)
    chosen, asked = choose(looked_at)
    draft = chosen.draft
    if draft is None:
        raise chosen.error or AssertionError("a sheet is chosen that was not understood")
    asked += _asked_for_missing(draft)
    refusal = _missing(draft, chosen.head) or stacked(draft, chosen.head) or movements(draft)
    if refusal is None:
        ask_about_money(draft, chosen.head)
        suggest(draft, [*asked, *draft.questions])
    parameters = _parameters(draft, chosen, looked_at)
    breaks = (
        None
        if draft.parts("price_breaks") or draft.holders("price_breaks")
        else breaks_place(heads, chosen.at)
    )
    if breaks is not None:
        draft.notes.append(f"Price breaks are read from the sheet '{heads[breaks.head].name}'.")
    return Plan(
        head=chosen.at,
        header_row=draft.header.row,
        columns=tuple(draft.columns[position] for position in sorted(draft.columns)),
        table=draft.table,
        parameters=parameters,
        breaks=breaks,
        currency=draft.currency,
        questions=(*asked, *draft.questions),
        suggestions=tuple(draft.suggestions),
        notes=tuple(draft.notes),
        refusal=refusal,
    )


def _asked_for_missing(draft: Draft) -> list[Question]:
    """Ask for what no column plainly is, though some could be it."""
    possible = {name: candidates(draft, name) for name in missing(draft)}
    if not all(possible.values()):
        return []
    return [which_column(draft, name, columns, _TEXTS[name]) for name, columns in possible.items()]


def _missing(draft: Draft, head: Head) -> HeaderMissing | None:
    """The refusal of a sheet without a needed column, where nothing could be it or no table is there."""
    names = missing(draft)
    if not names:
        return None
    if all(candidates(draft, name) for name in names) and labels(head) < FEWEST_LABELS:
        return None
    return header_missing(draft, head, names)


def _parameters(draft: Draft, chosen: Candidate, others: Sequence[Candidate]) -> tuple[Parameter, ...]:
    """What is said once for all rows, of fields no column holds; twice said differently is not used."""
    found, currency = parameters_above(chosen.head, draft.header.top)
    if not chosen.is_ours:
        for other in others:
            if other.at != chosen.at and not (other.found is not None and other.found.has_sku):
                more, named = parameters_on(other.head)
                found += more
                currency = currency or named
    if currency and not draft.currency and not draft.holders("currency"):
        draft.currency = currency
        draft.notes.append(f"Money is in {currency}, as written beside the table.")
    by_field: dict[str, list[Parameter]] = {}
    for one in found:
        by_field.setdefault(one.field, []).append(one)
    kept = list(draft.parameters)
    for name, several in by_field.items():
        column = next(iter(draft.holders(name)), None)
        said = ", ".join(f"'{one.label}' {one.text} in {one.cell}" for one in several)
        if column is not None:
            draft.notes.append(f"{said} is not used: the column '{column.key}' gives {name} for each row.")
        elif len({one.value for one in several}) > 1:
            draft.notes.append(f"{said} say different things about {name}, so none is used.")
        else:
            kept.append(several[0])
            draft.notes.append(f"{name} is {several[0].value:g} for all rows: {said}.")
    return tuple(kept)
