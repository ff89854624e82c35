"""Columns of numbers collected batch by batch."""

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

_Number = TypeVar("_Number", bound=np.generic)


@dataclass(slots=True)
class Columns:
    """Columns by name, one part a batch until they are taken."""

    parts: dict[str, list[NDArray[np.generic]]] = field(default_factory=dict)

    def add(self, **columns: NDArray[np.generic]) -> None:
        """The numbers of one more batch."""
        for name, values in columns.items():
            self.parts.setdefault(name, []).append(values)

    def take(self, name: str, dtype: type[_Number]) -> NDArray[_Number]:
        """A whole column, given away: its parts are freed. Empty where nothing was added."""
        found = self.parts.pop(name, [])
        whole = found[0] if len(found) == 1 else np.concatenate(found or [np.zeros(0)])
        return np.require(whole, dtype=dtype, requirements="W")
