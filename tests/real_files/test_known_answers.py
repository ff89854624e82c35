"""Answers worked out inside the files agree with the engine, given the files' own inputs."""

from datetime import date

import numpy as np
import pytest

from core.inventory.decide import decide
from core.inventory.defaults import Defaults
from core.inventory.fields import ITEM, Kind
from tests.real_files.expectations import Expectation, Known, every_file

_WORKED = [
    pytest.param(entry, known, id=f"{entry.name}/{known.column}")
    for entry in every_file()
    for known in entry.known
    if known.inputs
]


@pytest.mark.parametrize(("entry", "known"), _WORKED)
def test_the_engine_gives_the_answer_the_file_holds(entry: Expectation, known: Known) -> None:
    items = {
        name: np.array([value], dtype=np.float64 if ITEM[name].kind is Kind.NUMBER else object)
        for name, value in known.inputs.items()
    }
    decided = decide(items, defaults=Defaults(), as_of=date(2026, 1, 1)).columns
    assert decided["status"][0] != "error", (entry.name, decided["reason"][0])
    assert decided[known.our_field][0] == pytest.approx(known.value, rel=known.tolerance)
