"""Work on parts beside one another keeps their order, and what it raises comes in their turn."""

import threading
from collections.abc import Iterator

import pytest

from core.sheets.intake.ahead import ahead


def test_results_come_in_the_order_of_the_parts_also_when_a_later_one_is_done_first() -> None:
    is_second_done = threading.Event()

    def work(part: int) -> int:
        if part == 0:
            assert is_second_done.wait(timeout=30)
        else:
            is_second_done.set()
        return part * 10

    assert list(ahead(work, range(5))) == [0, 10, 20, 30, 40]


def test_no_part_is_asked_for_long_before_it_is_needed() -> None:
    asked: list[int] = []

    def parts() -> Iterator[int]:
        for part in range(100):
            asked.append(part)
            yield part

    results = ahead(lambda part: part, parts())
    assert next(results) == 0
    assert len(asked) <= 3


def test_an_error_comes_in_the_turn_of_its_part() -> None:
    def work(part: int) -> int:
        if part == 2:
            raise ValueError("the third")
        return part

    results = ahead(work, range(5))
    assert [next(results), next(results)] == [0, 1]
    with pytest.raises(ValueError, match="the third"):
        next(results)


@pytest.mark.parametrize("parts", [[], [7]])
def test_few_parts_are_worked_on_in_the_thread_that_asks(parts: list[int]) -> None:
    threads = list(ahead(lambda _: threading.current_thread(), parts))
    assert threads == [threading.current_thread()] * len(parts)
