"""What the styles of an OpenDocument spreadsheet say, in the words of number formats."""

from dataclasses import dataclass, field
from xml.etree.ElementTree import Element


@dataclass(slots=True)
class OdsStyles:
    """Number formats by the name of a cell style, and the names of table styles that hide a sheet."""

    hiding: set[str] = field(default_factory=set)
    _data: dict[str, str] = field(default_factory=dict)
    _cells: dict[str, str] = field(default_factory=dict)

    def add(self, styles: Element) -> None:
        """Learn a group of styles."""
        for style in styles:
            name = attribute(style, "name")
            match local(style):
                case "percentage-style":
                    self._data[name] = "0%"
                case "number-style":
                    self._data[name] = _zeros(style)
                case "style":
                    if attribute(style, "data-style-name"):
                        self._cells[name] = attribute(style, "data-style-name")
                    for properties in style:
                        if attribute(properties, "display") == "false":
                            self.hiding.add(name)
                case _:
                    pass

    def number_format(self, cell_style: str) -> str:
        """The format of a cell style, empty where it says nothing that matters."""
        return self._data.get(self._cells.get(cell_style, ""), "")


def local(element: Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def attribute(element: Element, name: str) -> str:
    """The attribute of that local name."""
    for key, value in element.attrib.items():
        if key.rpartition("}")[2] == name:
            return value
    return ""


def _zeros(style: Element) -> str:
    for number in style:
        if local(number) == "number":
            digits = attribute(number, "min-integer-digits") or "1"
            if (
                digits.isdigit()
                and 1 < int(digits) <= 32
                and attribute(number, "decimal-places") in ("", "0")
            ):
                return "0" * int(digits)
    return ""
