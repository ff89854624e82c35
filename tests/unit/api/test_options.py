from datetime import date

import pytest

from api.models.options import read_options
from core.errors import InvalidOption


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('{"shet": "A"}', "shet"),
        ('{"header_row": 0}', "header_row"),
        ('{"header_row": "3"}', "header_row"),
        ('{"header_row": true}', "header_row"),
        ('{"decimal": ";"}', "decimal"),
        ('{"mapping": {"Menge": 5}}', "mapping.Menge"),
        ('{"defaults": {"service_level": 95}}', "defaults.service_level"),
        ('{"defaults": {"holding_rate": 0}}', "defaults.holding_rate"),
        ('{"defaults": {"order_cost": -1}}', "defaults.order_cost"),
        ('{"defaults": {"order_cost": NaN}}', "defaults.order_cost"),
        ('{"defaults": {"review_period_days": 1}}', "defaults.review_period_days"),
        ('{"as_of": "31.12.2026"}', "as_of"),
        ("[]", "options"),
    ],
)
def test_a_bad_option_is_named_with_a_remedy(text: str, field: str) -> None:
    with pytest.raises(InvalidOption) as refused:
        read_options(text)
    problem = refused.value.problems[0]
    assert problem.field == field
    assert problem.remedy


@pytest.mark.parametrize("text", ["{", "header_row=3", "\ud800", "[" * 100_000])
def test_options_that_are_not_json_are_refused(text: str) -> None:
    with pytest.raises(InvalidOption):
        read_options(text)


def test_a_mapping_to_a_field_nothing_is_called_is_refused() -> None:
    with pytest.raises(InvalidOption, match="demnd"):
        read_options('{"mapping": {"Bedarf": "demnd"}}').job_options(
            as_of=date(2026, 1, 1), rows_per_chunk=10
        )


@pytest.mark.parametrize("text", [None, "", "  ", "{}"])
def test_no_options_are_the_options_of_the_importer(text: str | None) -> None:
    made = read_options(text).job_options(as_of=date(2026, 1, 1), rows_per_chunk=10)
    assert made.sheet.header_row is None
    assert made.sheet.rows_per_chunk == 10
    assert made.defaults.order_cost is None


def test_a_job_is_reviewed_once_a_day() -> None:
    made = read_options(None).job_options(as_of=date(2026, 1, 1), rows_per_chunk=10)
    assert made.defaults.review_period_days == 1.0


def _fingerprint(text: str, sha256: str = "aa") -> str:
    return read_options(text).fingerprint(sha256)


def test_the_order_and_the_spelling_of_options_do_not_change_the_fingerprint() -> None:
    one = '{"header_row": 3, "defaults": {"order_cost": 25, "lead_time_days": 7}}'
    other = '{"defaults": {"lead_time_days": 7.0, "order_cost": 25.0}, "header_row": 3, "sheet": null}'
    assert _fingerprint(one) == _fingerprint(other)


@pytest.mark.parametrize(
    "text", ['{"header_row": 4}', '{"as_of": "2026-01-01"}', '{"defaults": {"order_cost": 1}}']
)
def test_another_option_or_file_changes_the_fingerprint(text: str) -> None:
    assert len({_fingerprint("{}"), _fingerprint(text), _fingerprint(text, "bb")}) == 3
