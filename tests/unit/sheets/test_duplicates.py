"""Rows of the same SKU and location: errors until somebody says what they are."""

from pathlib import Path

import pytest

from tests.unit.sheets.files import Read, csv_file, read_file

BINS = "SKU,Demand,Unit cost,On hand,On order\nA,100,2,5,\nB,50,1,9,1\nA,100,2,7,3\nA,,2,8,\n"
OFFERS = (
    "SKU,Demand,Order cost,Holding rate,Unit cost,Supplier\n"
    "A,1000,50,25%,4,Dear\nA,1000,50,25%,3.9,Cheap lot\nA,1000,9000,25%,3.8,Costly order\nB,5,50,25%,1,X\n"
)


def _read(tmp_path: Path, text: str, duplicates: str | None = None, **more: object) -> Read:
    return read_file(csv_file(tmp_path, text), duplicates=duplicates, **more)


def _rows(found: Read, *names: str) -> list[tuple[object, ...]]:
    return found.frame.select("row_no", *names).rows()


def test_exact_copies_are_one_row_and_the_rest_is_an_error(tmp_path: Path) -> None:
    text = "SKU,Demand,Note\nA,1,x\nA ,1, x\nB,1,\nB,2,\nA,1,x\n"
    found = _read(tmp_path, text)
    assert found.frame["row_no"].to_list() == [2, 4, 5]
    assert found.understanding.skipped["copies"] == 2
    assert [(error.row, error.code) for error in found.errors] == [(4, "duplicate_key"), (5, "duplicate_key")]
    assert "row 5" in found.errors[0].message
    assert "row 4" in found.errors[1].message


def test_when_duplicates_are_said_to_be_errors_copies_are_errors_too(tmp_path: Path) -> None:
    found = _read(tmp_path, "SKU,Demand\nA,1\nA,1\nB,1\n", "error")
    assert [error.row for error in found.errors] == [2, 3]
    assert found.understanding.rows == 3


def test_keys_differing_in_blanks_or_composition_are_the_same(tmp_path: Path) -> None:
    found = _read(tmp_path, "SKU,Location,Demand\nCafé,x,1\nCafe\u0301 , x,2\nCafé,y,3\n")
    assert [error.row for error in found.errors] == [2, 3]


def test_keys_differing_in_case_are_computed_with_a_warning(tmp_path: Path) -> None:
    found = _read(tmp_path, "SKU,Demand\na-1,1\nA-1,2\nB,3\n")
    assert found.errors == ()
    (chunk,) = found.chunks
    assert [(warning.row, warning.code) for warning in chunk.warnings] == [
        (2, "case_duplicate"),
        (3, "case_duplicate"),
    ]
    assert "row 3" in chunk.warnings[0].message
    assert found.understanding.warnings == {"case_duplicate": 2}


def test_stock_in_bins_is_added_up_and_the_demand_counts_once(tmp_path: Path) -> None:
    found = _read(tmp_path, BINS, "sum_stock")
    assert found.errors == ()
    assert _rows(found, "sku", "demand", "on_hand", "on_order") == [
        (2, "A", 100.0, 20.0, 3.0),
        (3, "B", 50.0, 9.0, 1.0),
    ]
    assert found.understanding.skipped["merged_rows"] == 2
    assert found.understanding.rows == 2


def test_bins_whose_demands_differ_are_no_bins_of_one_stock(tmp_path: Path) -> None:
    found = _read(tmp_path, BINS.replace("A,100,2,7,3", "A,90,2,7,3"), "sum_stock")
    assert [error.row for error in found.errors] == [2, 4, 5]
    assert "demands differ" in found.errors[0].message


def test_rows_with_an_unreadable_cell_are_never_added_up(tmp_path: Path) -> None:
    found = _read(tmp_path, BINS.replace("A,100,2,7,3", "A,100,2,seven,3"), "sum_stock")
    assert {error.row for error in found.errors} == {2, 4, 5}
    assert {error.code for error in found.errors if error.row == 4} == {"not_a_number", "duplicate_key"}


