"""The fields of items and decisions as columns, of `decision` and of `catalogue_item` alike."""

from typing import Any

from sqlalchemy import Boolean, Date, Double, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from core.inventory.fields import DECISION_FIELDS, ITEM_FIELDS, Kind

_TYPES: dict[Kind, type[TypeEngine[Any]]] = {
    Kind.NUMBER: Double,
    Kind.FLAG: Boolean,
    Kind.TEXT: Text,
    Kind.DATE: Date,
    Kind.BREAKS: JSONB,
}

# The inputs of an item, as a column each.
ITEM_TYPES: dict[str, type[TypeEngine[Any]]] = {field.name: _TYPES[field.kind] for field in ITEM_FIELDS}

# Inputs as understood, then outputs; a word that is both (`abc_class`) is one column, and the output wins.
DECISION_KINDS: dict[str, Kind] = {field.name: field.kind for field in (*ITEM_FIELDS, *DECISION_FIELDS)}
DECISION_TYPES: dict[str, type[TypeEngine[Any]]] = {
    name: _TYPES[kind] for name, kind in DECISION_KINDS.items()
}
