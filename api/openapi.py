"""The OpenAPI document: what FastAPI derives, and the models only our own answers and parts use."""

from typing import Any, Final

from fastapi import FastAPI
from pydantic.json_schema import models_json_schema

from api.models.options import JobOptionsIn
from api.problems import ProblemOut

_REF: Final = "#/components/schemas/{model}"


def install(app: FastAPI) -> None:
    """Add the models of problems and of job options to the document."""
    derived = app.openapi

    def complete() -> dict[str, Any]:
        is_new = app.openapi_schema is None
        document = derived()
        if is_new:
            _, ours = models_json_schema(
                [(ProblemOut, "serialization"), (JobOptionsIn, "validation")], ref_template=_REF
            )
            document["components"]["schemas"].update(ours["$defs"])
        return document

    app.openapi = complete  # type: ignore[method-assign]
