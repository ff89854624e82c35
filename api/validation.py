"""What pydantic and FastAPI say about a refused value, said for planners."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, Final, NamedTuple

from api.problems import pointer, quoted, storable_text

# Entries of `errors[]`: a body of 4 MiB can be wrong in 200,000 places, and telling all takes seconds.
MOST_TOLD: Final = 100

# Where FastAPI looked for the value; not part of a path into what was sent.
_PLACES: Final = frozenset({"body", "query", "path", "header"})


class _Words(NamedTuple):
    """`complaint` and `remedy` may name {value}, {field} and whatever pydantic gives as context."""

    code: str
    complaint: str
    remedy: str


_A_NUMBER: Final = _Words("not_a_number", "{value} is not a number", "Write a number such as 25.50.")
_A_WHOLE: Final = _Words("not_a_number", "{value} is not a whole number", "Write a whole number such as 20.")
_A_FLAG: Final = _Words("not_a_flag", "{value} is neither true nor false", "Write true or false.")
_A_DATE: Final = _Words("not_a_date", "{value} is not a date", "Write it as YYYY-MM-DD, such as 2026-03-31.")
_A_CHOICE: Final = _Words("not_a_choice", "{value} is none of {expected}", "Choose one of {expected}.")
_AN_ID: Final = _Words("not_an_id", "{value} is not an id", "Copy the id from the answer that made it.")
_AN_OBJECT: Final = _Words(
    "not_an_object",
    "is not a JSON object",
    'Send an object in curly brackets with the header "Content-Type: application/json".',
)

_WORDS: Final[Mapping[str, _Words]] = {
    "missing": _Words("missing", "is needed but was not sent", "Send {field}."),
    "extra_forbidden": _Words(
        "unknown_field", "is not a field Lotwise knows", "Check the spelling, or leave it out."
    ),
    "too_many_fields": _Words(
        "too_many_fields", "{msg}, more than the {max_length} that are read", "Send the fields of one item."
    ),
    "float_type": _A_NUMBER,
    "float_parsing": _A_NUMBER,
    "int_type": _A_WHOLE,
    "int_parsing": _A_WHOLE,
    "int_from_float": _A_WHOLE,
    "finite_number": _Words("not_finite", "{value} is not a finite number", "Write a number such as 25.50."),
    "bool_type": _A_FLAG,
    "bool_parsing": _A_FLAG,
    "string_type": _Words("not_a_text", "{value} is not a text", 'Write it in quotes, such as "A-100".'),
    "string_too_long": _Words(
        "too_long", "is longer than {max_length} characters", "Shorten it to {max_length} characters."
    ),
    "not_storable": _Words(
        "not_storable", "has characters that cannot be kept (NUL or half a surrogate)", "Take them out."
    ),
    "string_unicode": _Words(
        "not_storable", "has characters that cannot be kept (NUL or half a surrogate)", "Take them out."
    ),
    "too_long": _Words("too_many", "has more than {max_length} entries", "Send it in several calls."),
    "too_short": _Words("too_few", "has fewer than {min_length} entries", "Send at least {min_length}."),
    "greater_than_equal": _Words("too_small", "{value} is too small", "Write {ge} or more."),
    "greater_than": _Words("too_small", "{value} is too small", "Write a number above {gt}."),
    "less_than_equal": _Words("too_large", "{value} is too large", "Write {le} or less."),
    "less_than": _Words("too_large", "{value} is too large", "Write a number below {lt}."),
    "date_type": _A_DATE,
    "date_parsing": _A_DATE,
    "date_from_datetime_parsing": _A_DATE,
    "date_from_datetime_inexact": _A_DATE,
    "uuid_parsing": _AN_ID,
    "uuid_type": _AN_ID,
    "enum": _A_CHOICE,
    "literal_error": _A_CHOICE,
    "list_type": _Words("not_a_list", "{value} is not a list", "Write a list in square brackets."),
    "json_invalid": _Words("not_json", "The body is not valid JSON: {error}", "Check quotes and commas."),
    "model_attributes_type": _AN_OBJECT,
    "model_type": _AN_OBJECT,
    "dict_type": _AN_OBJECT,
}


def all_reworded(errors: Iterable[Mapping[str, Any]]) -> list[dict[str, str]]:
    """The first errors of pydantic as entries of `errors[]`: enough to mend, too few to drown in."""
    return [reworded(error) for error in islice(errors, MOST_TOLD)]


def reworded(error: Mapping[str, Any]) -> dict[str, str]:
    """One error of pydantic as an entry of `errors[]`."""
    path = _path(error)
    # A name nobody knows is whatever was sent, and the answer is put on record.
    field = storable_text(".".join(str(part) for part in path))
    given = error.get("input")
    value = "" if error["type"] in ("missing", "json_invalid") else quoted(given)
    words = _WORDS.get(error["type"])
    if words is None:
        words = _Words(error["type"], "{msg}", "Look the field up in the API's documentation.")
    facts = {
        **(error.get("ctx") or {}),
        "msg": error["msg"],
        "value": f"'{value}'" if isinstance(given, str) else value,
        "field": field or "a JSON body",
    }
    complaint = words.complaint.format_map(facts)
    return {
        "pointer": pointer(path),
        "field": field,
        "value": value,
        "code": words.code,
        "message": f"{field}: {complaint}" if field else complaint,
        "remedy": words.remedy.format_map(facts),
    }


def _path(error: Mapping[str, Any]) -> Sequence[object]:
    location: Sequence[object] = error.get("loc", ())
    if error["type"] == "json_invalid":
        return ()
    return location[1:] if location and location[0] in _PLACES else location
