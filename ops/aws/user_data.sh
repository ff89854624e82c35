# What a new host does at its first start, as root. ops/aws/lotwise.yaml holds a copy, with the values of its
# parameters before it (python -m ops.aws.template writes it). Run again it changes nothing that is right:
#   sudo sh /var/lib/cloud/instance/user-data.txt        what it said: /var/log/lotwise-install.log
set -eu
umask 022
log=/var/log/lotwise-install.log
home=/srv/lotwise
library=/usr/local/lib/lotwise
ended() {
    status=$?
    trap - EXIT
    [ "$status" -eq 0 ] && word=SUCCESS || word=FAILURE
    echo "$(date -u +%FT%TZ) installation: $word" >>"$log"
    [ -z "$STACK" ] || python3 - "$STACK" "$RESOURCE" "$REGION" "$word" >>"$log" 2>&1 <<'PYTHON' || true
import sys, uuid, boto3
stack, resource, region, word = sys.argv[1:]
boto3.client("cloudformation", region_name=region).signal_resource(
    StackName=stack, LogicalResourceId=resource, UniqueId=uuid.uuid4().hex, Status=word)
PYTHON
    exit "$status"
}
trap ended EXIT
exec >>"$log" 2>&1
say() { echo "$(date -u +%FT%TZ) $*"; }

say "programs"
export DEBIAN_FRONTEND=noninteractive
packages="docker.io docker-compose-v2 python3-boto3 unattended-upgrades"
# At the first start other programs use apt too: wait for them, not for luck.
apt-get -o DPkg::Lock::Timeout=600 -qq update
# shellcheck disable=SC2086
apt-get -o DPkg::Lock::Timeout=600 -qq install -y --no-install-recommends $packages >/dev/null
systemctl enable --now docker

say "settings and secrets"
install -d -m 755 /etc/lotwise "$home" "$home/backups"
touch "$home/.env"
chmod 600 "$home/.env"
# Every parameter below SecretsPath is a line of .env, and newer than what is there. None passes through user data,
# which anybody who may describe instances can read.
if [ -n "$SECRETS_PATH" ]; then
    python3 - "$SECRETS_PATH" "$REGION" "$home/.env" <<'PYTHON'
import os, pathlib, re, sys, boto3
path, region, file = sys.argv[1:]
pages = boto3.client("ssm", region_name=region).get_paginator("get_parameters_by_path")
found = {p["Name"].rpartition("/")[2]: p["Value"] for page in pages.paginate(Path=path, WithDecryption=True)
         for p in page["Parameters"]}
bad = [n for n, v in found.items() if not re.fullmatch("[A-Z][A-Z0-9_]*", n) or re.search(r"[\r\n]", v)]
if bad:
    sys.exit(f"{path}: no lines of .env: {bad}. A name is of capitals, digits and _; a value is one line.")
