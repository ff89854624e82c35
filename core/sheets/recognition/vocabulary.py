"""The tables of synonyms as they are looked up: by the words of a header, joined."""

from dataclasses import dataclass

from core.inventory.fields import ITEM
from core.sheets.options import NOT_INPUTS
from core.sheets.recognition.header_words import joined, tokens
from core.sheets.recognition.synonyms import (
    chinese,
    dutch,
    english,
    french,
    german,
    indonesian,
    italian,
    japanese,
    polish,
    portuguese,
    sap,
    spanish,
    turkish,
    vietnamese,
)
from core.sheets.recognition.synonyms.doubtful import AVAILABLE, LINE_DATE, SELLING_PRICE, SEVERAL, VAGUE_SKU

LANGUAGES = (
    *(english, german, french, spanish, portuguese, italian, turkish, vietnamese),
    *(japanese, chinese, dutch, polish, indonesian, sap),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """A plain name: the field, and of demand the period it is given for."""

    field: str
    period: str | None = None


_ASCII = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue"})


def keys(words: str) -> frozenset[str]:
    """The phrases of a table ("a|b c") as they are looked up; ä, ö, ü may be written ae, oe, ue."""
    phrases = [*words.split("|"), *words.translate(_ASCII).split("|")]
    return frozenset(key for key in map(joined, phrases) if key)


def _entries() -> dict[str, Entry]:
    table: dict[str, Entry] = {}
    for language in LANGUAGES:
        for name, words in language.FIELDS.items():
            field, _, period = name.partition("@")
            for key in keys(words):
                table.setdefault(key, Entry(field, period or None))
    table.update({joined(name): Entry(name) for name in ITEM if name not in NOT_INPUTS})
    return table


def _several() -> dict[str, tuple[str, ...]]:
    table: dict[str, tuple[str, ...]] = {}
    for fields, words in SEVERAL.items():
        for key in keys(words):
            table.setdefault(key, tuple(fields.split()))
    return table


PLAIN = _entries()
SEVERAL_FIELDS = _several()
ITEM_WORDS = frozenset().union(*(keys(language.ITEMS) for language in LANGUAGES))
DEMAND_WORDS = frozenset().union(*(keys(language.DEMAND) for language in LANGUAGES))
VAGUE = keys(VAGUE_SKU)
SELLING = keys(SELLING_PRICE)
FREE_STOCK = keys(AVAILABLE)
DATES = keys(LINE_DATE)


def _known_words() -> frozenset[str]:
    """Every word of every phrase, and every phrase joined: a header without any of them says nothing."""
    tables = [
        words
        for language in LANGUAGES
        for words in (*language.FIELDS.values(), language.ITEMS, language.DEMAND)
    ]
    tables += [*SEVERAL.values(), VAGUE_SKU, SELLING_PRICE, AVAILABLE]
    phrases = [
        phrase for words in tables for phrase in (*words.split("|"), *words.translate(_ASCII).split("|"))
    ]
    words = {word for phrase in phrases for word in tokens(phrase)}
    return frozenset(
        words | {joined(phrase) for phrase in phrases} | {word for name in ITEM for word in tokens(name)}
    )


KNOWN_WORDS = _known_words()
