"""A refused item as an error."""

from collections.abc import Sequence

from core.errors import FieldProblem, InvalidItem


def refusal(problems: Sequence[FieldProblem]) -> InvalidItem:
    """Told by its one problem where there is only one."""
    if len(problems) == 1:
        return InvalidItem(problems[0].message, remedy=problems[0].remedy, problems=problems)
    return InvalidItem(remedy="Mend each of the values in `errors`.", problems=problems)
