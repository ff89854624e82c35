#!/bin/sh
# Has a certificate issued for DOMAIN and renews it when a third of its time is left; nginx sees the new one.
#
#   CERTBOT_EMAIL    where the authority writes to; may be empty
#   CERTBOT_STAGING  1: certificates no browser believes, without the authority's limits
#   ACME_SERVER      another authority than Let's Encrypt
set -eu

: "${DOMAIN:?the name the certificate is for}"
folder=${CERTIFICATES:-/srv/lotwise/certificates}
webroot=${WEBROOT:-/srv/lotwise/webroot}
twice_a_day=43200
# Let's Encrypt bears five failures an hour.
after_failure=1800

say() { printf 'certbot.sh: %s\n' "$*"; }
ask() { certbot "$@" --config-dir "$folder" --work-dir /tmp/certbot --logs-dir /tmp/certbot --non-interactive; }

authority() {
    if [ -n "${ACME_SERVER:-}" ]; then
        echo "$ACME_SERVER"
    elif [ "${CERTBOT_STAGING:-0}" = 1 ]; then
        echo https://acme-staging-v02.api.letsencrypt.org/directory
    else
        echo https://acme-v02.api.letsencrypt.org/directory
    fi
}

# Also anew where the certificate that is there is another authority's: after --staging, the real one.
issue() {
    say "asking $(authority) for a certificate for $DOMAIN"
    if [ -n "${CERTBOT_EMAIL:-}" ]; then who="--email $CERTBOT_EMAIL"; else who=--register-unsafely-without-email; fi
    # shellcheck disable=SC2086 # two words
    ask certonly --webroot --webroot-path "$webroot" --domain "$DOMAIN" --cert-name "$DOMAIN" \
        --server "$(authority)" --agree-tos --key-type ecdsa --force-renewal $who
}

is_issued() {
    [ -s "$folder/live/$DOMAIN/fullchain.pem" ] &&
        grep -qxF "server = $(authority)" "$folder/renewal/$DOMAIN.conf"
}

renew() { ask renew --cert-name "$DOMAIN" --no-random-sleep-on-renew --quiet "$@"; }

case ${1:-} in
    issue) issue; exit ;;
    renew) shift; renew "$@"; exit ;;
esac
case $DOMAIN in
    *.*) ;;
    *) say "$DOMAIN is no public name: nginx keeps its own certificate"; exec sleep infinity ;;
esac
trap 'exit 0' TERM INT
while :; do
    rest=$twice_a_day
    if is_issued; then renew || rest=$after_failure; else issue || rest=$after_failure; fi
    sleep "$rest" &
    wait $!
done
