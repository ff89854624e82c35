"""Signatures as the specification has them, and the addresses that nothing is sent to."""

import base64
from uuid import UUID, uuid4

import pytest
from pydantic import ValidationError

from core.settings import Settings
from core.webhooks import addresses, networks, signing
from core.webhooks.errors import InvalidWebhook
from tests.integration.webhooks.receiver import Came, is_genuine

# The example in the tests of the specification's own libraries.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID, SENT_AT, BODY = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}'
SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_the_published_example_is_signed_as_published_and_found_genuine() -> None:
    headers = signing.headers([SECRET], ID, SENT_AT, BODY)
    assert headers == {"webhook-id": ID, "webhook-timestamp": str(SENT_AT), "webhook-signature": SIGNATURE}
    assert is_genuine(Came("/", headers, BODY), SECRET, now=SENT_AT + 10)
    assert not is_genuine(Came("/", headers, BODY + b" "), SECRET, now=SENT_AT + 10)
    assert not is_genuine(Came("/", headers, BODY), SECRET, now=SENT_AT + 600)


def test_two_secrets_make_two_signatures_either_of_which_will_do() -> None:
    other = "whsec_" + base64.b64encode(b"x" * 32).decode()
    headers = signing.headers([other, SECRET], ID, SENT_AT, BODY)
    assert headers["webhook-signature"].split(" ")[1] == SIGNATURE
    assert is_genuine(Came("/", headers, BODY), other, now=SENT_AT)
    assert is_genuine(Came("/", headers, BODY), SECRET, now=SENT_AT)


def test_a_secret_is_of_its_webhook_its_salt_and_the_pepper() -> None:
    webhook_id, salt = uuid4(), signing.new_salt()
    secret = signing.secret_of("pepper", webhook_id, salt)
    assert secret == signing.secret_of("pepper", webhook_id, salt)
    assert len(base64.b64decode(secret.removeprefix("whsec_"), validate=True)) == 32
    others = {
        signing.secret_of("other", webhook_id, salt),
        signing.secret_of("pepper", UUID(int=1), salt),
        signing.secret_of("pepper", webhook_id, signing.new_salt()),
    }
    assert secret not in others
    assert len(others) == 3


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("0.0.0.0", "this host"),
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("::1", "loopback"),
        ("::", "this host"),
        ("10.0.0.1", "private"),
        ("172.31.255.255", "private"),
        ("192.168.1.1", "private"),
        ("fd12:3456::1", "private"),
        ("100.64.0.1", "shared by a carrier (CGNAT)"),
        ("169.254.169.254", "a metadata service"),
        ("fd00:ec2::254", "a metadata service"),
        ("169.254.1.1", "link-local"),
        ("fe80::1", "link-local"),
        ("224.0.0.1", "multicast"),
        ("ff02::1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("240.0.0.1", "reserved"),
        ("192.0.2.1", "reserved"),
        ("198.18.0.1", "reserved"),
        ("2001:db8::1", "reserved"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:169.254.169.254", "a metadata service"),
        ("::127.0.0.1", "reserved"),
        ("64:ff9b::127.0.0.1", "loopback"),
        ("64:ff9b::8.8.8.8", None),
        ("2002:7f00:1::", "reserved"),
        ("2001:0:4136:e378:8000:63bf:3fff:fdd2", "reserved"),
        ("8.8.8.8", None),
        ("2606:4700:4700::1111", None),
    ],
)
def test_what_lies_inside_is_known_by_its_address(address: str, why: str | None) -> None:
    assert networks.why_refused(address) == why


def test_an_operator_can_allow_networks_and_only_these() -> None:
    allowed = networks.parsed("10.20.0.0/16, fd00::/8")
    assert networks.why_refused("10.20.3.4", allowed) is None
    assert networks.why_refused("::ffff:10.20.3.4", allowed) is None
    assert networks.why_refused("fd00::5", allowed) is None
    assert networks.why_refused("10.21.0.1", allowed) == "private"
    with pytest.raises(ValidationError, match="webhook_networks"):
        Settings(webhook_networks="10.20.0.0/33")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "hooks.example.com",
        "ftp://hooks.example.com/",
        "file:///etc/passwd",
        "http://",
        "http:///path",
        "http://user@hooks.example.com/",
        "http://user:secret@hooks.example.com/",
        "http://127.0.0.1\\@hooks.example.com/",
        "http://hooks.example.com:0/",
        "http://hooks.example.com:99999/",
        "http://hooks.example.com:port/",
        "http://hooks example.com/\n",
        "http://[::1/",
        "https://hooks.example.com/" + "x" * 2_000,
    ],
)
def test_what_is_no_address_to_send_to_is_refused_by_field(url: str) -> None:
    with pytest.raises(InvalidWebhook) as refused:
        addresses.check(url, needs_https=False, allowed=())
    (problem,) = refused.value.problems
    assert (problem.field, problem.code) == ("url", "invalid_url")
    assert problem.remedy
    assert "secret" not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "http://localhost/",
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://169.254.169.254/latest/meta-data/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "https://10.0.0.1:8443/",
    ],
)
def test_what_leads_inside_is_refused_in_every_spelling(url: str) -> None:
    with pytest.raises(InvalidWebhook, match="leads inside"):
        addresses.check(url, needs_https=False, allowed=())
