"""Which column holds which field, and why: by plainly named headers, or as the caller's mapping says."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace

from core.errors import HeaderMissing, InvalidOption
from core.inventory.fields import DECISION_FIELDS
from core.sheets.options import DEMAND_PERIODS, SheetOptions
from core.sheets.recognition.doubtful_headers import sku_rank
from core.sheets.recognition.spelling import Spelling
from core.sheets.recognition.spellings import spelled, words
from core.sheets.understanding import Column, letters

NEEDED = ("sku", "demand")
# Header of each decision column in a written sheet. `distribution` would read as an input again.
DECISION_HEADERS: Mapping[str, str] = {
    field.name: "distribution_used" if field.name == "distribution" else field.name
    for field in DECISION_FIELDS
}
# What a planner acts on stands first.
DECISION_ORDER: tuple[str, ...] = (
    "suggested_order", "order_now", "status", "reason",
    *(name for name in DECISION_HEADERS if name not in ("suggested_order", "order_now", "status", "reason")),
)  # fmt: skip
# What the errors file adds behind the original columns.
ERROR_HEADERS = ("error_row", "error_cell", "error_reason")
_OURS = frozenset(DECISION_HEADERS.values())
_NOUN = 2  # "item", "part"
_TELLTALE = 5  # this many of our own output headers, spelled exactly, and the sheet is one of our own


@dataclass(frozen=True, slots=True)
class Claim:
    """One column's claim on a field."""

    column: Column
    is_exact: bool


def recognise(headers: Mapping[int, str], options: SheetOptions) -> tuple[Column, ...]:
    """Map headers (position -> text) to fields.

    Raises:
        InvalidOption: the mapping names a header that is not there, or two headers claim one field.

    """
    columns = _named(headers)
    missing = [name for name in options.mapping if name not in {column.header for column in columns}]
    if missing:
        raise InvalidOption(
            f"mapping names the header {', '.join(map(repr, missing))}, which the sheet does not have.",
            remedy=f"The headers are: {_listed(columns)}.",
        )
    chosen = {name for name in options.mapping.values() if name}
    earlier = _earlier_results(columns)
    claims = [_claim(column, options, chosen, earlier) for column in columns]
    return _settle(claims)


def missing_fields(columns: tuple[Column, ...]) -> list[str]:
    """The needed fields no column holds."""
    held = {column.field for column in columns}
    return [name for name in NEEDED if name not in held]


def require(columns: tuple[Column, ...], place: str) -> None:
    """Refuse a sheet without the columns every decision needs.

    Raises:
        HeaderMissing: naming what is needed and which headers were seen.

    """
    missing = missing_fields(columns)
    if missing:
        seen = f"The headers seen are: {_listed(columns)}." if columns else "No header was seen."
        example = next((column.header for column in columns if not column.field), "Your header")
        raise HeaderMissing(
            f"No column of {place} is plainly {' or '.join(missing)}. {seen}",
            remedy=f"Name a column {' and a column '.join(missing)}, or say which it is with `mapping`, "
            f'for example {{"{example}": "{missing[0]}"}}.',
        )


def _listed(columns: tuple[Column, ...], most: int = 40) -> str:
    names = [f"'{column.header or column.key}'" for column in columns]
    return ", ".join(names[:most]) + (f" and {len(names) - most} more" if len(names) > most else "")


def _named(headers: Mapping[int, str]) -> tuple[Column, ...]:
    """Columns with keys that are unique even where headers repeat or are missing."""
    texts = {position: " ".join(text.replace("\x00", "").split()) for position, text in headers.items()}
    counts = Counter(texts.values())
    columns = []
    for position, text in sorted(texts.items()):
        letter = letters(position)
        key = text or f"(column {letter})"
        if text and counts[text] > 1:
            key = f"{text} ({letter})"
        columns.append(
            Column(header=text, key=key, letter=letter, position=position, reason="no field of Lotwise")
        )
    return tuple(columns)


def _earlier_results(columns: tuple[Column, ...]) -> frozenset[int]:
    """Positions of the result columns of an earlier run, when the sheet is one Lotwise wrote."""
    errors = [column.position for column in columns if column.header in ERROR_HEADERS]
    if len(errors) == len(ERROR_HEADERS):
        return frozenset(errors)
    first = DECISION_ORDER[0]
    start = max((column.position for column in columns if column.header == first), default=None)
    if start is None:
        return frozenset()
    found = [c.position for c in columns if c.position >= start and c.header in _OURS]
    return frozenset(found if len(found) >= _TELLTALE else ())


def _claim(column: Column, options: SheetOptions, chosen: set[str], earlier: frozenset[int]) -> Claim:
    if column.header in options.mapping:
        name = options.mapping[column.header]
        said = spelled(column.header)
        if not name:
            return Claim(replace(column, reason="left out by the mapping"), is_exact=True)
        same = said if said is not None and said.field == name else None
        return Claim(
            replace(
                column,
                field=name,
                reason="as the mapping says",
                factor=same.factor if same else 1.0,
                period=same.period if same else None,
            ),
            is_exact=True,
        )
    if column.position in earlier:
        return Claim(replace(column, reason="result of an earlier run", travels=False), is_exact=False)
    if column.header in _OURS and "_" in column.header:
        return Claim(replace(column, reason="a result of Lotwise, not an input"), is_exact=False)
    said = spelled(column.header)
    if said is None and sku_rank(column.header) == _NOUN:
        said = Spelling("sku")
    if said is None or said.price_per != 1.0 or said.field in chosen:
        reason = column.reason if said is None else f"another header was mapped to {said.field}"
        return Claim(replace(column, reason=reason), is_exact=False)
    is_exact = words(column.header) == words(said.field)
    reason = "named exactly so" if is_exact else "plainly named"
    if said.factor != 1.0:
        reason += f", converted to days (x {said.factor:.4g})"
    if said.period in DEMAND_PERIODS:
        reason += f", per {said.period}"
    return Claim(
        replace(column, field=said.field, reason=reason, factor=said.factor, period=said.period),
        is_exact=is_exact,
    )


def _settle(claims: list[Claim]) -> tuple[Column, ...]:
    """One column per field: the exact name wins, two equal claims are the caller's to decide."""
    by_field: dict[str, list[Claim]] = {}
    for claim in claims:
        if claim.column.field:
            by_field.setdefault(claim.column.field, []).append(claim)
    losers: dict[int, str] = {}
    for name, rivals in by_field.items():
        if len(rivals) == 1:
            continue
        exact = [claim for claim in rivals if claim.is_exact]
        if len(exact) != 1:
            headers = [claim.column.header for claim in rivals]
            raise InvalidOption(
                f"{len(rivals)} columns could be {name}: {', '.join(f'{h!r}' for h in headers)}.",
                remedy=f'Say which with `mapping`, for example {{"{headers[0]}": "{name}"}}'
                + ("." if len(set(headers)) > 1 else ", after giving the columns different headers."),
            )
        for claim in rivals:
            if not claim.is_exact:
                losers[claim.column.position] = f"'{exact[0].column.header}' is {name} already"
    return tuple(
        replace(claim.column, field=None, factor=1.0, period=None, reason=losers[claim.column.position])
        if claim.column.position in losers
        else claim.column
        for claim in claims
    )