def test_what_rows_made_one_disagree_in_is_a_warning(tmp_path: Path) -> None:
    found = _read(tmp_path, BINS.replace("A,100,2,7,3", "A,100,2.5,7,3"), "sum_stock")
    (warning,) = found.chunks[0].warnings
    assert (warning.row, warning.code) == (2, "values_differ")
    assert "unit_cost" in warning.message


def test_demand_of_channels_is_added_up_with_its_variance(tmp_path: Path) -> None:
    text = "SKU,Demand,Demand std,On hand\nA,100,3,5\nA,50,4,5\nB,1,1,1\n"
    found = _read(tmp_path, text, "sum_demand")
    assert _rows(found, "demand", "demand_std", "on_hand") == [(2, 150.0, 5.0, 5.0), (4, 1.0, 1.0, 1.0)]
    apart = _read(tmp_path, text.replace("A,50,4,5", "A,50,4,6"), "sum_demand")
    assert [error.row for error in apart.errors] == [2, 3]


def test_the_last_correction_counts(tmp_path: Path) -> None:
    found = _read(tmp_path, "SKU,Demand\nA,1\nB,5\nA,2\n", "keep_last")
    assert _rows(found, "sku", "demand") == [(3, "B", 5.0), (4, "A", 2.0)]
    assert found.understanding.skipped["superseded_rows"] == 1


def test_of_several_offers_the_cheapest_year_wins_order_costs_included(tmp_path: Path) -> None:
    found = _read(tmp_path, OFFERS, "alternatives")
    assert _rows(found, "supplier") == [(3, "Cheap lot"), (5, "X")]
    assert found.understanding.skipped["dearer_offers"] == 2


def test_offers_without_order_costs_are_compared_by_their_price(tmp_path: Path) -> None:
    text = "SKU,Demand,Unit cost,Supplier\nA,10,4,P\nA,,3,Q\nB,1,1,P\n"
    found = _read(tmp_path, text, "alternatives")
    assert _rows(found, "demand", "supplier") == [(3, 10.0, "Q"), (4, 1.0, "P")]


def test_an_offer_without_a_price_cannot_be_compared(tmp_path: Path) -> None:
    found = _read(tmp_path, "SKU,Demand,Unit cost,Supplier\nA,10,4,P\nA,10,,Q\n", "alternatives")
    assert [error.row for error in found.errors] == [2, 3]


@pytest.mark.parametrize(
    ("text", "fitting"),
    [
        (BINS, ["error", "keep_last", "sum_stock"]),
        (OFFERS, ["error", "keep_last", "alternatives"]),
        ("SKU,Demand\nA,1\nA,2\n", ["error", "keep_last", "sum_demand"]),
        ("SKU,Demand,On hand\nA,1,5\nA,2,6\n", ["error", "keep_last"]),
    ],
)
def test_the_choices_offered_are_those_that_fit(tmp_path: Path, text: str, fitting: list[str]) -> None:
    (question,) = [q for q in _read(tmp_path, text).understanding.suggestions if q.id == "duplicates"]
    assert [choice.value for choice in question.choices] == fitting
    assert question.taken == "error"
    assert all(dict(choice.options) == {"duplicates": choice.value} for choice in question.choices)


@pytest.mark.parametrize("duplicates", [None, "sum_stock", "keep_last"])
def test_duplicates_far_apart_are_found_in_any_chunking(tmp_path: Path, duplicates: str | None) -> None:
    whole = _read(tmp_path, BINS, duplicates)
    parts = _read(tmp_path, BINS, duplicates, rows_per_chunk=1)
    assert parts.frame.equals(whole.frame)
    assert parts.errors == whole.errors


def test_merged_rows_are_ranked_by_what_they_add_up_to(tmp_path: Path) -> None:
    text = "SKU,Demand,Unit cost\nA,50,1\nB,60,1\nC,3,1\nA,50,1.0\n"
    found = _read(tmp_path, text, "sum_demand")
    assert dict(found.frame.select("sku", "abc_class").rows()) == {"A": "A", "B": "A", "C": "C"}