old = [line for line in pathlib.Path(file).read_text().splitlines() if line.partition("=")[0] not in found]
new = os.open(file + ".new", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
with os.fdopen(new, "w") as out:
    out.write("\n".join([*old, *(f"{n}={v}" for n, v in sorted(found.items())), ""]))
os.replace(file + ".new", file)
print(f"{len(found)} lines from {path}")
PYTHON
fi
setting() { sed -n "s/^$1=//p" "$home/.env" | tail -n 1; }

if [ -n "$(setting REGISTRY_TOKEN)" ]; then
    setting REGISTRY_TOKEN | docker login "${IMAGE%%/*}" --username "${REGISTRY_USER:-token}" --password-stdin
fi
say "image $IMAGE@$DIGEST"
docker pull --quiet "$IMAGE@$DIGEST"
# Workers share the secrets of the Lotwise they work for: one made up here would be another, and nobody would say so.
[ "$HOST_KIND" = worker ] ||
    docker run --rm --user 0 --network none --volume "$home:/host" "$IMAGE@$DIGEST" \
        secrets --domain "$DOMAIN" --email "$EMAIL" --file /host/.env
grep -q '^COMPOSE_PROJECT_NAME=' "$home/.env" || echo COMPOSE_PROJECT_NAME=lotwise >>"$home/.env"

say "the program that deploys"
container=$(docker create "$IMAGE@$DIGEST")
rm -rf "$library.new"
install -d "$library.new/ops"
docker cp "$container:/opt/lotwise/ops/__init__.py" "$library.new/ops/__init__.py"
docker cp "$container:/opt/lotwise/ops/deploy" "$library.new/ops/deploy"
docker rm "$container" >/dev/null
rm -rf "$library"
mv "$library.new" "$library"
cat >/usr/local/sbin/lotwise-deploy <<'SCRIPT'
#!/bin/sh
PYTHONPATH=/usr/local/lib/lotwise PYTHONDONTWRITEBYTECODE=1 exec /usr/bin/python3 -P -m ops.deploy "$@"
SCRIPT
chmod 755 /usr/local/sbin/lotwise-deploy
if [ "$HOST_KIND" = worker ]; then
    kind="FILES=docker-compose.worker.yml
MIGRATE=no"
else
    kind="SMOKE=https://127.0.0.1/api/ready https://127.0.0.1/ping https://127.0.0.1/
HOST_NAME=$DOMAIN"
fi
printf 'IMAGE=%s\nHOME=%s\n%s\n' "$IMAGE" "$home" "$kind" >/etc/lotwise/deploy.conf

say "who may deploy"
id deploy >/dev/null 2>&1 || useradd --create-home --shell /bin/sh deploy
install -d -m 700 -o deploy -g deploy /home/deploy/.ssh
: >/home/deploy/.ssh/authorized_keys
[ -z "$DEPLOY_KEY" ] ||
    echo "restrict,command=\"sudo /usr/local/sbin/lotwise-deploy\" $DEPLOY_KEY" >/home/deploy/.ssh/authorized_keys
chown deploy:deploy /home/deploy/.ssh/authorized_keys
chmod 600 /home/deploy/.ssh/authorized_keys
cat >/etc/sudoers.d/lotwise-deploy.new <<'SUDO'
Defaults!/usr/local/sbin/lotwise-deploy env_keep += "SSH_ORIGINAL_COMMAND"
deploy ALL=(root) NOPASSWD: /usr/local/sbin/lotwise-deploy ""
SUDO
chmod 440 /etc/sudoers.d/lotwise-deploy.new
visudo -cqf /etc/sudoers.d/lotwise-deploy.new
mv /etc/sudoers.d/lotwise-deploy.new /etc/sudoers.d/lotwise-deploy

say "what happens by itself"
cat >/etc/systemd/system/lotwise-recover.service <<'UNIT'
[Unit]
Description=Put right a deployment of Lotwise that was cut off
Requires=docker.service
After=docker.service network-online.target
Wants=network-online.target
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/lotwise-deploy --recover
[Install]
WantedBy=multi-user.target
UNIT
cat >/usr/local/sbin/lotwise-backup <<'SCRIPT'
#!/bin/sh
# A backup of the database, and all backups to the bucket.
set -eu
cd /srv/lotwise/current
docker compose run --rm -T backup
exec python3 - "$@" <<'PYTHON'
import pathlib, subprocess, sys, boto3
bucket, region = sys.argv[1:]
volume = subprocess.run(["docker", "volume", "inspect", "--format", "{{.Mountpoint}}", "lotwise_backups"],
                        check=True, capture_output=True, text=True).stdout.strip()
s3 = boto3.client("s3", region_name=region)
pages = s3.get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix="backups/")
there = {o["Key"]: o["Size"] for page in pages for o in page.get("Contents", [])}
for file in sorted(pathlib.Path(volume).iterdir()):
    key = f"backups/{file.name}"
    if file.is_file() and not file.name.startswith(".") and there.get(key) != file.stat().st_size:
        s3.upload_file(str(file), bucket, key)
        print(f"{key}: {file.stat().st_size} bytes", flush=True)
PYTHON
SCRIPT
chmod 755 /usr/local/sbin/lotwise-backup
cat >/etc/systemd/system/lotwise-backup.service <<UNIT
[Unit]
Description=Back Lotwise's database up to $BUCKET
[Service]
Type=oneshot
ExecStart=/usr/local/sbin/lotwise-backup $BUCKET $REGION
UNIT
cat >/etc/systemd/system/lotwise-backup.timer <<'UNIT'
[Unit]
Description=Back Lotwise's database up every night
[Timer]
OnCalendar=*-*-* 00:30:00
RandomizedDelaySec=15min
Persistent=true
[Install]
WantedBy=timers.target
UNIT
systemctl daemon-reload
systemctl enable lotwise-recover.service
if [ "$HOST_KIND" = worker ]; then
    say "a host of workers keeps nothing: no backup"
else
    systemctl enable --now lotwise-backup.timer
fi

say "first release"
# What runs stays: a host that is started again has been deployed to since.
if [ -s "$home/released" ]; then
    /usr/local/sbin/lotwise-deploy "$(cat "$home/released")"
else
    /usr/local/sbin/lotwise-deploy "$DIGEST"
fi
[ "$HOST_KIND" = worker ] && what="workers run for" || what="Lotwise runs:"
say "$what https://$DOMAIN"
