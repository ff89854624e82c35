"""Overrides set: merged with what is set already, ended, refused, kept on record."""

from datetime import date

from sqlalchemy import Engine

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import overrides
from core.db.connect import transaction
from tests.integration.catalogues.by_hand import TODAY
from tests.integration.catalogues.overriding import told, with_items


def test_circles_and_unknown_items_are_refused(engine: Engine) -> None:
    of = with_items(engine)
    first = told(engine, of, {"sku": "A", "replaced_by": "B"}, {"sku": "B", "replaced_by": "nobody"})
    assert [(one.row, one.code) for one in first["problems"]] == [(2, "unknown_item")]
    assert first["taken"] == 1
    again = told(engine, of, {"sku": "B", "replaced_by": "C"}, {"sku": "C", "replaced_by": "A"})
    assert {one.code for one in again["problems"]} == {"circle"}
    assert again["taken"] == 0
    assert told(engine, of, {"sku": "B", "replaced_by": "C"})["taken"] == 1
    turned = told(engine, of, {"sku": "A", "replaced_by": None}, {"sku": "C", "replaced_by": "A"})
    assert turned["problems"] == []


def test_fields_left_out_stay_and_null_takes_them_away(engine: Engine) -> None:
    of = with_items(engine)
    told(engine, of, {"sku": "A", "reorder_point": 10, "service_level": 0.9, "expires_on": "2026-11-30"})
    same = told(engine, of, {"sku": "A", "reorder_point": 10})
    assert (same["unchanged"], same["changed"]) == (1, 0)
    assert told(engine, of, {"sku": "A", "service_level": None, "reason": "why"})["changed"] == 1
    with transaction(engine) as connection:
        (row,) = overrides.page(connection, DEFAULT_WORKSPACE, of, today=TODAY, limit=10).rows
    assert (row["reorder_point"], row["service_level"], row["reason"]) == (10.0, None, "why")
    assert (row["state"], row["is_in_catalogue"]) == ("active", True)
    # What has expired begins anew, and is renewed by another last day.
    later = date(2026, 12, 2)
    renewed = told(engine, of, {"sku": "A", "expires_on": "2026-12-31"}, today=later)
    assert renewed["changed"] == 1
    anew = told(engine, of, {"sku": "A", "demand_factor": 2}, today=date(2027, 1, 1))
    assert anew["changed"] == 1
    with transaction(engine) as connection:
        (row,) = overrides.page(connection, DEFAULT_WORKSPACE, of, today=later, limit=10).rows
    assert (row["reorder_point"], row["demand_factor"], row["expires_on"]) == (None, 2.0, None)
    assert told(engine, of, {"sku": "A", "demand_factor": None})["ended"] == 1
    with transaction(engine) as connection:
        past = overrides.history(connection, DEFAULT_WORKSPACE, of, sku="A", location=None, limit=10)
    assert [one["override"] for one in past][:2] == [None, {"demand_factor": 2.0}]
    assert len(past) == 5
    assert all(one["changed_by"] == "user:1" for one in past)


def test_what_is_set_of_items_that_are_not_there_is_told(engine: Engine) -> None:
    of = with_items(engine)
    answer = told(engine, of, {"sku": "nobody", "reorder_point": 10})
    assert answer["unknown"] == [{"row": 1, "sku": "nobody", "location": None}]
    assert answer["taken"] == 0
