"""Prometheus of a drill looks at parts of the drill and at nothing else; certificates end when told."""

import datetime as dt
import shutil
import ssl
import time
from pathlib import Path

import pytest
import yaml

from ops.monitors import configured, front, programs

ADDRESSES = {
    "api:8000": "127.0.0.1:1",
    "celery-exporter:9808": "127.0.0.1:2",
    "node-exporter:9100": "127.0.0.1:3",
    "redis-exporter:9121": "127.0.0.1:4",
    "blackbox-exporter:9115": "127.0.0.1:5",
    "https://nginx/ping": "https://127.0.0.1:6/ping",
    "localhost:9090": "127.0.0.1:7",
    "alertmanager:9093": "127.0.0.1:8",
}
TEXT = configured.CONFIGURATION.read_text()


def unchanged(_: Path, text: str) -> str:
    return text


def test_nothing_but_addresses_is_changed(tmp_path: Path) -> None:
    configured.write(tmp_path, ADDRESSES, unchanged)
    written = (tmp_path / "prometheus.yml").read_text()
    for theirs, ours in ADDRESSES.items():
        written = written.replace(ours, theirs)
    assert written == TEXT
    (rules,) = yaml.safe_load(TEXT)["rule_files"]
    names = [path.name for path in sorted(configured.RULES.glob("*.yml"))]
    assert [path.name for path in sorted(tmp_path.glob(rules))] == names


def test_an_address_that_is_not_there_is_refused() -> None:
    with pytest.raises(ValueError, match="does not name pushgateway:9091"):
        configured.readdressed(TEXT, {**ADDRESSES, "pushgateway:9091": "127.0.0.1:9"})


@pytest.mark.parametrize("forgotten", ADDRESSES)
def test_an_address_nobody_gave_is_refused(forgotten: str) -> None:
    given = {theirs: ours for theirs, ours in ADDRESSES.items() if theirs != forgotten}
    with pytest.raises(ValueError, match=f"names {forgotten}.*no address is given"):
        configured.readdressed(TEXT, given)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="no openssl: sudo apt-get install openssl")
def test_a_certificate_ends_when_it_is_told_to(tmp_path: Path) -> None:
    front.prepare(tmp_path / "front", "127.0.0.1:1", "http://127.0.0.1:2")
    for ends_in in (front.LONG, dt.timedelta(hours=1)):
        if ends_in is not front.LONG:
            front.certify(tmp_path / "front", ends_in)
        certificate = tmp_path / "front" / "own.crt"
        ssl.create_default_context().load_cert_chain(certificate, tmp_path / "front" / "own.key")
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.load_verify_locations(certificate)
        (shown,) = context.get_ca_certs()
        end = ssl.cert_time_to_seconds(str(shown["notAfter"]))
        assert end - time.time() == pytest.approx(ends_in.total_seconds(), abs=60)


def test_packages_are_named_by_what_they_bring() -> None:
    assert programs.packages(["nginx", "prometheus-node-exporter"]) == [
        "nginx-light",
        "prometheus-node-exporter",
    ]
    assert programs.missing(["sh", "no-such-program"]) == ["no-such-program"]
