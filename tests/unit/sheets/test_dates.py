"""Dates of order lines, and whether the day or the month stands first."""

import datetime as dt

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sheets.options import DateOrder, SheetOptions
from core.sheets.questions import answered
from core.sheets.understanding import Column
from core.sheets.values.date_order import DateVerdict, date_evidence, date_verdict
from core.sheets.values.dates import dates

_UNTIMED = settings(deadline=None)

_COLUMN = Column(header="Sold on", key="Sold on", letter="B", position=1, field="date")


def _verdict(texts: list[str], options: SheetOptions | None = None) -> DateVerdict:
    return date_verdict(_COLUMN, date_evidence(pl.Series(texts)), options or SheetOptions())


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("2025-12-01", None),
        ("2025/12/1", None),
        ("2025-12-01T23:59:59Z", None),
        ("2025-12-01 10:00:00.000", None),
        ("20251201", None),
        ("45992", None),
        ("45992.75", None),
        ("1-Dec-2025", None),
        ("01-Dec-25", None),
        ("1 December 2025", None),
        ("Dec 1, 2025", None),
        ("1. Dezember 2025", None),
        ("2025年12月1日", None),
        ("1/12/2025", "day_first"),
        ("01.12.2025", "day_first"),
        ("01.12.25 14:30", "day_first"),
        ("12/1/2025 11:59 PM", "month_first"),
        ("12-01-2025", "month_first"),
    ],
)
def test_a_day_is_read_however_it_is_written(text: str, order: DateOrder | None) -> None:
    days, codes = dates(pl.Series([text]), order)
    assert (days[0], codes[0]) == (dt.date(2025, 12, 1), None)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("31/02/2025", "day_first"),
        ("13/12/2025", "month_first"),
        ("1/2/2025", None),  # nobody said which is the month
        ("25-12-01", "day_first"),  # may be 2025-12-01
        ("soon", "day_first"),
        ("2025-13-01", None),
        ("3/4", "day_first"),
    ],
)
def test_what_is_no_day_is_an_error_not_a_guess(text: str, order: DateOrder | None) -> None:
    days, codes = dates(pl.Series([text]), order)
    assert (days[0], codes[0]) == (None, "not_a_date")


def test_typed_dates_and_serial_numbers_are_days_and_an_empty_cell_is_none() -> None:
    typed, _ = dates(pl.Series([dt.datetime(2025, 12, 1, 9, 30), None]), None)  # noqa: DTZ001 -- as sheets have it
    serial, codes = dates(pl.Series([45992.0, 3.0, None]), None)
    assert typed.to_list() == [dt.date(2025, 12, 1), None]
    assert serial.to_list() == [dt.date(2025, 12, 1), None, None]
    assert codes.to_list() == [None, "not_a_date", None]


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["1/2/2025", "13/2/2025"], "day_first"),
        (["1/2/2025", "2/13/2025"], "month_first"),
        (["01.02.2025"], "day_first"),  # nobody writes the month first with points
        (["2025-01-02"], None),
        (["3/3/2025"], None),  # the same either way
    ],
)
def test_one_day_above_twelve_decides_the_column(texts: list[str], order: DateOrder | None) -> None:
    verdict = _verdict(texts)
    assert (verdict.order, verdict.question) == (order, None)


def test_a_column_no_date_tells_about_is_asked_for_and_the_answer_reads_it() -> None:
    question = _verdict(["1/2/2025", "3/4/2025"]).question
    assert question is not None
    assert (question.id, question.about, question.taken) == ("dates", "dates", None)
    options = answered(SheetOptions(), [question], {"dates": "month_first"})
    verdict = _verdict(["1/2/2025", "3/4/2025"], options)
    assert dates(pl.Series(["1/2/2025"]), verdict.order)[0][0] == dt.date(2025, 1, 2)


def test_dates_that_contradict_each_other_are_asked_for_showing_both() -> None:
    question = _verdict(["13/2/2025", "2/13/2025"]).question
    assert question is not None
    assert "'13/2/2025'" in question.text
    assert "'2/13/2025'" in question.text


def test_texts_beside_dates_raise_the_suspicion_of_exchanged_days_and_months() -> None:
    assert "exchanged" in _verdict(["2025-02-01", "13/2/2025"]).note


def test_evidence_of_batches_adds_up() -> None:
    texts = ["1/2/2025", "13/2/2025", "2025-01-01", "2/13/2025"]
    assert date_evidence(pl.Series(texts[:2])) + date_evidence(pl.Series(texts[2:])) == date_evidence(
        pl.Series(texts)
    )


@_UNTIMED
@given(
    st.lists(st.dates(dt.date(1900, 1, 1), dt.date(2100, 12, 31)), min_size=1),
    st.sampled_from(
        [
            ("%Y-%m-%d", None),
            ("%d/%m/%Y", "day_first"),
            ("%m/%d/%Y", "month_first"),
            ("%d.%m.%Y", "day_first"),
        ]
    ),
)
def test_days_that_were_written_are_the_days_read(
    days: list[dt.date], form: tuple[str, DateOrder | None]
) -> None:
    read, codes = dates(pl.Series([day.strftime(form[0]).zfill(10) for day in days]), form[1])
    assert read.to_list() == days
    assert codes.null_count() == len(days)


@_UNTIMED
@given(
    st.lists(st.one_of(st.none(), st.text()), min_size=1), st.sampled_from([None, "day_first", "month_first"])
)
def test_any_text_is_a_day_or_named_as_none(texts: list[str | None], order: DateOrder | None) -> None:
    raw = pl.Series(texts, dtype=pl.String)
    days, codes = dates(raw, order)
    date_evidence(raw)
    assert all(day is None or code is None for day, code in zip(days, codes, strict=True))
