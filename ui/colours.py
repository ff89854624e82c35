"""Colours that read on the light and on the dark page, one for each thing that is drawn."""

from typing import Final

BLUE: Final = "#3b8ac4"
ORANGE: Final = "#c07c20"
GREEN: Final = "#4f9a6b"
GREY: Final = "#8592a0"
RED: Final = "#cf5b52"
VIOLET: Final = "#8a6fc0"
