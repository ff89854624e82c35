import math

import pytest
from pydantic import ValidationError

from api.models.decision import CalculationOut, DecisionOut
from api.models.item import Item, ItemAsOf
from core.inventory.fields import DECISION_FIELDS, ITEM_FIELDS, Kind


def test_the_item_model_has_the_words_of_the_vocabulary_in_its_order() -> None:
    assert list(Item.model_fields) == [field.name for field in ITEM_FIELDS]
    assert set(ItemAsOf.model_fields) == {*Item.model_fields, "as_of"}


def test_the_decision_model_has_the_words_of_the_vocabulary_in_its_order() -> None:
    assert list(DecisionOut.model_fields) == [field.name for field in DECISION_FIELDS]
    assert set(CalculationOut.model_fields) - set(DecisionOut.model_fields) == {
        "calculation_id",
        "engine_version",
        "as_of",
    }


def test_every_field_of_an_item_is_explained_with_its_unit() -> None:
    for field in ITEM_FIELDS:
        description = Item.model_fields[field.name].description or ""
        assert field.meaning in description
        assert field.unit in description


@pytest.mark.parametrize("value", [True, "abc", "1", math.nan, math.inf, -math.inf, 10**400, [1], {}])
def test_only_a_finite_number_is_a_number(value: object) -> None:
    with pytest.raises(ValidationError):
        Item.model_validate({"demand": value})


@pytest.mark.parametrize("field", [field.name for field in ITEM_FIELDS if field.kind is Kind.NUMBER])
def test_every_number_of_the_vocabulary_refuses_text(field: str) -> None:
    with pytest.raises(ValidationError):
        Item.model_validate({field: "12"})


@pytest.mark.parametrize("value", [5, True, "a\x00b", "half \ud800", "x" * 501])
def test_only_text_that_can_be_kept_is_a_text(value: object) -> None:
    with pytest.raises(ValidationError):
        Item.model_validate({"sku": value})


@pytest.mark.parametrize("value", [0, 1, "true", "yes"])
def test_a_flag_is_true_or_false_and_nothing_like_it(value: object) -> None:
    with pytest.raises(ValidationError):
        Item.model_validate({"allow_backorders": value})


@pytest.mark.parametrize(
    "value", [{"min_qty": 1}, [{"min_qty": 1}], [{"min_qty": 1, "unit_cost": 2, "x": 3}], [{}] * 101]
)
def test_price_breaks_are_a_short_list_of_quantity_and_price(value: object) -> None:
    with pytest.raises(ValidationError):
        Item.model_validate({"price_breaks": value})


def test_null_means_not_known_for_every_field() -> None:
    item = Item.model_validate(dict.fromkeys(Item.model_fields))
    assert set(item.model_dump().values()) == {None}
