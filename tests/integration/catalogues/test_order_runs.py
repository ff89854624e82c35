"""What the next run makes of what people did: suggested anew, told of, resting, superseded, kept."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select

from core.db.access.workspaces import DEFAULT_WORKSPACE
from core.db.catalogue import catalogues
from core.db.connect import transaction
from core.db.protocol import retention
from core.db.schema.order_tables import order_line, order_line_step
from core.errors import NothingTaken
from core.ids import CatalogueId
from core.settings import settings
from core.sheets.catalogue.order_states import LineState
from tests.integration.catalogues.acting import act, counted, history, listed, states, with_suggestions
from tests.integration.catalogues.by_hand import TODAY, ran
from worker.cleaning import clean


@pytest.fixture
def of(engine: Engine) -> CatalogueId:
    """A catalogue with five items to order and one that has enough, decided on."""
    return with_suggestions(engine)


def test_the_next_run_suggests_anew_and_says_what_was_done_last(engine: Engine, of: CatalogueId) -> None:
    act(engine, of, {"sku": "A", "action": "accept"}, {"sku": "B", "action": "reject", "reason": "too dear"})
    ran(engine, of, as_of=TODAY + timedelta(days=1))
    rows = {row["sku"]: row for row in listed(engine, of)}
    assert {row["state"] for row in rows.values()} == {"proposed"}
    a, b = rows["A"]["before"], rows["B"]["before"]
    assert (a["state"], a["by_name"], a["as_of"]) == ("superseded", "anna", TODAY)
    assert (b["state"], b["reason"]) == ("rejected", "too dear")
    assert states(engine, of, LineState.SUPERSEDED) == [("A", "superseded")]  # told so, not lost
    with pytest.raises(NothingTaken, match="superseded"):
        act(engine, of, {"sku": "A", "action": "accept", "line_id": str(a["line_id"])})
    assert act(engine, of, {"sku": "A", "action": "accept"})["taken"] == 1


def test_a_snoozed_line_rests_until_its_day(engine: Engine, of: CatalogueId) -> None:
    act(engine, of, {"sku": "A", "action": "snooze", "until": str(TODAY + timedelta(days=3))})
    ran(engine, of, as_of=TODAY + timedelta(days=2))
    assert states(engine, of) == [*((sku, "proposed") for sku in "BCDE"), ("A", "snoozed")]
    assert counted(engine, of) == {"proposed": 4, "snoozed": 1}
    ran(engine, of, as_of=TODAY + timedelta(days=3))
    assert states(engine, of) == [(sku, "proposed") for sku in "ABCDE"]
    assert counted(engine, of) == {"proposed": 5}


def test_a_snooze_from_before_is_ended_by_reopening(engine: Engine, of: CatalogueId) -> None:
    act(engine, of, {"sku": "A", "action": "snooze", "until": str(TODAY + timedelta(days=30))})
    ran(engine, of, as_of=TODAY + timedelta(days=1))
    act(engine, of, {"sku": "A", "action": "reopen"})
    assert states(engine, of)[0] == ("A", "proposed")


def test_acting_on_what_rests_since_an_earlier_run_ends_the_rest(engine: Engine, of: CatalogueId) -> None:
    act(engine, of, {"sku": "A", "action": "snooze", "until": str(TODAY + timedelta(days=30))})
    ran(engine, of, as_of=TODAY + timedelta(days=1))
    (asleep,) = listed(engine, of, LineState.SNOOZED)
    row = {"sku": "A", "line_id": str(asleep["line_id"]), "action": "accept", "expected_state": "snoozed"}
    assert act(engine, of, row)["taken"] == 1
    assert states(engine, of, LineState.ACCEPTED, LineState.SNOOZED) == [("A", "accepted")]
    assert counted(engine, of) == {"proposed": 4, "accepted": 1}
    assert sorted(len(one["steps"]) for one in history(engine, of, "A")) == [1, 2]


def test_what_was_rejected_of_an_earlier_run_stays_so(engine: Engine, of: CatalogueId) -> None:
    act(engine, of, {"sku": "A", "action": "reject", "reason": "no"})
    (line,) = listed(engine, of, LineState.REJECTED)
    ran(engine, of)
    with pytest.raises(NothingTaken, match="rejected in an earlier run"):
        act(engine, of, {"sku": "A", "action": "accept", "line_id": str(line["line_id"])})


def test_two_orders_of_an_item_are_withdrawn_by_their_ids(engine: Engine, of: CatalogueId) -> None:
    for day in (0, 1):
        act(engine, of, {"sku": "A", "action": "place", "quantity": 10 + day})
        ran(engine, of, as_of=TODAY + timedelta(days=day))
    with pytest.raises(NothingTaken, match="several orders") as refused:
        act(engine, of, {"sku": "A", "action": "withdraw"})
    assert "10 on 2026-11-23" in refused.value.remedy
    ids = [str(row["line_id"]) for row in listed(engine, of, LineState.PLACED)]
    assert act(engine, of, {"sku": "A", "action": "withdraw", "line_id": ids[0]})["taken"] == 1
    assert act(engine, of, {"sku": "A", "action": "withdraw"})["taken"] == 1
    assert counted(engine, of)["proposed"] == 5


def test_what_was_placed_before_is_withdrawn_whatever_was_said_of_today_s_suggestion(
    engine: Engine, of: CatalogueId
) -> None:
    act(engine, of, {"sku": "A", "action": "place", "quantity": 10})
    ran(engine, of, as_of=TODAY + timedelta(days=1))
    act(engine, of, {"sku": "A", "action": "reject", "reason": "enough"})
    (line,) = listed(engine, of, LineState.PLACED)
    withdraw = {"sku": "A", "action": "withdraw", "line_id": str(line["line_id"])}
    assert act(engine, of, {"sku": "A", "action": "withdraw"})["taken"] == 1
    assert act(engine, of, withdraw)["unchanged"] == 1
    assert states(engine, of)[-1] == ("A", "rejected")


def test_lines_outlive_their_run_and_go_with_their_catalogue(
    engine: Engine, of: CatalogueId, monkeypatch: pytest.MonkeyPatch, database_url: str
) -> None:
    monkeypatch.setenv("LOTWISE_DATABASE_URL", database_url)
    settings.cache_clear()
    act(engine, of, {"sku": "A", "action": "place"})
    for day in (1, 2):
        ran(engine, of, as_of=TODAY + timedelta(days=day))
    with transaction(engine) as connection:
        assert retention.purge_old(connection, timedelta(0)) == 1
    clean(engine)
    assert listed(engine, of, LineState.PLACED)[0]["why"]
    with transaction(engine) as connection:
        catalogues.delete(connection, DEFAULT_WORKSPACE, of)
    clean(engine)
    with transaction(engine) as connection:
        for table in (order_line, order_line_step):
            assert connection.scalar(select(func.count()).select_from(table)) == 0
