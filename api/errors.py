"""Errors to answers: the one table of statuses, and the handlers that use it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api import problems
from api.context import request_id
from api.validation import all_reworded
from core import errors
from core.errors import LotwiseError
from core.logs import logger

log = logger(__name__)

# A class without an entry takes its nearest ancestor's; a test allows none to fall through to LotwiseError.
STATUS: Final[Mapping[type[LotwiseError], int]] = {
    LotwiseError: 500,
    errors.Refused: 422,
    errors.FileTooLarge: 413,
    errors.StorageFull: 413,
    errors.TooManyJobs: 429,
    errors.TooManyRequests: 429,
    errors.NotSignedIn: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.Unavailable: 503,
    errors.DiskFull: 507,
    # Signals between a worker and its lease; they never reach a caller.
    errors.LeaseLost: 500,
    errors.JobCancelled: 500,
}

_RETRY_AFTER_SECONDS: Final = "2"
_EXTRA_HEADERS: Final[Mapping[int, Mapping[str, str]]] = {
    401: {"WWW-Authenticate": 'ApiKey realm="lotwise", header="x-api-key"'},
    429: {"Retry-After": "10"},
    503: {"Retry-After": _RETRY_AFTER_SECONDS},
}

# What Starlette and FastAPI raise themselves: the code, what happened, what to do.
_HTTP_WORDS: Final[Mapping[int, tuple[str, str, str]]] = {
    400: (
        "bad_request",
        "The body could not be understood.",
        "Check that it is complete UTF-8 text, nested less than 1,000 deep, no number over 4,300 digits.",
    ),
    401: (
        "not_signed_in",
        "This address needs an API key, and none was sent that could be one.",
        "Send the header x-api-key: lw_live_..., your key; check that it is complete.",
    ),
    404: ("route_not_found", "There is no such address.", "Look the address up in the API's documentation."),
    405: (
        "method_not_allowed",
        "This address does not take this method.",
        "Use one of the methods the Allow header names.",
    ),
    408: (
        "body_too_slow",
        "The body came in too slowly, so that it is not waited for any longer.",
        "Send the request again over a better line; large sheets as xlsx, which are smaller than csv.",
    ),
    413: ("body_too_large", "The request is larger than allowed.", "Send less at once."),
    415: (
        "unsupported_media_type",
        "The body is of a kind this address does not take.",
        "Check the Content-Type header.",
    ),
}


def status_of(kind: type[LotwiseError]) -> int:
    """The HTTP status of an error class."""
    return next(STATUS[ancestor] for ancestor in kind.__mro__ if ancestor in STATUS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An error as it is answered."""

    status: int
    body: dict[str, Any]
    headers: Mapping[str, str]


def told(error: Exception, request_id: str) -> Told:
    """What is answered to an error of ours, of FastAPI's or of Starlette's."""
    match error:
        case LotwiseError():
            return _lotwise(error, request_id)
        case RequestValidationError():
            return _validation(error, request_id)
        case HTTPException():
            return _http(error, request_id)
        case _:
            raise TypeError(f"{type(error).__name__} has no answer")


def _lotwise(error: LotwiseError, request_id: str) -> Told:
    """Whatever the domain refuses or cannot do."""
    status = status_of(type(error))
    headers = dict(_EXTRA_HEADERS.get(status, {}))
    if isinstance(error, errors.TooManyRequests):
        headers["Retry-After"] = str(error.retry_after_seconds)
    return Told(
        status=status,
        headers=headers,
        body=problems.body(
            status,
            error.code,
            error.message,
            request_id=request_id,
            remedy=error.remedy,
            errors=[problems.field_problem(problem) for problem in error.problems],
        ),
    )


def _validation(error: RequestValidationError, request_id: str) -> Told:
    """Whatever does not fit the models at the door."""
    found = error.errors()
    entries = all_reworded(found)
    return Told(
        status=422,
        headers={},
        body=problems.body(
            422,
            "validation_failed",
            entries[0]["message"] if len(found) == 1 else f"{len(found)} values are refused.",
            request_id=request_id,
            remedy=entries[0]["remedy"] if len(found) == 1 else "Mend each of the values in `errors`.",
            errors=entries,
        ),
    )


def _http(error: HTTPException, request_id: str) -> Told:
    """Whatever Starlette and FastAPI refuse themselves."""
    status = error.status_code
    code, detail, remedy = _HTTP_WORDS.get(status, (f"http_{status}", str(error.detail), ""))
    return Told(
        status=status,
        headers={**_EXTRA_HEADERS.get(status, {}), **(error.headers or {})},
        body=problems.body(status, code, detail, request_id=request_id, remedy=remedy),
    )


async def on_error(request: Request, error: Exception) -> Response:
    """Answer it, and log what is not the caller's doing."""
    answer = told(error, request_id(request.scope))
    if answer.status >= 500 and isinstance(error, LotwiseError):
        _tell(error)
    return problems.ProblemResponse(answer.body, status_code=answer.status, headers=dict(answer.headers))


def _tell(error: LotwiseError) -> None:
    """Into the log with its cause; the caller is only told what to do."""
    if isinstance(error, errors.Unavailable):
        cause = getattr(error.__cause__, "orig", error.__cause__)
        log.warning("server_away", code=error.code, cause=problems.quoted(str(cause)))
    else:
        log.error("request_failed", code=error.code, detail=error.message, exc_info=error)


def install(app: FastAPI) -> None:
    """Let the application answer every error as a problem; unforeseen ones are `api.context`'s."""
    for kind in (LotwiseError, RequestValidationError, HTTPException):
        app.add_exception_handler(kind, on_error)
