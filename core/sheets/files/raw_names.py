"""What the columns of a sheet are called inside frames, before anything is understood."""


def raw_name(position: int) -> str:
    """The name of a raw column; headers may repeat, positions do not."""
    return f"c{position}"


def number_name(position: int) -> str:
    """The name of the companion that tells which cells of a mixed column were numbers.

    Their text has a point whatever the sheet's decimal separator is: only the other cells tell the separator.
    """
    return f"n{position}"
