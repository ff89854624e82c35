"""The array types of the engine, and the one way to give a model numbers or columns."""

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Mask = npt.NDArray[np.bool_]
Rows = npt.NDArray[np.intp]
Words = npt.NDArray[np.object_]
Dates = npt.NDArray[np.datetime64]
Codes = npt.NDArray[np.int8]
FloatLike = float | Numbers


def columns(*values: FloatLike) -> tuple[Numbers, ...]:
    """Broadcast numbers and columns to contiguous columns of one length.

    Solvers drop the rows they have finished, so they need columns even for one item; contiguous, because a
    strided array may take another code path in numpy and so another last bit.

    >>> [column.tolist() for column in columns(1.0, np.array([2.0, 3.0]))]
    [[1.0, 1.0], [2.0, 3.0]]
    """
    arrays = np.broadcast_arrays(*(np.asarray(value, dtype=np.float64) for value in values))
    return tuple(np.ascontiguousarray(np.atleast_1d(array)) for array in arrays)
