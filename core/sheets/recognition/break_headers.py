"""Price breaks that stand side by side: Qty1, Price1, Qty2, Price2; "Price 100+"; "1-99", "100-499"."""

import re
from collections import defaultdict
from collections.abc import Mapping
from functools import lru_cache

from core.sheets.recognition.header_words import folded, joined
from core.sheets.recognition.vocabulary import PLAIN, SEVERAL_FIELDS

FEWEST = 2  # one price for one quantity is no break
_NUMBERED = re.compile(r"(?P<word>[^\W\d]+)(?P<tier>\d{1,2})")
_NUMBER_INSIDE = re.compile(r"(?P<before>[^\W\d]+)(?P<tier>\d{1,2})(?P<word>[^\W\d]+)")
_RANGE = re.compile(
    r"(?P<word>[^\d<>≥]*?)\s*(?:>=?|≥|from|ab|à partir de|desde|a partir de|da|od|vanaf|per)?\s*"
    r"(?P<low>\d{1,7})\s*(?:\+|(?:-|\u2013|to|bis|a|à)\s*(?P<high>\d{1,7})|(?:pcs|units|st|stk|u)?)\s*"
)
_TIER = "tier|break|staffel|level|step|palier|tramo|escala|stufe|price break|qty break|discount"
_TIER_WORDS = tuple(joined(word) for word in _TIER.split("|"))
_MORE_QUANTITIES = (
    "min qty|from|from qty|ab|ab menge|min|minimum|break qty|von|desde|dès|units from|up to qty"
)
_QUANTITIES = frozenset(
    [key for key, fields in SEVERAL_FIELDS.items() if "quantity" in fields]
    + [joined(word) for word in _MORE_QUANTITIES.split("|")]
)
_PRICES = frozenset(
    [key for key, fields in SEVERAL_FIELDS.items() if "unit_cost" in fields]
    + [key for key, entry in PLAIN.items() if entry.field == "unit_cost"]
)


@lru_cache(maxsize=16_384)
def _half(header: str) -> tuple[str, int] | None:
    """Which half of which tier a header is: ("min_qty", 2) for "Qty2"."""
    key = joined(header)
    match = _NUMBERED.fullmatch(key) or _NUMBER_INSIDE.fullmatch(key)
    if match is None:
        return None
    word, before = match["word"], match.groupdict().get("before") or ""
    if before and before not in _TIER_WORDS:
        return None
    for tier in _TIER_WORDS:
        if word.startswith(tier) and word != tier:
            word = word.removeprefix(tier)
    if word in _QUANTITIES:
        return "min_qty", int(match["tier"])
    if word in _PRICES:
        return "unit_cost", int(match["tier"])
    return None


@lru_cache(maxsize=16_384)
def _from(header: str) -> tuple[bool, int] | None:
    """The quantity a price column is for: (whether it names a price, 100) for "Price 100+"."""
    plain = folded(header).strip()
    match = _RANGE.fullmatch(plain)
    if match is None or (not any(sign in plain for sign in "+-\u2013>≥") and not match["word"].strip()):
        return None
    word = joined(match["word"])
    if word and word not in _PRICES:
        return None
    is_plain_number = plain == f"{match['word']}{match['low']}".strip()
    if is_plain_number and int(match["low"]) < 10:
        return None  # "Price 1" numbers a tier
    if match["high"] and int(match["high"]) <= int(match["low"]):
        return None
    return bool(word), int(match["low"])


def breaks_in(headers: Mapping[int, str]) -> dict[int, str]:
    """The columns of price breaks: position -> part.

    Parts are "min_qty 2" and "unit_cost 2", or "unit_cost from 100" where the header says the quantity.

    >>> breaks_in({0: "SKU", 1: "Qty1", 2: "Price1", 3: "Qty2", 4: "Price2"})
    {1: 'min_qty 1', 2: 'unit_cost 1', 3: 'min_qty 2', 4: 'unit_cost 2'}
    >>> breaks_in({0: "1-99", 1: "100-499", 2: "500+"})
    {0: 'unit_cost from 1', 1: 'unit_cost from 100', 2: 'unit_cost from 500'}
    >>> breaks_in({0: "Price 1"})
    {}
    """
    tiers: defaultdict[int, dict[str, int]] = defaultdict(dict)
    ranges: dict[int, tuple[bool, int]] = {}
    for position, header in headers.items():
        if not 1 < len(header) <= 40 or not any(map(str.isdigit, header)):
            continue
        half = _half(header)
        if half is not None:
            tiers[half[1]].setdefault(half[0], position)
        found = _from(header)
        if found is not None:
            ranges[position] = found
    pairs = {tier: both for tier, both in tiers.items() if len(both) == 2}
    if len(pairs) >= FEWEST:
        return {
            both[name]: f"{name} {tier}"
            for tier, both in sorted(pairs.items())
            for name in ("min_qty", "unit_cost")
        }
    lows = sorted(low for _, low in ranges.values())
    is_priced = any(names_price for names_price, _ in ranges.values())
    if len(lows) >= FEWEST and len(set(lows)) == len(lows) and (is_priced or lows[0] == 1):
        return {position: f"unit_cost from {low}" for position, (_, low) in sorted(ranges.items())}
    return {}
