"""Sheets as planners keep them, generated together with what a correct reading of them is."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

_WORD = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ", min_size=1, max_size=3)
_SKU = st.one_of(
    st.builds("{}-{:05d}".format, _WORD, st.integers(0, 99_999)),
    st.integers(0, 99_999).map("{:08d}".format),  # zeros in front
    st.integers(10**12, 10**13 - 1).map(str),  # EAN
    st.builds("{} {}/{}".format, _WORD, st.integers(1, 99), _WORD),
    st.builds("=ARO {}".format, _WORD),
    st.builds("Ø{} ½".format, st.integers(1, 99)),
)
_CENTS = st.integers(1, 99_999_999).map(lambda cents: cents / 100.0)

Number = Callable[[float], str]


def _grouped(sign: str, group: str) -> Number:
    def written(value: float) -> str:
        return f"{value:,.2f}".replace(",", "\0").replace(".", sign).replace("\0", group)

    return written


# How a whole column of numbers is written.
LOCALES: dict[str, Number] = {
    "plain": lambda value: f"{value:.2f}",
    "english": _grouped(".", ","),
    "german": _grouped(",", "."),
    "german, not grouped": _grouped(",", ""),
    "french": _grouped(",", "\u202f"),
    "swiss": _grouped(".", "\u2019"),
    "dollars": lambda value: f"${value:,.2f}",
    "euros behind": lambda value: f"{value:.2f}".replace(".", ",") + " €",
}
_NO_MONEY = [name for name in LOCALES if name not in ("dollars", "euros behind")]
# How a share is written: 0.25 as 0.25, 25 or 25 %.
PERCENTS: dict[str, Number] = {
    "fraction": lambda share: f"{share:.2f}",
    "points": lambda share: f"{share * 100:.0f}",
    "sign": lambda share: f"{share * 100:.0f}%",
    "sign apart": lambda share: f"{share * 100:.0f} %",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One item as it is meant."""

    sku: str
    demand: float
    unit_cost: float
    holding_rate: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """A sheet: its rows of cells below the header, the items meant, and how many rows are no items."""

    cells: tuple[tuple[str, ...], ...]
    items: tuple[Item, ...]
    totals: int
    headers: int


HEADER = ("SKU", "Annual demand", "Unit cost", "Holding rate")
_NOISE = ("none", "none", "none", "blank", "total", "header")


@st.composite
def sheets(draw: st.DrawFn) -> Written:
    """Any sheet: a locale per column, a percent style, blank rows, totals and repeated headers between."""
    skus = draw(st.lists(_SKU, min_size=2, max_size=12, unique_by=lambda sku: sku.casefold()))
    demand = LOCALES[draw(st.sampled_from(_NO_MONEY))]
    cost = LOCALES[draw(st.sampled_from(sorted(LOCALES)))]
    share = PERCENTS[draw(st.sampled_from(sorted(PERCENTS)))]
    items = tuple(
        Item(
            sku=sku,
            demand=draw(_CENTS),
            unit_cost=draw(_CENTS),
            holding_rate=draw(st.integers(5, 60)) / 100.0,
        )
        for sku in skus
    )
    cells: list[tuple[str, ...]] = []
    totals = headers = 0
    for item in items:
        cells.append((item.sku, demand(item.demand), cost(item.unit_cost), share(item.holding_rate)))
        match draw(st.sampled_from(_NOISE)):
            case "blank":
                cells.append(("", "", "", ""))
            case "total":
                so_far = sum(one.demand for one in items[: items.index(item) + 1])
                cells.append((draw(st.sampled_from(["Total", "SUBTOTAL", "Summe:"])), demand(so_far), "", ""))
                totals += 1
            case "header":
                cells.append(HEADER)
                headers += 1
            case _:
                pass
    while cells[-1] == ("", "", "", ""):
        cells.pop()
    return Written(cells=tuple(cells), items=items, totals=totals, headers=headers)
