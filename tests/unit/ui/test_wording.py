"""Numbers, words and pills as a planner reads them."""

import pytest

from tests.unit.ui.fake_api import ROW
from ui.formats import ABSENT, Formats, of_language
from ui.item.answer import with_value
from ui.item.facts import groups
from ui.item.item_form import price_breaks
from ui.job.decision_columns import pills, table
from ui.words import in_words, plain, state, status, why

ENGLISH = Formats()


@pytest.mark.parametrize(
    ("tag", "written"),
    [
        ("en-US", "1,234.50"),
        ("de-DE", "1.234,50"),
        ("de-CH", "1\N{RIGHT SINGLE QUOTATION MARK}234.50"),
        ("fr", "1\N{NARROW NO-BREAK SPACE}234,50"),
        (None, "1,234.50"),
        ("xx", "1,234.50"),
    ],
)
def test_money_is_written_as_the_language_writes_it(tag: str | None, written: str) -> None:
    assert of_language(tag).money(1234.5) == written


def test_what_is_absent_is_a_dash_and_never_a_zero() -> None:
    assert ENGLISH.number(None) == ABSENT
    assert ENGLISH.money(None, "EUR") == ABSENT
    assert ENGLISH.percent(None) == ABSENT
    assert ENGLISH.day(None) == ABSENT
    assert ENGLISH.duration(None) == ABSENT


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (0.0, "0"),
        (208.0, "208"),
        (207.84, "207.8"),
        (5.769, "5.77"),
        (0.0123, "0.0123"),
        (-3, "\N{MINUS SIGN}3"),
    ],
)
def test_numbers_have_as_many_digits_as_tell_something(value: float, written: str) -> None:
    assert ENGLISH.number(value) == written


def test_a_service_just_below_all_is_not_rounded_to_all() -> None:
    assert ENGLISH.percent(0.9996) == "99.96\xa0%"
    assert ENGLISH.of_100(0.999999) == "99.99 of 100"
    assert ENGLISH.of_100(1.0) == "100 of 100"
    assert ENGLISH.of_100(0.953) == "95.3 of 100"
    assert ENGLISH.of_100(0.95) == "95 of 100"


def test_durations_are_said_in_the_largest_sensible_unit() -> None:
    assert [ENGLISH.duration(seconds) for seconds in (0.2, 59, 61, 7300)] == [
        "1\xa0s",
        "59\xa0s",
        "1\xa0min",
        "2\xa0h 2\xa0min",
    ]


def test_times_are_shown_in_the_visitors_time_zone() -> None:
    berlin = of_language("de", minutes_behind_utc=-60)
    assert berlin.moment("2026-11-22T23:30:00+00:00") == "23\xa0Nov\xa02026, 00:30"


def test_text_of_others_is_never_formatting() -> None:
    assert plain("*a* [b](http://c) :red[d] $x$ <e>") == r"\*a\* \[b\]\(http\://c\) \:red\[d\] \$x\$ \<e\>"


def test_a_state_this_desk_does_not_know_is_still_shown() -> None:
    assert state("new_state").label == "New state"
    assert status("new_status").label == "New status"


def test_fields_in_the_engines_text_are_said_as_people_say_them() -> None:
    assert in_words("unit_cost -4.2 must be above 0") == "unit cost -4.2 must be above 0"
    assert in_words("SKU AB_12 has lead_time_days") == "SKU AB_12 has lead time"
    assert in_words(None) == ""


def test_a_reason_that_only_says_the_state_again_is_left_out() -> None:
    assert why({"state": "computing", "status_reason": "computing"}) == ""
    assert why({"state": "queued", "status_reason": "waiting: 1st in line"}) == "Waiting: 1st in line"


