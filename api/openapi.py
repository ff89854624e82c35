"""The OpenAPI document: what FastAPI derives, and the models only our own answers and parts use."""

from typing import Any, Final

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from api.models.batch import BatchIn
from api.models.item import ItemAsOf
from api.models.options import JobOptionsIn
from api.problems import ProblemOut

_TOKEN: Final = {
    "type": "http",
    "scheme": "bearer",
    "bearerFormat": "JWT",
    "description": "The access token of `POST /token`.",
}
_REF: Final = "#/components/schemas/{model}"


def json_body(model: type[BaseModel]) -> dict[str, Any]:
    """The body of a route that reads it itself."""
    schema = {"$ref": _REF.format(model=model.__name__)}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}


def install(app: FastAPI) -> None:
    """Add the models of problems and of job options to the document."""
    derived = app.openapi

    def complete() -> dict[str, Any]:
        is_new = app.openapi_schema is None
        document = derived()
        if is_new:
            _, ours = models_json_schema(
                [
                    (ProblemOut, "serialization"),
                    *((model, "validation") for model in (JobOptionsIn, ItemAsOf, BatchIn)),
                ],
                ref_template=_REF,
            )
            document["components"]["schemas"].update(ours["$defs"])
            document["components"]["securitySchemes"]["Token"] = _TOKEN
            for path in document["paths"].values():
                for operation in path.values():
                    if "security" in operation:
                        operation["security"] = [{"ApiKey": []}, {"Token": []}]
        return document

    app.openapi = complete  # type: ignore[method-assign]
