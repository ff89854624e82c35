"""What an error looks like from outside: application/problem+json (RFC 9457)."""

import json
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any, Final

from pydantic import BaseModel, Field
from starlette.responses import Response

from core.errors import FieldProblem

MEDIA_TYPE: Final = "application/problem+json"
# An offending value is quoted so that it is recognised, not so that it is kept.
_QUOTED_CHARACTERS: Final = 200


class FieldProblemOut(BaseModel):
    """One refused value."""

    pointer: str = Field(description="JSON pointer (RFC 6901) to the value in what was sent")
    field: str = Field(description="the field's or option's name")
    value: str = Field(description="the offending value as text")
    code: str = Field(description="stable code of the reason")
    message: str = Field(description="why it is refused")
    remedy: str = Field(description="what to do about it")


class ProblemOut(BaseModel):
    """An error, told so that a program can branch on `code` and a person can act on `remedy`."""

    type: str = Field(description="URN of the kind of error", examples=["urn:lotwise:problem:invalid_item"])
    title: str = Field(description="the status in words")
    status: int = Field(description="the HTTP status")
    detail: str = Field(description="what went wrong this time")
    code: str = Field(description="stable code of the kind of error", examples=["invalid_item"])
    request_id: str = Field(description="what to search the logs for")
    remedy: str | None = Field(default=None, description="what to do about it")
    errors: list[FieldProblemOut] | None = Field(default=None, description="one entry per refused value")


class ProblemResponse(Response):
    """A problem, encoded; lone surrogates a client sent stay escaped instead of breaking the answer."""

    media_type = MEDIA_TYPE

    def render(self, content: Any) -> bytes:  # noqa: ANN401 - Starlette's signature
        """The body."""
        return json.dumps(content, separators=(",", ":")).encode("ascii")


def pointer(parts: Sequence[object]) -> str:
    """The JSON pointer (RFC 6901) of a path into a document."""
    return "".join("/" + storable_text(str(part)).replace("~", "~0").replace("/", "~1") for part in parts)


def storable_text(text: str) -> str:
    """The text without what no PostgreSQL can keep: NUL, and halves of surrogate pairs."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "\N{REPLACEMENT CHARACTER}")


def quoted(value: object) -> str:
    """The value as a short text that is safe to show."""
    text = value if isinstance(value, str) else json.dumps(value, default=str)
    text = storable_text(text)
    return text if len(text) <= _QUOTED_CHARACTERS else text[:_QUOTED_CHARACTERS] + "..."


def field_problem(problem: FieldProblem, at: Sequence[object] | None = None) -> dict[str, str]:
    """A refused value as it is sent; `at` is its path where that is more than the field's name."""
    return {
        "pointer": pointer(at if at is not None else problem.field.split(".")),
        "field": problem.field,
        "value": quoted(problem.value),
        "code": problem.code,
        "message": problem.message,
        "remedy": problem.remedy,
    }


def body(
    status: int,
    code: str,
    detail: str,
    *,
    request_id: str,
    remedy: str = "",
    errors: Sequence[Mapping[str, str]] = (),
) -> dict[str, Any]:
    """The members of a problem."""
    members: dict[str, Any] = {
        "type": f"urn:lotwise:problem:{code}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": request_id,
    }
    if remedy:
        members["remedy"] = remedy
    if errors:
        members["errors"] = list(errors)
    return members


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The problem responses of a route for the OpenAPI document."""
    return {
        status: {
            "description": HTTPStatus(status).phrase,
            "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/ProblemOut"}}},
        }
        for status in statuses
    }
