#!/bin/sh
# Ask a host for a release: send.sh [USER@]HOST DIGEST [PORT]; the user is `deploy` unless said
#
#   DEPLOY_KEY            the private key, as text
#   DEPLOY_KNOWN_HOSTS    the host's key, as a line of known_hosts: whoever has another is not talked to
#
# The host's answer and exit status are those of its lotwise-deploy (0 deployed, 1 rolled back, 2 refused, 3 nothing
# runs); 255 is ssh's own: no connection, or not this host.
set -eu

host=${1:?the host}
digest=${2:?the digest}
port=${3:-22}
case $host in *@*) ;; *) host=deploy@$host ;; esac
case $digest in
    sha256:*[!0-9a-f]* | sha256:) echo "send.sh: '$digest' is no digest" >&2; exit 2 ;;
    sha256:*) [ "${#digest}" -eq 71 ] || { echo "send.sh: '$digest' is no digest" >&2; exit 2; } ;;
    *) echo "send.sh: '$digest' is no digest" >&2; exit 2 ;;
esac

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
umask 077
printf '%s\n' "${DEPLOY_KEY:?the private key}" >"$folder/key"
printf '%s\n' "${DEPLOY_KNOWN_HOSTS:?the line of known_hosts}" >"$folder/known_hosts"

# Nothing of the user's own configuration counts, and no question is asked. A host that is silent for two minutes is gone.
ssh -F none -T -p "$port" -i "$folder/key" -o IdentitiesOnly=yes -o IdentityAgent=none -o BatchMode=yes \
    -o StrictHostKeyChecking=yes -o UserKnownHostsFile="$folder/known_hosts" -o GlobalKnownHostsFile=none \
    -o UpdateHostKeys=no -o ConnectTimeout=20 -o ServerAliveInterval=15 -o ServerAliveCountMax=8 \
    -o ForwardAgent=no -o ClearAllForwardings=yes "$host" "$digest"
