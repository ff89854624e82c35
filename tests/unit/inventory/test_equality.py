"""One item alone, in a chunk or in a million: the same decision to the last bit."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from core.inventory.decide import decide
from core.inventory.defaults import Defaults
from core.inventory.fields import DECISION_FIELDS, Kind
from ops.bench.catalogue import Columns, mixed_items, rows_of
from tests.unit.inventory.random_items import random_items
from tests.unit.inventory.rows import AS_OF

ROWS = 200_000
DEFAULTS = Defaults(demand_cv=0.4, review_period_days=1.0)


def _catalogue(rows: int, seed: int) -> Columns:
    """The benchmark's items, some without lead time or deviation, some with classes instead of a target."""
    items = mixed_items(rows, seed)
    random = np.random.default_rng(seed + 1)
    for name in ("lead_time_days", "demand_std", "on_hand", "holding_rate"):
        items[name] = np.where(random.random(rows) < 0.03, np.nan, items[name])
    has_class = random.random(rows) < 0.2
    items["service_level"] = np.where(has_class, np.nan, items["service_level"])
    items["fill_rate"] = np.where(has_class, np.nan, items["fill_rate"])
    items["abc_class"] = _words(has_class, random.choice(["A", "B", "C"], rows))
    items["xyz_class"] = _words(has_class, random.choice(["X", "Y", "Z"], rows))
    items["policy"] = _words(random.random(rows) < 0.1, np.full(rows, "order_up_to"))
    items["demand"] = np.where(random.random(rows) < 0.01, -1.0, items["demand"])  # refused rows, too
    items["demand"] = np.where(random.random(rows) < 0.01, 0.0, items["demand"])
    return items


def _words(has: npt.NDArray[np.bool_], values: npt.NDArray[np.str_]) -> npt.NDArray[np.object_]:
    """The words where there are any, None elsewhere."""
    column = values.astype(object)
    column[~has] = None
    return column


def _decide(items: Columns) -> dict[str, npt.NDArray[Any]]:
    return dict(decide(items, defaults=DEFAULTS, as_of=AS_OF).columns)


