"""What can go wrong when the API is asked, in the planner's words and with the remedy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldProblem:
    """One refused value."""

    field: str
    value: str
    message: str
    remedy: str


class ApiError(Exception):
    """The API refused: `message` says what, `remedy` what to do, `fields` which values are meant."""

    def __init__(
        self,
        message: str,
        *,
        remedy: str = "",
        code: str = "",
        request_id: str = "",
        fields: Sequence[FieldProblem] = (),
    ) -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy
        self.code = code
        self.request_id = request_id
        self.fields = tuple(fields)


class NotSignedIn(ApiError):
    """The key is missing, wrong or no longer valid."""


class ApiAway(ApiError):
    """Nothing answers, or what answers cannot work now; it is worth asking again."""


def away(code: str = "unreachable") -> ApiAway:
    """The server could not be reached or did not answer in time."""
    return ApiAway(
        "Lotwise does not answer at the moment.",
        remedy="Jobs already sent are kept. This page carries on by itself as soon as the server is back; "
        "if it lasts, tell whoever runs Lotwise here.",
        code=code,
    )


def problem_of(status: int, body: Mapping[str, Any]) -> ApiError:
    """The error a problem+json body describes; a body that is none still gives a sentence."""
    if status in (502, 504) or (status == 503 and not body):
        return away(f"http_{status}")
    said: dict[str, Any] = {
        "remedy": body.get("remedy") or "",
        "code": body.get("code") or f"http_{status}",
        "request_id": body.get("request_id") or "",
        "fields": [_field(entry) for entry in body.get("errors") or ()],
    }
    detail = body.get("detail")
    if status == 401:
        said["remedy"] = (
            "Check that the whole key was copied. Whoever runs Lotwise here makes a new one "
            "with ./lotwise key create."
        )
        return NotSignedIn("This key is not accepted.", **said)
    if status == 503:
        said["remedy"] = said["remedy"] or away().remedy
        return ApiAway(detail or "Lotwise cannot work at the moment.", **said)
    if not detail:
        said["remedy"] = "Try again; if it happens again, tell whoever runs Lotwise here."
        return ApiError(f"Lotwise could not answer (error {status}).", **said)
    return ApiError(detail, **said)


def _field(entry: Mapping[str, Any]) -> FieldProblem:
    name = entry.get("field") or str(entry.get("pointer", "")).strip("/").replace("/", ".")
    return FieldProblem(
        field=name,
        value=str(entry.get("value") or ""),
        message=entry.get("message") or "",
        remedy=entry.get("remedy") or "",
    )
