"""The multipart bodies, as the OpenAPI document describes them: they are read in a stream, not by a model."""

from typing import Any, Final

_FILE: Final = {
    "type": "string",
    "contentMediaType": "application/octet-stream",
    "description": "the sheet: xlsx, xlsm, xls, xlsb, ods, csv or tsv",
}
_OPTIONS: Final = {
    "type": "string",
    "contentMediaType": "application/json",
    "contentSchema": {"$ref": "#/components/schemas/JobOptionsIn"},
    "description": "how to read and compute it, as JSON text",
}
_FILE_ID: Final = {
    "type": "string",
    "format": "uuid",
    "description": "in place of `file`: one that POST /sheets/inspect has kept",
}
_AMENDS: Final = {
    "type": "string",
    "format": "uuid",
    "description": "the job whose errors file this is, mended",
}


def _body(properties: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "properties": properties}
    return {"requestBody": {"required": True, "content": {"multipart/form-data": {"schema": schema}}}}


SHEET_BODY: Final = _body({"file": _FILE, "file_id": _FILE_ID, "options": _OPTIONS})
JOB_BODY: Final = _body({"file": _FILE, "file_id": _FILE_ID, "options": _OPTIONS, "amends": _AMENDS})
