"""Which decimal separator a column uses: told by all its texts, by its neighbours, or asked."""

from collections.abc import Sequence

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.sheets.options import SheetOptions
from core.sheets.questions import answered
from core.sheets.understanding import Column
from core.sheets.values.decimals import Evidence, Verdict, evidence_of, verdicts
from core.sheets.values.numbers import numbers, trimmed

_UNTIMED = settings(deadline=None)


def _evidence(texts: Sequence[str | None]) -> Evidence:
    return evidence_of(trimmed(pl.Series(texts, dtype=pl.String)))


def _settled(columns: dict[str, list[str]], options: SheetOptions | None = None) -> dict[str, Verdict]:
    named = [Column(header=name, key=name, letter="A", position=at) for at, name in enumerate(columns)]
    evidence = {at: _evidence(texts) for at, texts in enumerate(columns.values())}
    found = verdicts(named, evidence, options or SheetOptions())
    return {column.header: found[column.position] for column in named}


@pytest.mark.parametrize(
    ("texts", "decimal"),
    [
        (["1.5", "2"], "."),
        (["1,5", "2"], ","),
        (["1.234", "0,5"], ","),
        (["1,234", "1,234.5"], "."),
        (["1.234.567"], ","),
        (["0.125"], "."),
        (["1234,567"], ","),
        (["8.999E+12"], "."),
        (["-1,5 %"], ","),
        (["(1,5)"], ","),
        (["R$ 1.234,50"], ","),
        (["1,234.50 USD"], "."),
        (["1 234,5"], ","),
        (["1,23,456"], "."),
        (["12,34,567-"], "."),
    ],
)
def test_one_telling_text_decides_the_column(texts: list[str], decimal: str) -> None:
    assert _evidence(texts).decimal == decimal


@pytest.mark.parametrize("texts", [["1.234"], ["1,234", "5"], ["180,047", "1,234"], ["-1.234"], ["$1,800"]])
def test_a_column_nothing_tells_about_is_asked_for(texts: list[str]) -> None:
    question = _settled({"Price": texts})["Price"].question
    assert question is not None
    assert (question.id, question.about, question.taken) == ("decimal:Price", "decimal", None)
    assert [choice.value for choice in question.choices] == [".", ","]


def test_the_answer_to_the_question_reads_the_column() -> None:
    question = _settled({"Price": ["1,800"]})["Price"].question
    assert question is not None
    for sign in (".", ","):
        options = answered(SheetOptions(), [question], {"decimal:Price": sign})
        verdict = _settled({"Price": ["1,800"]}, options)["Price"]
        assert (verdict.decimal, verdict.question) == (sign, None)


def test_a_contradiction_is_asked_for_showing_both_cells() -> None:
    question = _settled({"Price": ["1.5", "2", "1,5"]})["Price"].question
    assert question is not None
    assert "'1.5'" in question.text
    assert "'1,5'" in question.text


def test_another_column_that_tells_breaks_the_tie_and_the_report_says_so() -> None:
    verdict = _settled({"Usage": ["1,234", "180,047"], "Price": ["1,250.50"]})["Usage"]
    assert (verdict.decimal, verdict.question) == (".", None)
    assert verdict.note == "'Usage' is read with a decimal point, as 'Price' is written: '1,234' is 1234."


@pytest.mark.parametrize(
    "others",
    [
        {"A": ["1.5"], "B": ["1,5"]},  # they do not agree
        {"A": ["1.5", "1,5"]},  # it contradicts itself
        {"A": ["1.5", "v1.2-beta"]},  # it is no column of numbers
        {"A": ["1,234"]},  # it does not tell either
    ],
)
def test_columns_that_do_not_all_tell_the_same_break_no_tie(others: dict[str, list[str]]) -> None:
    assert _settled({"Usage": ["1,234"], **others})["Usage"].question is not None


def test_options_decide_over_all_texts_the_column_s_own_first() -> None:
    options = SheetOptions(decimal=".", decimals={"B": ","})
    found = _settled({"A": ["1,5"], "B": ["1.5"]}, options)
    assert (found["A"].decimal, found["B"].decimal) == (".", ",")


def test_evidence_of_batches_adds_up_to_the_evidence_of_the_whole() -> None:
    texts = ["1.5", "1,234", "abc.d", "7", "1,5", "(3,25)"]
    whole = _evidence(texts)
    assert _evidence(texts[:2]) + _evidence(texts[2:]) == whole
    assert (whole.point, whole.comma, whole.either, whole.other) == (1, 2, 1, 1)


_FORMATS = {  # group, decimal
    "en": (",", "."),
    "de": (".", ","),
    "fr": ("\u202f", ","),
    "ch": ("\u2019", "."),
    "none": ("", "."),
    "bare": ("", ","),
}
_AROUND = ["{}", "-{}", "{}-", "({})", "$ {}", "-€{}", "{} EUR", "R$({})", "CHF {}-"]


def _written(value: float, locale: str) -> str:
    """Every digit of the number, grouped by threes: no formatting may round it."""
    group, decimal = _FORMATS[locale]
    whole, _, rest = format(abs(value), ".340f").rstrip("0").partition(".")
    grouped = f"{int(whole):,}".replace(",", group)
    return grouped + (decimal + rest if rest else "")


@_UNTIMED
@given(
    st.lists(st.floats(-1e15, 1e15, allow_nan=False), min_size=1, max_size=20),
    st.sampled_from(sorted(_FORMATS)),
    st.sampled_from(_AROUND),
)
def test_any_number_written_in_any_locale_is_read_back_bit_for_bit_or_asked_for(
    values: list[float], locale: str, around: str
) -> None:
    texts = [around.format(_written(value, locale)) for value in values]
    expected = [-abs(value) if "-" in around or "(" in around else abs(value) for value in values]
    verdict = _settled({"N": texts})["N"]
    if verdict.question is None:
        read, codes = numbers(trimmed(pl.Series(texts)), verdict.decimal, may_be_percent=False)
        assert codes.null_count() == len(codes)
        assert read.to_list() == expected
    else:  # nothing but 1.234 and the like
        assert _evidence(texts).either


@_UNTIMED
@given(
    st.floats(-1e15, 1e15, allow_nan=False),
    st.sampled_from(sorted(_FORMATS)),
    st.sampled_from([".", ","]),
)
def test_a_number_of_another_locale_is_never_read_as_another_number(
    value: float, locale: str, decimal: str
) -> None:
    """But for 1.234, which only the column can tell."""
    text = _written(value, locale)
    options = SheetOptions(decimals={"N": decimal})
    verdict = _settled({"N": [text]}, options)["N"]
    read, codes = numbers(pl.Series([text]), verdict.decimal, may_be_percent=False)
    if not _evidence([text]).either:
        assert (read[0] == abs(value)) != (codes[0] is not None)
