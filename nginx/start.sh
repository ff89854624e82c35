#!/bin/sh
# Runs nginx: fills in the configuration, begins with a certificate of its own where there is none yet, and
# reloads when a certificate was issued or renewed, or when the API or the desk has another address.
set -eu

: "${DOMAIN:?the name the certificate is for}" "${API_ADDRESS:?}" "${UI_ADDRESS:?}"
export DOMAIN API_ADDRESS UI_ADDRESS
export SHARED="${SHARED:-/etc/lotwise}" RUN="${RUN:-/tmp/nginx}" SPOOL="${SPOOL:-/srv/lotwise/nginx}"
export WEBROOT="${WEBROOT:-/srv/lotwise/webroot}" LOG="${LOG:-/dev/stdout}" HTTP="${HTTP:-80}" HTTPS="${HTTPS:-443}"
issued=${CERTIFICATES:-/srv/lotwise/certificates}/live/$DOMAIN
look_every=${LOOK_EVERY:-5}

say() { printf 'start.sh: %s\n' "$*" >&2; }

# nginx's own variables have other names, so only ours are filled in.
fill() {
    # shellcheck disable=SC2016 # these are names for envsubst
    envsubst '$DOMAIN $API_ADDRESS $UI_ADDRESS $SHARED $RUN $SPOOL $WEBROOT $LOG $HTTP $HTTPS' \
        <"$SHARED/$1.template" >"$RUN/$1"
}

# A copy, so that nginx never reads a certificate and a key of which only one has been renewed yet.
take_certificate() {
    if [ -s "$issued/fullchain.pem" ] && [ -s "$issued/privkey.pem" ]; then
        cp "$issued/fullchain.pem" "$RUN/certificate.new" && cp "$issued/privkey.pem" "$RUN/key.new" || return 1
        if ! belong_together; then return 1; fi
        mv "$RUN/key.new" "$RUN/key.pem" && mv "$RUN/certificate.new" "$RUN/certificate.pem"
    elif ! [ -s "$RUN/certificate.pem" ]; then
        say "no certificate for $DOMAIN yet: beginning with one no browser believes"
        openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 30 -subj "/CN=$DOMAIN" \
            -addext "subjectAltName=DNS:$DOMAIN" -keyout "$RUN/key.pem" -out "$RUN/certificate.pem" 2>/dev/null
    fi
}

belong_together() {
    [ "$(openssl x509 -in "$RUN/certificate.new" -noout -pubkey)" = "$(openssl pkey -in "$RUN/key.new" -pubout)" ]
}

# What a reload depends on, in one line.
seen() {
    cksum "$issued/fullchain.pem" 2>/dev/null || true
    for address in "$API_ADDRESS" "$UI_ADDRESS"; do
        getent ahosts "${address%:*}" | cut -d ' ' -f 1 | sort -u
    done
}

watch() {
    before=$(seen)
    while sleep "$look_every"; do
        now=$(seen)
        [ "$now" != "$before" ] || continue
        take_certificate || continue # half-written; looked at again
        if nginx -t -q -c "$RUN/nginx.conf" && kill -HUP "$(cat "$RUN/nginx.pid")"; then
            say "certificate or addresses have changed: reloaded"
            before=$now
        fi
    done
}

umask 077
mkdir -p "$RUN" "$SPOOL"
fill upstreams.conf
fill served.conf
fill nginx.conf
take_certificate
watch &
exec nginx -c "$RUN/nginx.conf"
