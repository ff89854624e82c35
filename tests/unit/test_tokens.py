"""Access tokens: only what we have signed for us, and only while it is good."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import jwt
import pytest

from core.errors import InvalidOption, NotSignedIn
from core.ids import WorkspaceId
from core.tokens import LIFE_SECONDS, Claims, Tokens

SECRET, OLD = "s" * 40, "o" * 40
TOKENS = Tokens(SECRET, "pepper")
CLAIMS = Claims(user_id=uuid4(), workspace_id=WorkspaceId(uuid4()), sign_in_id=uuid4())
TOKEN = TOKENS.issue(CLAIMS)
HEADER = jwt.get_unverified_header(TOKEN)
PAYLOAD: dict[str, Any] = jwt.decode(TOKEN, options={"verify_signature": False})


STOLEN: dict[str, Any] = {**PAYLOAD, "sub": str(uuid4())}


def part(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()


def signed(changes: dict[str, Any], *, secret: str = SECRET, algorithm: str = "HS256", **header: str) -> str:
    payload = {name: value for name, value in {**PAYLOAD, **changes}.items() if value is not None}
    return jwt.encode(payload, secret, algorithm, headers={"kid": HEADER["kid"], **header})


FORGERIES: dict[str, Callable[[], str]] = {
    "no signature": lambda: f"{part({**HEADER, 'alg': 'none'})}.{TOKEN.split('.')[1]}.",
    "none in capitals": lambda: f"{part({**HEADER, 'alg': 'NONE'})}.{TOKEN.split('.')[1]}.",
    "a signature of nothing under our algorithm": lambda: ".".join(TOKEN.split(".")[:2]) + ".",
    "another algorithm of the family": lambda: signed({}, algorithm="HS512", secret="s" * 64),
    "our secret under HS512": lambda: signed({}, algorithm="HS384", secret=SECRET + "s" * 8),
    "said to be RS256": lambda: f"{part({**HEADER, 'alg': 'RS256'})}.{'.'.join(TOKEN.split('.')[1:])}",
    "another secret": lambda: signed({}, secret="x" * 40),
    "an unknown kid": lambda: signed({}, kid="000000000000"),
    "a kid that is a path": lambda: signed({}, kid="../../dev/null"),
    "no kid": lambda: jwt.encode(PAYLOAD, SECRET, "HS256"),
    "a key brought along": lambda: signed({}, secret="x" * 40, jku="http://127.0.0.1/keys"),
    "another audience": lambda: signed({"aud": "somebody-else"}),
    "no audience": lambda: signed({"aud": None}),
    "another issuer": lambda: signed({"iss": "somebody-else"}),
    "no issuer": lambda: signed({"iss": None}),
    "expired": lambda: TOKENS.issue(CLAIMS, time.time() - LIFE_SECONDS - 1),
    "no end": lambda: signed({"exp": None}),
    "not yet good": lambda: signed({"nbf": int(time.time()) + 60}),
    "made in the future": lambda: signed({"iat": int(time.time()) + 60}),
    "no number": lambda: signed({"jti": None}),
    "no person": lambda: signed({"sub": None}),
    "a person who is no id": lambda: signed({"sub": "admin"}),
    "a workspace that is no id": lambda: signed({"ws": "' OR 1=1"}),
    "no sign-in": lambda: signed({"sid": None}),
    "cut short": lambda: TOKEN[:-5],
    "another body": lambda: ".".join([TOKEN.split(".")[0], part(STOLEN), TOKEN[-43:]]),
    "nothing": lambda: "",
    "dots": lambda: "..",
    "text": lambda: "a.b.c",
    "a header that is a list": lambda: f"{part([])}.{part({})}.x",
}


def test_a_token_says_whose_it_is() -> None:
    assert TOKENS.read(TOKEN) == CLAIMS
    assert {"iss", "aud", "exp", "nbf", "iat", "sub", "jti"} <= PAYLOAD.keys()
    assert PAYLOAD["exp"] - PAYLOAD["iat"] == 900


@pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")
@pytest.mark.parametrize("forgery", FORGERIES)
def test_a_token_that_is_not_ours_or_not_good_is_refused(forgery: str) -> None:
    with pytest.raises(NotSignedIn):
        TOKENS.read(FORGERIES[forgery]())


def test_a_new_secret_signs_while_the_old_one_is_still_accepted() -> None:
    old, both = Tokens(OLD, ""), Tokens(f"{SECRET},{OLD}", "")
    assert both.read(old.issue(CLAIMS)) == CLAIMS
    assert TOKENS.read(both.issue(CLAIMS)) == CLAIMS
    with pytest.raises(NotSignedIn):
        TOKENS.read(old.issue(CLAIMS))


def test_without_secrets_one_is_made_of_the_pepper() -> None:
    made = Tokens("", "one").issue(CLAIMS)
    assert Tokens(" ", "one").read(made) == CLAIMS
    with pytest.raises(NotSignedIn):
        Tokens("", "another").read(made)


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(InvalidOption):
        Tokens("short", "pepper")
