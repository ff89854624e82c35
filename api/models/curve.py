"""The cost of one item over its lot, for a chart."""

from pydantic import BaseModel, Field


class CurvePoint(BaseModel):
    """What a lot of this size costs in a year."""

    quantity: float = Field(description="the lot [units]")
    ordering: float = Field(description="placing orders [money per year]")
    holding: float = Field(description="cycle stock [money per year]")
    purchase: float | None = Field(description="the goods; null without a price [money per year]")
    total: float = Field(description="all of it; without the goods where they have no price [money per year]")


class CurveOut(BaseModel):
    """The curve and the two lots on it."""

    eoq: float | None = Field(description="where the unconstrained curve is lowest [units]")
    order_quantity: float = Field(description="the recommended, feasible lot [units]")
    points: list[CurvePoint]
