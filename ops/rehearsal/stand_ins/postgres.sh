#!/bin/sh
# The official entrypoint in short: a new cluster is made, its scripts run, the server started.
set -eu
export PATH="$POSTGRES_BIN:$PATH"
if ! [ -s "$PGDATA/PG_VERSION" ]; then
    mkdir -p "$PGDATA" && chmod 700 "$PGDATA"
    umask 077 && printf '%s' "$POSTGRES_PASSWORD" >/tmp/password
    # shellcheck disable=SC2086 # several options
    initdb -D "$PGDATA" --username postgres --pwfile=/tmp/password --auth-local=trust $POSTGRES_INITDB_ARGS >/tmp/initdb.log
    rm /tmp/password
    printf 'host all all all scram-sha-256\n' >>"$PGDATA/pg_hba.conf"
    pg_ctl -D "$PGDATA" -o "-c listen_addresses= -c unix_socket_directories=/var/run/postgresql" -w start >/tmp/start.log
    for script in /docker-entrypoint-initdb.d/*.sh; do
        [ -e "$script" ] || continue
        PGHOST=/var/run/postgresql PGUSER=postgres sh "$script"
    done
    pg_ctl -D "$PGDATA" -m fast -w stop >/tmp/stop.log
fi
exec "$@" -c listen_addresses='*' -c unix_socket_directories=/var/run/postgresql
