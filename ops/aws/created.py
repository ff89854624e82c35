"""`python -m ops.aws.created`: the template made into stacks by moto, and what came of it.

Run with the programs of ops/locks/rehearsal.lock. moto runs no user data, and knows neither EIPAssociation,
BucketPolicy nor the bucket's doors and lifecycle: those are cfn-lint's alone. Status 1 with the reason where
a stack is not what the template promises.
"""

import ast
import base64
import logging
from typing import Any, Final

import boto3
from moto.server import ThreadedMotoServer

from ops.aws.template import SCRIPT, TEMPLATE

REGION: Final = "eu-central-1"
# moto knows no parameters of Canonical's, and looks for the default one even where another is given.
_CANONICAL: Final = "/aws/service/canonical/ubuntu/server/24.04/stable/current/amd64/hvm/ebs-gp3/ami-id"
_AMI: Final = "/stands-in/ubuntu-24.04"
_GIVEN: Final = {
    "Domain": "lotwise.example.com",
    "Email": "ops@example.com",
    "Image": "ghcr.io/example/lotwise",
    "Digest": "sha256:" + "a" * 64,
    "SshFrom": "203.0.113.0/24",
    "KeyName": "operator",
    "DeployKey": "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIexample pipeline",
    "SecretsPath": "/lotwise/main",
}


class Account:
    """The clients of one account that moto plays."""

    def __init__(self, endpoint: str) -> None:
        self._given = {
            "endpoint_url": endpoint,
            "region_name": REGION,
            "aws_access_key_id": "none",
            "aws_secret_access_key": "none",
        }
        self.ec2, self.s3 = self.client("ec2"), self.client("s3")
        self.formation, self.iam = self.client("cloudformation"), self.client("iam")
        self.ssm = self.client("ssm")
        self.ec2.create_key_pair(KeyName=_GIVEN["KeyName"])
        image = self.ec2.describe_images()["Images"][0]["ImageId"]
        self.ssm.put_parameter(Name=_AMI, Value=image, Type="String")

    def client(self, service: str) -> Any:  # noqa: ANN401 -- boto3 makes its clients as it runs
        """A client of the service."""
        return boto3.client(service, **self._given)

    def create(self, name: str, more: dict[str, str]) -> dict[str, str]:
        """The stack's resources: logical name, physical name."""
        network = self.ec2.create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
        subnet = self.ec2.create_subnet(VpcId=network, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
        given = {**_GIVEN, "Vpc": network, "Subnet": subnet, "Ami": _AMI, **more}
        self.formation.create_stack(
            StackName=name,
            TemplateBody=TEMPLATE.read_text().replace(_CANONICAL, _AMI),
            Parameters=[{"ParameterKey": key, "ParameterValue": value} for key, value in given.items()],
            Capabilities=["CAPABILITY_IAM"],
        )
        [stack] = self.formation.describe_stacks(StackName=name)["Stacks"]
        promised(stack["StackStatus"] == "CREATE_COMPLETE", f"{name}: {stack['StackStatus']}")
        resources = self.formation.describe_stack_resources(StackName=name)["StackResources"]
        # Of kinds moto does not know (EIPAssociation, BucketPolicy) it lists nothing but a status.
        return {
            one["LogicalResourceId"]: one["PhysicalResourceId"]
            for one in resources
            if "PhysicalResourceId" in one
        }


def promised(is_so: object, what: str) -> None:
    """Say it, or end with it where it is not so."""
    if not is_so:
        raise SystemExit(f"NOT SO: {what}")
    print(what, flush=True)


def user_data(account: Account, host: str) -> str:
    """What that machine does at its first start, with the values of its parameters."""
    data = account.ec2.describe_instance_attribute(InstanceId=host, Attribute="userData")
    return base64.b64decode(data["UserData"]["Value"]).decode()


def _whole(account: Account) -> None:
    made = account.create("main", {})
    promised(True, f"a whole host: {', '.join(sorted(made))}")
    [group] = account.ec2.describe_security_groups(GroupIds=[made["Network"]])["SecurityGroups"]
    doors = {(one["FromPort"], one["IpRanges"][0]["CidrIp"]) for one in group["IpPermissions"]}
    promised(
        doors == {(22, "203.0.113.0/24"), (80, "0.0.0.0/0"), (443, "0.0.0.0/0")}, f"open: {sorted(doors)}"
    )
    script = user_data(account, made["Host"])
    promised(SCRIPT.read_text() in script, f"user data is the script, {len(script)} of 16,384 bytes")
    promised(len(script) < 16_384, "which is within Amazon's limit")
    promised(f"BUCKET='{made['Backups']}'" in script, "and has the name of the bucket")
    rules = account.s3.get_bucket_encryption(Bucket=made["Backups"])["ServerSideEncryptionConfiguration"][
        "Rules"
    ]
    promised(rules, f"bucket encrypted: {rules[0]['ApplyServerSideEncryptionByDefault']['SSEAlgorithm']}")
    names = account.iam.list_role_policies(RoleName=made["Role"])["PolicyNames"]
    allowed = sorted(action for name in names for action in _actions(account, made["Role"], name))
    wanted = ["cloudformation:SignalResource", "s3:GetObject", "s3:ListBucket", "s3:PutObject"]
    wanted.append("ssm:GetParametersByPath")
    promised(allowed == wanted, f"the role may: {', '.join(allowed)}")


def _actions(account: Account, role: str, policy: str) -> list[str]:
    document = account.iam.get_role_policy(RoleName=role, PolicyName=policy)["PolicyDocument"]
    actions: list[str] = []
    # moto hands out what it was given as Python writes it, not as JSON.
    for statement in (ast.literal_eval(document) if isinstance(document, str) else document)["Statement"]:
        action = statement["Action"]
        actions += [action] if isinstance(action, str) else action
    return actions


def _worker(account: Account) -> None:
    made = account.create("more", {"HostKind": "worker"})
    promised("Backups" not in made, f"a host of workers: {', '.join(sorted(made))}")
    [group] = account.ec2.describe_security_groups(GroupIds=[made["Network"]])["SecurityGroups"]
    promised([one["FromPort"] for one in group["IpPermissions"]] == [22], "open on it: ssh only")


def main() -> None:
    """Both kinds of host, one after the other."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        account = Account(f"http://{host}:{port}")
        _whole(account)
        _worker(account)
    finally:
        server.stop()


if __name__ == "__main__":
    main()
