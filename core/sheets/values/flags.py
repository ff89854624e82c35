"""Yes and no in the words people write."""

import polars as pl

_TRUE = "true yes y 1 ja j oui x 1.0 si sí sì sim evet wahr vrai verdadero vero"
_FALSE = "false no n 0 nein non 0.0 não hayır falsch faux falso"  # noqa: RUF001


def flags(texts: pl.Series) -> pl.Series:
    """1 for yes, 0 for no, null for anything else, of trimmed texts.

    >>> flags(pl.Series(["Ja", "no", "perhaps"])).to_list()
    [1, 0, None]
    """
    words = texts.str.to_lowercase()
    is_true, is_false = words.is_in(_TRUE.split()), words.is_in(_FALSE.split())
    return pl.select(
        pl.when(is_true).then(pl.lit(1)).when(is_false).then(pl.lit(0)).cast(pl.Int8)
    ).to_series()
