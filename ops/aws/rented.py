"""`python -m ops.aws.rented ADDRESS PORT`: an account that moto plays with a host of the template.

Run with the programs of ops/locks/rehearsal.lock. It reads one line of JSON, {"parameters": {NAME: VALUE},
"secrets": {NAME: VALUE}}, puts the secrets below the parameter SecretsPath, makes the stack, and says on one
line of JSON what the host's user data and its bucket are (empty: it has none). It plays on until its input
ends; any other line of input is the name of a bucket, or empty, answered by the bucket's keys with their
sizes [bytes] and by the signals the host sent, {"kept": {KEY: SIZE}, "signals": [STATUS]}.
"""

import json
import logging
import sys
from contextlib import redirect_stdout
from typing import Final, TextIO

from moto.cloudformation.responses import CloudFormationResponse
from moto.server import ThreadedMotoServer

from ops.aws.created import REGION, Account, user_data

_SIGNALS: Final[list[str]] = []


def _signal_resource(response: CloudFormationResponse) -> str:
    """SignalResource, which moto has not: CloudFormation waits for it (CreationPolicy of the host)."""
    _SIGNALS.append(response._get_param("Status"))  # noqa: SLF001 -- as moto's own actions do
    return "<SignalResourceResponse><ResponseMetadata/></SignalResourceResponse>"


def main(address: str, port: int) -> None:
    """Until the input ends."""
    out = sys.stdout
    with redirect_stdout(sys.stderr):  # a server says that it runs
        _play(address, port, out)


def _play(address: str, port: int, out: TextIO) -> None:
    CloudFormationResponse.signal_resource = _signal_resource
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer(address, port, verbose=False)
    server.start()
    account = Account("http://{}:{}".format(*server.get_host_and_port()))
    given = json.loads(sys.stdin.readline())
    for name, value in given["secrets"].items():
        path = f"{given['parameters']['SecretsPath']}/{name}"
        account.ssm.put_parameter(Name=path, Value=value, Type="SecureString")
    made = account.create("main", given["parameters"])
    script = user_data(account, made["Host"])
    told = {"user_data": script, "bucket": made.get("Backups", ""), "region": REGION}
    print(json.dumps(told), flush=True, file=out)
    for line in sys.stdin:
        bucket = line.strip()
        listed = account.s3.list_objects_v2(Bucket=bucket).get("Contents", []) if bucket else []
        kept = {one["Key"]: one["Size"] for one in listed}
        print(json.dumps({"kept": kept, "signals": _SIGNALS}), flush=True, file=out)
    server.stop()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
