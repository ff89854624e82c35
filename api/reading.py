"""A JSON body read by a route itself: so much of it and no more, and into a model."""

import json
from email.message import Message
from typing import Any, Final, TypeVar

from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, ValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request

from api.context import context

Model = TypeVar("Model", bound=BaseModel)

# Each unknown field is an error to write down, and thousands of them would hold everybody up.
MOST_FIELDS: Final = 200
_JSON: Final = frozenset({"application/json", "application/json; charset=utf-8"})


async def body_of(request: Request, *, most_bytes: int) -> bytes:
    """The body; raises what `api.bodies` refuses."""
    context(request.scope).body.limit = most_bytes
    return await request.body()


def parsed(request: Request, body: bytes) -> Any:  # noqa: ANN401 - whatever JSON holds
    """The body's JSON, or the bytes themselves where it does not say that it is JSON.

    Raises `RequestValidationError` for broken JSON, 400 for what is no text or nests without end.
    """
    if not _is_json(request.headers.get("content-type", "")):
        return body
    try:
        return json.loads(body)
    except json.JSONDecodeError as error:
        raise RequestValidationError(
            [
                {
                    "type": "json_invalid",
                    "loc": ("body", error.pos),
                    "msg": "JSON decode error",
                    "input": {},
                    "ctx": {"error": error.msg},
                }
            ]
        ) from error
    except (ValueError, RecursionError) as error:
        raise HTTPException(400) from error


def _is_json(content_type: str) -> bool:
    if content_type in _JSON:
        return True
    message = Message()
    message["content-type"] = content_type
    kind = message.get_content_type() if content_type else ""
    return kind == "application/json" or (kind.startswith("application/") and kind.endswith("+json"))


def checked(model: type[Model], given: object) -> Model:
    """What was sent as the model; raises `RequestValidationError` with FastAPI's paths."""
    if given == b"":
        raise RequestValidationError([{"type": "missing", "loc": ("body",), "msg": "", "input": None}])
    if isinstance(given, dict) and len(given) > MOST_FIELDS:
        raise RequestValidationError([too_many_fields(given)])
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise RequestValidationError(
            [{**one, "loc": ("body", *one["loc"])} for one in error.errors(include_url=False)]
        ) from error


def too_many_fields(given: dict[str, Any]) -> dict[str, Any]:
    """The one error told of an object with more fields than anything of ours has."""
    return {
        "type": "too_many_fields",
        "loc": ("body",),
        "msg": f"has {len(given)} fields",
        "input": None,
        "ctx": {"max_length": MOST_FIELDS},
    }
