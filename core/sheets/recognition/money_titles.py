"""A title above the table that says its months are money: "Sales in EUR 2025" above plain Jan, Feb, Mar."""

from core.sheets.files.book import CellKind, Head
from core.sheets.questions import Choice, Question
from core.sheets.recognition.draft import Draft
from core.sheets.recognition.header_words import LONGEST, tokens
from core.sheets.recognition.qualifiers import currency_of
from core.sheets.recognition.synonyms.titles import MONEY, SOLD, UNITS
from core.sheets.recognition.vocabulary import keys

_MONEY, _SOLD, _UNITS = keys(MONEY), keys(SOLD), keys(UNITS)


def ask_about_money(draft: Draft, head: Head) -> None:
    """Ask whether periods below a title that names money are units; nobody can tell it from the numbers."""
    parts = [column for column in draft.parts("demand") if column.position not in draft.decided]
    title = _title(draft, head)
    if not parts or not title:
        return
    keys = [column.key for column in parts]
    draft.questions.append(
        Question(
            id="money",
            about="demand",
            text=f"'{title}' stands above the table: are '{keys[0]}' to '{keys[-1]}' units, or money?",
            examples=draft.below.examples(parts[0].position),
            choices=(
                Choice(value="units", label="units", options={"mapping": dict.fromkeys(keys, "demand")}),
                Choice(
                    value="money",
                    label="money: they are not the demand",
                    options={"mapping": dict.fromkeys(keys, "")},
                ),
            ),
        )
    )


def _title(draft: Draft, head: Head) -> str:
    for row in sorted(head.rows):
        if row >= draft.header.top:
            break
        for cell in head.rows[row].values():
            if cell.kind is CellKind.TEXT and len(cell.text) <= LONGEST and _names_money(cell.text):
                return cell.text.strip()
    return ""


def _names_money(text: str) -> bool:
    """Whether a title says that what was sold is told in money.

    >>> _names_money("Sales in EUR 2025"), _names_money("Umsätze"), _names_money("All prices in EUR")
    (True, True, False)
    >>> _names_money("Sales (units), prices in EUR"), _names_money("Sales 2025")
    (False, False)
    """
    words = set(tokens(text))
    if words & _UNITS:
        return False
    return bool(words & _MONEY) or bool(words & _SOLD and currency_of(text)[1])
