"""What a header says, once it is known to say something."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spelling:
    """What a header says.

    `price_per` is what a price is for ("per 100"); `has_unit` whether a time says its unit; `is_average`
    whether demand is called an average; `scale` what its numbers stand for ("in thousands"), a part of
    `factor`.
    """

    field: str
    factor: float = 1.0
    period: str | None = None
    is_percent: bool = False
    currency: str | None = None
    price_per: float = 1.0
    has_unit: bool = False
    is_average: bool = False
    scale: float = 1.0
