"""Headers that are plainly no field: what they may mean, and how nearly they name the item."""

from functools import lru_cache

from core.sheets.recognition.header_words import LONGEST, in_and_out, joined, tokens
from core.sheets.recognition.qualifiers import (
    HARMLESS_WORDS,
    folded_year,
    is_currency,
    said,
    says_nothing,
    unit_words,
)
from core.sheets.recognition.spellings import DOTTED
from core.sheets.recognition.vocabulary import FREE_STOCK, ITEM_WORDS, PLAIN, SELLING, SEVERAL_FIELDS, VAGUE


def _bare(header: str) -> str:
    """The joined words of a header without currency and harmless unit in brackets."""
    header = DOTTED.sub(" ", header)
    outside, inside = in_and_out(header)
    if all(word in HARMLESS_WORDS or is_currency(word) for word in tokens(inside)):
        kept = [word for word in tokens(outside) if not is_currency(word)]
        return "".join(kept or tokens(outside))
    return joined(header)


@lru_cache(maxsize=65_536)
def doubtful(header: str) -> tuple[str, ...]:
    """The fields a header may mean that is plainly none of them, the likeliest first.

    >>> doubtful("Qty"), doubtful("Price (EUR)"), doubtful("Colour")
    (('demand', 'on_hand', 'quantity'), ('unit_cost',), ())
    """
    if not header or len(header) > LONGEST or says_nothing(header):
        return ()
    key = _bare(header)
    if key in SELLING:
        return ("unit_cost",)
    found = SEVERAL_FIELDS.get(key)
    if found is not None:
        return found
    rest, _ = unit_words(tuple(word for word in said(header, "").rest if not folded_year(word)))
    return SEVERAL_FIELDS.get("".join(rest), ()) if rest else ()


def is_selling_price(header: str) -> bool:
    """Whether a header names what customers pay."""
    return _bare(header) in SELLING


def is_free_stock(header: str) -> bool:
    """Whether a header names stock that customers' orders have been taken off already."""
    return _bare(header) in FREE_STOCK


def sku_rank(header: str) -> int:
    """How plainly a header names the item's number: 4 "sku", 3 "item no", 2 "item", 1 "code", 0 not at all.

    >>> [sku_rank(text) for text in ("SKU", "Part No.", "Product", "Code", "Colour")]
    [4, 3, 2, 1, 0]
    """
    header = DOTTED.sub(" ", header)
    key = joined(in_and_out(header)[0]) or joined(header)
    if key == "sku":
        return 4
    if key in VAGUE:
        return 1
    if key in ITEM_WORDS:
        return 2
    entry = PLAIN.get(key)
    return 3 if entry is not None and entry.field == "sku" else 0