def _bits(column: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Something == compares bit for bit: NaN equals NaN, 0.0 differs from -0.0."""
    return column if column.dtype == object else column.view(f"V{column.dtype.itemsize}")


def _differences(
    one: dict[str, npt.NDArray[Any]], other: dict[str, npt.NDArray[Any]]
) -> dict[str, list[int]]:
    """The first rows that differ, by column."""
    found = {}
    for field in DECISION_FIELDS:
        unequal = np.flatnonzero(_bits(one[field.name]) != _bits(other[field.name]))
        if unequal.size:
            found[field.name] = unequal[:3].tolist()
    return found


def _joined(parts: Iterable[dict[str, npt.NDArray[Any]]]) -> dict[str, npt.NDArray[Any]]:
    collected = list(parts)
    return {name: np.concatenate([part[name] for part in collected]) for name in collected[0]}


@pytest.fixture(scope="module")
def catalogue() -> Columns:
    return _catalogue(ROWS, seed=5)


@pytest.fixture(scope="module")
def together(catalogue: Columns) -> dict[str, npt.NDArray[Any]]:
    return _decide(catalogue)


def test_a_row_alone_is_decided_as_among_many(
    catalogue: Columns, together: dict[str, npt.NDArray[Any]]
) -> None:
    """Each of 3,000 rows asked for singly gets what it got among 200,000."""
    chosen = np.random.default_rng(6).choice(ROWS, 3_000, replace=False)
    alone = _joined(_decide(rows_of(catalogue, slice(int(row), int(row) + 1))) for row in chosen)
    assert _differences(alone, rows_of(together, chosen)) == {}


def test_a_row_alone_without_absent_columns_is_decided_the_same(
    catalogue: Columns, together: dict[str, npt.NDArray[Any]]
) -> None:
    """A field left out equals a field left empty."""
    chosen = np.random.default_rng(7).choice(ROWS, 500, replace=False)
    alone = []
    for row in chosen:
        item = rows_of(catalogue, slice(int(row), int(row) + 1))
        alone.append(_decide({name: column for name, column in item.items() if not _is_absent(column)}))
    assert _differences(_joined(alone), rows_of(together, chosen)) == {}


def _is_absent(column: npt.NDArray[Any]) -> bool:
    if column.dtype == object:
        return all(value is None for value in column)
    return bool(np.isnan(column).all())


@pytest.mark.parametrize("chunk", [1_009, 20_000, 131_072])
def test_chunking_changes_nothing(
    catalogue: Columns, together: dict[str, npt.NDArray[Any]], chunk: int
) -> None:
    """Cut anywhere, the decisions are the same."""
    assert _differences(_joined(_in_chunks(catalogue, ROWS, chunk)), together) == {}


def test_row_order_changes_nothing(catalogue: Columns, together: dict[str, npt.NDArray[Any]]) -> None:
    """Shuffled, every row keeps its decision."""
    order = np.random.default_rng(8).permutation(ROWS)
    assert _differences(_decide(rows_of(catalogue, order)), rows_of(together, order)) == {}


def test_column_order_and_memory_layout_change_nothing(
    catalogue: Columns, together: dict[str, npt.NDArray[Any]]
) -> None:
    """Columns in another order, with gaps in memory or read-only, give the same."""
    part = slice(0, 5_000)
    strided: Columns = {}
    for name, column in reversed(catalogue.items()):
        wide = np.repeat(column[part], 2, axis=0)[::2]
        wide.flags.writeable = False
        strided[name] = wide
    assert _differences(_decide(strided), rows_of(together, part)) == {}


def test_inputs_are_left_as_they_were(catalogue: Columns) -> None:
    """Deciding writes into no column it was given."""
    items = rows_of(catalogue, np.arange(5_000))
    before = {name: column.copy() for name, column in items.items()}
    _decide(items)
    for name, column in items.items():
        assert (_bits(column) == _bits(before[name])).all(), name


def test_all_constraints_and_discounts_are_decided_singly_as_together() -> None:
    """The same for items with every constraint, finite rates, backorders and both discounts."""
    count = 2_000
    _, items = random_items(count, seed=9)
    alone = _joined(_decide(rows_of(items, slice(row, row + 1))) for row in range(count))
    assert _differences(alone, _decide(items)) == {}


def _in_chunks(items: Columns, rows: int, chunk: int) -> Iterator[dict[str, npt.NDArray[Any]]]:
    for start in range(0, rows, chunk):
        yield _decide(rows_of(items, slice(start, min(start + chunk, rows))))


def _fingerprint(parts: Iterable[dict[str, npt.NDArray[Any]]]) -> dict[str, str]:
    """One hash a column, fed part by part, so that a million decisions need not be held twice."""
    hashes = {field.name: hashlib.sha256() for field in DECISION_FIELDS}
    for part in parts:
        for field in DECISION_FIELDS:
            column = part[field.name]
            is_text = field.kind is Kind.TEXT
            data = "\x1f".join(map(str, column)).encode() + b"\x1f" if is_text else column.tobytes()
            hashes[field.name].update(data)
    return {name: digest.hexdigest() for name, digest in hashes.items()}


@pytest.mark.slow
def test_a_million_rows_in_any_chunking() -> None:
    """A million rows in chunks of 20,000 and of 7,919 give the same bytes in every column."""
    rows = 1_000_000
    items = _catalogue(rows, seed=10)
    one = _fingerprint(_in_chunks(items, rows, 20_000))
    assert _fingerprint(_in_chunks(items, rows, 7_919)) == one


@pytest.mark.slow
def test_fifty_thousand_single_calls() -> None:
    """Fifty thousand rows asked for one at a time get what they got together."""
    rows = 50_000
    items = _catalogue(rows, seed=11)
    alone = _joined(_decide(rows_of(items, slice(row, row + 1))) for row in range(rows))
    assert _differences(alone, _decide(items)) == {}
