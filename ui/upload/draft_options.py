"""What the planner says about a sheet, as options: of its next look, and of the job that is made of it."""

from collections.abc import Mapping
from typing import Any

from ui.job import again
from ui.upload.drafts import Draft

Json = dict[str, Any]


def options(draft: Draft, entered: Mapping[str, Any]) -> Json:
    """What holds since the last look, with what was changed since; `entered` is said beside the sheet.

    A choice in the table outweighs an answer. Of another place in the workbook nothing is known yet: what was
    said about the columns of this one is not said about its columns.
    """
    if draft.place:
        whole = {name: value for name, value in draft.settled.items() if not isinstance(value, Mapping)}
        whole.pop("header_row", None)
        made = {name: value for name, value in {**whole, **draft.place}.items() if value is not None}
    else:
        asked = {"understanding": {"suggestions": asked_of(draft)}, "options": draft.settled}
        made = draft.settled | again.changes(asked, {}, draft.answers)
        if draft.mapping:
            made["mapping"] = {**made.get("mapping", {}), **draft.mapping}
    return {**made, **entered}


def is_changed(draft: Draft, said: Mapping[str, Any]) -> bool:
    """Whether the sheet is shown as it was with other options than these."""
    return dict(said) != draft.shown_with


def looked(draft: Draft, found: Json, entered: Mapping[str, Any]) -> None:
    """Take what the API made of the sheet; what it was read with stays said, and counts as unchanged."""
    draft.inspection = found
    draft.settled = {name: value for name, value in found["options"].items() if name not in entered}
    draft.mapping, draft.answers, draft.place = {}, {}, {}
    draft.shown_with = options(draft, entered)


def unanswered(draft: Draft) -> int:
    """How many questions are open; one about a field that was given a column in the table is not."""
    given = set(draft.mapping.values())
    return sum(
        question["id"] not in draft.answers and question["id"].partition(":")[2] not in given
        for question in draft.inspection["understanding"].get("questions") or ()
    )


def asked_of(draft: Draft) -> list[Mapping[str, Any]]:
    """All questions of a sheet, those with a choice taken for now too."""
    understood = draft.inspection["understanding"]
    return [*(understood.get("questions") or ()), *(understood.get("suggestions") or ())]
