"""Files that mean harm: bombs are refused with the reason, names stay in their header, the API goes on."""

import io
import zipfile

import httpx
import pytest

from tests.integration.api.conftest import Api

SHEET = b"SKU,Demand,Order cost,Holding cost\nA,1200,25,0.9\n"
_TYPES = (
    b'<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    b'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    b'<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument'
    b'.spreadsheetml.sheet.main+xml"/></Types>'
)


def _bomb(part: bytes, times: int) -> bytes:
    """A workbook of a few KiB that unpacks to gigabytes."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(times):
                sheet.write(part)
    return packed.getvalue()


@pytest.mark.parametrize("address", ["/jobs", "/sheets/inspect"])
def test_a_bomb_is_refused_and_the_api_goes_on(api: Api, address: str) -> None:
    bomb = _bomb(b" " * 2**20, 512)
    assert len(bomb) < 2**20
    answer = api.client.post(address, files={"file": ("bomb.xlsx", bomb)})
    assert answer.status_code in (202, 413, 422), answer.text
    if answer.status_code == httpx.codes.ACCEPTED:
        api.work()
        job = api.client.get(f"/jobs/{answer.json()['id']}").json()
        assert job["state"] == "failed"
        assert job["error"]["code"] in ("sheet_too_large", "unreadable_file")
    assert api.client.get("/ready").status_code == httpx.codes.OK


@pytest.mark.parametrize(
    "name",
    [
        'a"; filename="b.exe.csv',
        "a%0d%0aSet-Cookie: x=1.csv",
        "../../etc/passwd.csv",
        "..\\..\\boot.csv",
        "'; DROP TABLE job; --.csv",
        "<script>alert(1)</script>.csv",
        "\u202evsc.exe.csv",
    ],
)
def test_a_name_stays_in_its_header_and_out_of_every_folder(api: Api, name: str) -> None:
    job_id = api.job_id(SHEET, name)
    answer = api.client.get(f"/jobs/{job_id}/file")
    assert answer.content == SHEET
    assert "set-cookie" not in answer.headers
    (header,) = answer.headers.get_list("content-disposition")
    assert header.startswith("attachment")
    assert header.isprintable()
    shown = api.client.get(f"/jobs/{job_id}").json()["file"]["name"]
    assert not {"/", "\\", "\u202e", "\r", "\n"} & set(shown)
    assert not [path for path in api.data_dir.rglob("*") if path.is_file() and path.suffix == ".csv"]
