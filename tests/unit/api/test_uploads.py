"""What is refused at the front door, before the database is asked."""

import errno
import io
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from api.multipart import Receiver, Upload
from tests.unit.api.support import Client, make_app

_BOUNDARY = "multipart/form-data; boundary=X"


def _refused(answer: httpx.Response, status: int, code: str) -> dict[str, str]:
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["remedy"]
    body: dict[str, str] = answer.json()
    return body


def _raw(client: Client, body: bytes, kind: str = _BOUNDARY) -> httpx.Response:
    return client.post("/jobs", content=body, headers={"content-type": kind})


def test_no_body_is_no_file(client: Client) -> None:
    _refused(client.post("/jobs"), 422, "no_file")


def test_other_parts_without_a_file_are_no_file(client: Client) -> None:
    _refused(client.post("/jobs", files={"options": (None, "{}")}), 422, "no_file")


def test_a_file_sent_as_text_is_no_file(client: Client) -> None:
    _refused(client.post("/jobs", files={"file": (None, "sku,demand")}), 422, "no_file")


def test_an_empty_file_is_named(client: Client) -> None:
    answer = client.post("/jobs", files={"file": ("stock.csv", b"")})
    assert "stock.csv" in _refused(answer, 422, "empty_file")["detail"]


def test_a_json_body_is_the_wrong_kind(client: Client) -> None:
    _refused(client.post("/jobs", json={"file": "stock.csv"}), 415, "unsupported_media_type")


def test_an_option_that_is_not_known_is_named(client: Client) -> None:
    files = {"file": ("stock.csv", b"sku\n"), "options": (None, '{"headerrow": 3}')}
    answer = client.post("/jobs", files=files)
    _refused(answer, 422, "invalid_option")
    assert answer.json()["errors"][0]["field"] == "headerrow"


def test_a_part_that_is_not_known_is_named(client: Client) -> None:
    answer = client.post("/jobs", files={"file": ("stock.csv", b"sku\n"), "header_row": (None, "3")})
    assert "header_row" in _refused(answer, 422, "invalid_option")["detail"]


def test_two_files_are_refused(client: Client) -> None:
    files = [("file", ("a.csv", b"a\n")), ("file", ("b.csv", b"b\n"))]
    _refused(client.post("/jobs", files=files), 422, "invalid_upload")


def test_a_name_with_nul_is_refused(client: Client) -> None:
    part = b'--X\r\nContent-Disposition: form-data; name="file"; filename="a\x00.csv"\r\n\r\nsku\r\n--X--\r\n'
    assert _raw(client, part).status_code == 422


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no boundary at all",
        b'--X\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nsku,dem',
        b'--X\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\nsku\r\n',
        b"--X\r\n\r\n\r\n--X--\r\n",
        b'--X\r\nContent-Disposition: form-data; name="options"\r\n\r\n\xff\r\n--X--\r\n',
        b"--X\r\n" + b"A" * 10_000 + b": b\r\n\r\n\r\n--X--\r\n",
    ],
)
def test_a_broken_multipart_body_is_refused(client: Client, body: bytes) -> None:
    assert _raw(client, body).status_code == 422


@pytest.mark.parametrize("kind", ["multipart/form-data", "multipart/form-data; boundary=" + "x" * 500])
def test_a_boundary_is_needed_and_short(client: Client, kind: str) -> None:
    assert _raw(client, b"--\r\n", kind).status_code == 422


@pytest.mark.parametrize("key", ["", " ", "two words", "x" * 201, "\u00e9"])
def test_an_idempotency_key_that_cannot_be_kept_is_refused(client: Client, key: str) -> None:
    headers = {"Idempotency-Key": key.encode("latin-1")}
    answer = client.post("/jobs", files={"file": ("stock.csv", b"sku\n")}, headers=headers)
    _refused(answer, 422, "invalid_option")


@pytest.mark.parametrize("is_announced", [True, False])
def test_a_file_over_the_limit_is_refused_before_it_is_kept(tmp_path: Path, is_announced: bool) -> None:
    client = Client(make_app(tmp_path, max_upload_bytes=1000))
    head = b'--X\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
    size = 20 * 2**20 if is_announced else 2_000

    async def stream() -> AsyncIterator[bytes]:
        yield head + b"x" * size + b"\r\n--X--\r\n"

    headers = {"content-type": _BOUNDARY}
    if is_announced:
        headers["content-length"] = str(size)
    answer = client.post("/jobs", content=stream(), headers=headers)
    assert "1000 bytes" in _refused(answer, 413, "file_too_large")["detail"]


def test_a_refused_upload_leaves_nothing_in_the_spool(client: Client, tmp_path: Path) -> None:
    client.post("/jobs", files={"file": ("stock.csv", b"x" * 2**21)})
    client.post("/jobs", files={"file": ("stock.csv", b"sku\n"), "options": (None, "{")})
    assert list((tmp_path / "uploads").iterdir()) == []


def test_a_good_upload_reaches_the_database(client: Client) -> None:
    answer = client.post("/jobs", files={"file": ("stock.csv", b"sku\n")})
    assert answer.status_code == 503


@pytest.mark.parametrize("claimed", [b"a\x00b", b"t\xe9xt/csv", b"a b", b"x" * 200])
def test_a_claimed_media_type_that_is_none_is_not_kept(claimed: bytes) -> None:
    body = b'--X\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n'
    body += b"Content-Type: " + claimed + b"\r\n\r\nsku\r\n--X--\r\n"
    upload = Upload(spool=io.BytesIO())
    Receiver(upload, 1_000).parser(b"X").write(body)
    assert upload.media_type == "application/octet-stream"
    assert upload.file_name == "a.csv"


def test_a_disk_without_room_is_said_and_nothing_is_kept(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def keep(self: Upload, piece: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Upload, "keep", keep)
    _refused(client.post("/jobs", files={"file": ("stock.csv", b"sku\n")}), 507, "disk_full")
