"""The cost of one item over its lot, for a chart."""

import math
from typing import Self

from pydantic import BaseModel, Field

from core.inventory.curve import Curve


class CurvePoint(BaseModel):
    """What a lot of this size costs in a year."""

    quantity: float = Field(description="the lot [units]")
    ordering: float = Field(description="placing orders [money per year]")
    holding: float = Field(description="cycle stock [money per year]")
    upkeep: float = Field(description="ordering and holding together [money per year]")
    purchase: float | None = Field(description="the goods; null without a price [money per year]")
    total: float = Field(description="all of it; without the goods where they have no price [money per year]")


class CurveOut(BaseModel):
    """The curve and the two lots on it."""

    eoq: float | None = Field(description="where the unconstrained curve is lowest [units]")
    order_quantity: float = Field(description="the recommended, feasible lot [units]")
    assumed: dict[str, float] = Field(
        description="what was filled from defaults, by field; demand_std is that of a year"
    )
    points: list[CurvePoint]

    @classmethod
    def of(cls, drawn: Curve) -> Self:
        """From the curve as the engine draws it."""
        series = (drawn.quantity, drawn.ordering, drawn.holding, drawn.purchase, drawn.total)
        return cls(
            eoq=_known(drawn.eoq),
            order_quantity=drawn.order_quantity,
            assumed=dict(drawn.assumed),
            points=[
                CurvePoint(
                    quantity=at,
                    ordering=ordering,
                    holding=holding,
                    upkeep=ordering + holding,
                    purchase=_known(purchase),
                    total=total,
                )
                for at, ordering, holding, purchase, total in zip(
                    *(one.tolist() for one in series), strict=True
                )
            ],
        )


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
