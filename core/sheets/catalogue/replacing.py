"""Which replacements cannot be: by items that are not there, or round in a circle."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from core.sheets.catalogue.given import RowProblem

_Key = tuple[str, str | None]


def refused(
    given: Sequence[dict[str, Any]], *, without_successor: Collection[int], links: Mapping[_Key, str]
) -> list[RowProblem]:
    """What is wrong with the replacements of some rows, beside those in force already.

    >>> rows = [{"row": 1, "sku": "B", "replaced_by": "A"}]
    >>> [problem.message for problem in refused(rows, without_successor=(), links={("A", None): "B"})]
    ['replaced_by leads back to the item: B, A, B']
    """
    problems = []
    after = dict(links)
    for row in given:
        key = (row["sku"], row.get("location"))
        if "replaced_by" not in row:
            continue
        if row["replaced_by"] is None:
            after.pop(key, None)
        elif row["row"] in without_successor:
            problems.append(
                _problem(
                    row,
                    "unknown_item",
                    "is no item of the catalogue at this location",
                    "Put the item in first: PATCH .../items.",
                )
            )
        else:
            after[key] = row["replaced_by"]
    for row in given:
        way = _circle(row["sku"], row.get("location"), after) if row.get("replaced_by") else None
        if way is not None and row["row"] not in without_successor:
            remedy = "End the replacement of one of these items first."
            problems.append(_problem(row, "circle", f"leads back to the item: {', '.join(way)}", remedy))
    return problems


def _circle(sku: str, location: str | None, links: Mapping[_Key, str]) -> list[str] | None:
    """The way from an item back to itself; None where it does not come back."""
    way = [sku]
    seen = {sku}
    while (following := links.get((way[-1], location))) is not None:
        way.append(following)
        if following == sku:
            return way
        if following in seen:
            return None
        seen.add(following)
    return None


def _problem(row: Mapping[str, Any], code: str, says: str, remedy: str) -> RowProblem:
    return RowProblem(
        row=row["row"],
        field="replaced_by",
        value=str(row["replaced_by"]),
        code=code,
        message=f"replaced_by {says}",
        remedy=remedy,
    )