@pytest.mark.parametrize(
    ("row", "shown"),
    [
        ({"status": "ok", "order_now": True}, ["Order now"]),
        ({"status": "ok", "order_now": False}, ["Enough stock"]),
        ({"status": "ok", "order_now": None}, ["Not known"]),
        ({"status": "warning", "order_now": True}, ["Order now", "Check"]),
        ({"status": "error", "order_now": None}, ["Row error"]),
    ],
)
def test_a_row_says_first_what_to_do_today(row: dict[str, object], shown: list[str]) -> None:
    assert pills(row) == shown


def test_absent_numbers_of_a_row_stay_absent_in_the_table() -> None:
    frame = table([ROW, {"row_no": 3, "status": "error"}])
    assert frame["suggested_order"].tolist()[0] == 208.0
    assert frame["suggested_order"].isna().tolist() == [False, True]
    assert frame["sku"].tolist() == ["007", ""]
    assert frame["assumed"].tolist() == ["order cost, holding rate", ""]


def test_facts_that_are_absent_are_left_out() -> None:
    found = {group.title: dict(group.facts) for group in groups(ROW, ENGLISH)}
    assert found["Service"] == {"Order cycles without a stockout": "95.3 of 100"}
    assert "Against what you order now" not in found
    assert "What that costs a year" not in found["Usual lot"]


def test_an_assumed_service_is_said_with_its_value_where_it_is_known() -> None:
    row = {**ROW, "service_level": None, "assumed": "service_level"}
    for values, said in (({}, "assumed, not in the sheet"), ({"service_level": 0.94}, "94 of 100, assumed")):
        facts = dict(
            fact for group in groups({**row, "assumed_values": values}, Formats()) for fact in group.facts
        )
        assert facts["Wanted without a stockout"] == said


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("order_cost", 25.0, "order cost 25.00 EUR"),
        ("holding_rate", 0.2, "holding rate 20 % a year"),
        ("lead_time_days", 14.0, "lead time 14 days"),
        ("demand_std", 52.5, "variation of demand 52.5 units a year"),
        ("on_hand", 3.0, "on hand"),  # a field nobody assumes today is still named
    ],
)
def test_what_was_assumed_is_named_with_its_value(field: str, value: float, said: str) -> None:
    row = {"currency": "EUR", "assumed_values": {field: value}}
    assert with_value(field, row, Formats()).replace("\N{NO-BREAK SPACE}", " ") == said
    assert with_value(field, {}, Formats()) in said


def test_savings_are_shown_by_kind_and_never_as_a_lump() -> None:
    row = ROW | {"annual_saving": 100.0, "purchase_saving": 30.0, "stock_release_value": 500.0}
    shown = {group.title: dict(group.facts) for group in groups(row, ENGLISH)}["Against what you order now"]
    assert shown == {
        "Lower prices paid, a year": "30.00\xa0EUR",
        "Less ordering and holding, a year": "70.00\xa0EUR",
        "Stock to release, once": "500.00\xa0EUR",
    }


def test_an_increase_is_named_so_and_is_no_negative_saving() -> None:
    row = ROW | {"annual_saving": -5.0, "purchase_saving": 0.0, "stock_release_value": -667.08}
    shown = {group.title: dict(group.facts) for group in groups(row, ENGLISH)}["Against what you order now"]
    assert shown == {
        "More ordering and holding, a year": "5.00\xa0EUR",
        "More stock, once": "667.08\xa0EUR",
    }


def test_price_breaks_need_both_numbers() -> None:
    edits = {
        "edited_rows": {0: {"min_qty": 100, "unit_cost": 9.5}},
        "added_rows": [{"min_qty": 500, "unit_cost": 9}, {"min_qty": 900}],
    }
    assert price_breaks(edits) == [{"min_qty": 100.0, "unit_cost": 9.5}, {"min_qty": 500.0, "unit_cost": 9.0}]


def test_a_text_no_row_of_the_page_has_takes_no_place() -> None:
    bare = ROW | {"description": None, "supplier": ""}
    assert not {"description", "supplier"} & set(table([bare, bare]))
    assert {"description", "supplier"} < set(table([bare, ROW]))
