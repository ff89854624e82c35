"""A refused cell, as the API shows it."""

from pydantic import BaseModel, ConfigDict, Field


class RowErrorOut(BaseModel):
    """Why a row was not computed."""

    model_config = ConfigDict(from_attributes=True)

    row: int = Field(description="as the spreadsheet counts, from 1 with the header")
    column: str = Field(description="the header of the column; empty where none is to blame")
    cell: str = Field(description="like C7; empty where no single cell is to blame")
    value: str
    code: str
    message: str
    remedy: str


class RowErrorPageOut(BaseModel):
    """Row errors in the order of the sheet."""

    items: list[RowErrorOut]
    next: str | None = Field(description="cursor of the next page; null on the last")
