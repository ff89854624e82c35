"""What is no sheet, or none that can be read, is refused by what it is, with the way out."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from core.errors import EmptyFile, LotwiseError, SheetTooLarge, UnreadableFile
from core.sheets.files import archive
from core.sheets.files.open_book import open_book
from tests.unit.sheets.files import csv_file, xlsx_file

_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)


def _zip_file(folder: Path, parts: Mapping[str, str | bytes], name: str = "sheet.xlsx") -> Path:
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for part, content in parts.items():
            target.writestr(part, content)
    return path


def _changed(source: Path, folder: Path, part: str, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(source) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts[part] = parts[part].replace(old, new, 1)
    return _zip_file(folder, parts, "changed.xlsx")


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n", "PDF"),
        (b"\x89PNG\r\n\x1a\n", "picture"),
        (b"\xff\xd8\xff\xe0", "picture"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"Rar!\x1a\x07", "RAR"),
        (b"PAR1", "Parquet"),
        (b"SQLite format 3\x00", "database"),
        (b"{\\rtf1 text}", "RTF"),
        (b"  <!DOCTYPE html><table><tr>", "web page"),
        (b"\xef\xbb\xbf<html><body>", "web page"),
        (
            b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet">',
            "Excel 2003 XML",
        ),
        (b'<?xml version="1.0"?><data/>', "XML"),
        (b'[{"sku": "A", "demand": 5}]', "JSON"),
        (_COMPOUND + "WordDocument".encode("utf-16-le"), "Word"),
        (_COMPOUND + "EncryptedPackage".encode("utf-16-le"), "password"),
        (_COMPOUND, "no workbook"),
        (_COMPOUND + "Workbook\x00".encode("utf-16-le"), "damaged"),
        (b"PK\x03\x04 cut off", "damaged or cut off"),
        (b"\x09\x08\x10\x00\x00\x06\x05\x00 cut off", "damaged"),
    ],
)
def test_other_kinds_of_files_are_named(tmp_path: Path, content: bytes, kind: str) -> None:
    with pytest.raises(UnreadableFile, match=kind) as refused:
        open_book(csv_file(tmp_path, content, "sheet.xlsx"))
    assert refused.value.remedy


@pytest.mark.parametrize(
    ("parts", "kind", "way_out"),
    [
        ({"word/document.xml": "x"}, "Word", "xlsx"),
        ({"ppt/presentation.xml": "x"}, "presentation", "xlsx"),
        ({"Index/Document.iwa": "x"}, "Numbers", "Export To"),
        ({"plan.numbers/Index.zip": "x"}, "Numbers", "Export To"),
        ({"stock.csv": "SKU,Demand\n"}, "stock.csv", "Unpack"),
        ({"inner.xlsx": "x", "other.txt": "x"}, "inner.xlsx", "Unpack"),
        ({"readme.txt": "hello"}, "no workbook", "xlsx"),
        ({"[Content_Types].xml": "<x/>", "docProps/app.xml": "<x/>"}, "missing", "xlsx"),
        ({"xl/workbook.xml": "<x/>"}, "missing", "save it again"),
        (
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"},
            "OpenDocument text",
            "xlsx",
        ),
        (
            {"[Content_Types].xml": "<x/>", "xl/workbook.xml": "<x/>", "../../etc/x": ""},
            "outside",
            "save it again",
        ),
        (
            {"[Content_Types].xml": "<!DOCTYPE x [<!ENTITY a 'b'>]><x/>", "xl/workbook.xml": "<x/>"},
            "entities",
            "save",
        ),
        ({"[Content_Types].xml": "<x/>", "xl/workbook.xml": "not xml"}, "damaged", "save it again"),
        (
            {"mimetype": "x", "content.xml": "<x/>", "META-INF/manifest.xml": "<encryption-data/>"},
            "password",
            "without one",
        ),
        ({"mimetype": "x", "content.xml": "<cut"}, "damaged", "save it again"),
        ({"xl/workbook.bin": b"\x9c\x01"}, "damaged", "save it again"),
    ],
)
def test_zip_files_are_named_by_their_parts(
    tmp_path: Path, parts: Mapping[str, str | bytes], kind: str, way_out: str
) -> None:
    with pytest.raises(UnreadableFile, match=kind) as refused:
        open_book(_zip_file(tmp_path, parts))
    assert way_out in refused.value.remedy


def test_entities_anywhere_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [["SKU", "Demand"], ["A", 5]])
    for part in ("xl/sharedStrings.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"):
        changed = _changed(path, tmp_path, part, b"?>", b"?><!DOCTYPE x [<!ENTITY lol 'lol'>]>")
        with pytest.raises(UnreadableFile, match="entities"):
            open_book(changed)


def test_repetition_out_of_nothing_is_refused_before_it_is_unpacked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(archive, "_SMALL_PART", 1 << 20)
    path = xlsx_file(tmp_path, [["SKU", "Demand"], ["A", 5]])
    bomb = _changed(
        path, tmp_path, "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheetData>" + b" " * (4 << 20)
    )
    with pytest.raises(SheetTooLarge, match="out of almost nothing"):
        open_book(bomb)


def test_too_many_parts_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_PARTS", 5)
    with pytest.raises(SheetTooLarge):
        open_book(xlsx_file(tmp_path, [["SKU", "Demand"], ["A", 5]]))


def test_an_encrypted_zip_is_refused_as_protected(tmp_path: Path) -> None:
    content = bytearray(xlsx_file(tmp_path, [["SKU", "Demand"], ["A", 5]]).read_bytes())
    for mark, flags in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = content.find(mark)
        while at >= 0:
            content[at + flags] |= 1
            at = content.find(mark, at + 4)
    with pytest.raises(UnreadableFile, match="password"):
        open_book(csv_file(tmp_path, bytes(content), "protected.xlsx"))


def test_a_header_that_begins_like_a_picture_is_text(tmp_path: Path) -> None:
    book = open_book(csv_file(tmp_path, "BM code,Demand\nA,5\n"))
    assert book.heads[0].rows[0][0].text == "BM code"


def test_an_empty_file_is_said_to_be_empty(tmp_path: Path) -> None:
    with pytest.raises(EmptyFile):
        open_book(csv_file(tmp_path, b"", "sheet.xlsx"))


def test_a_name_says_nothing(tmp_path: Path) -> None:
    assert open_book(csv_file(tmp_path, "SKU,Demand\nA,5\n", "plan.xlsx")).delimiter == ","
    content = xlsx_file(tmp_path, [["SKU", "Demand"], ["A", 5]]).read_bytes()
    assert open_book(csv_file(tmp_path, content, "plan.csv")).heads[0].name == "Items"


def test_a_panic_of_the_parser_is_a_damaged_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Panic(BaseException):
        """As a Rust panic arrives."""

    def panic(*_: object) -> None:
        raise Panic("index out of bounds")

    monkeypatch.setattr("fastexcel.read_excel", panic)
    with pytest.raises(LotwiseError, match="damaged"):
        open_book(xlsx_file(tmp_path, [["SKU", "Demand"], ["A", 5]]))


def test_what_remains_of_a_workbook_cut_off_is_refused(tmp_path: Path) -> None:
    whole = xlsx_file(tmp_path, [["SKU", "Demand"], ["A", 5]]).read_bytes()
    for length in range(10, len(whole) - 1, 97):
        with pytest.raises(LotwiseError):
            open_book(csv_file(tmp_path, whole[:length], "cut.xlsx"))
