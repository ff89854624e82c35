#!/bin/sh
# Run once by the image of PostgreSQL in a new cluster: what Lotwise signs in as, and its database. The owner is
# no superuser, as on a managed server; it may make the role the API acts in.
set -eu
psql --quiet --set ON_ERROR_STOP=1 --username postgres --dbname postgres --set password="$LOTWISE_PASSWORD" <<'SQL'
CREATE ROLE lotwise LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE lotwise OWNER lotwise;
SQL
