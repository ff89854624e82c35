# Everything else the stand-ins need, in one image; they differ by how they are started.
FROM lotwise-rehearsal/servers
RUN mkdir -p /etc/postgresql-common && echo 'create_main_cluster = false' >/etc/postgresql-common/createcluster.conf \
    && apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        postgresql-15 pebble prometheus prometheus-alertmanager prometheus-node-exporter prometheus-redis-exporter \
        prometheus-blackbox-exporter \
    && apt-get clean && rm -rf /var/lib/apt/lists/* \
    && chown 999:999 /var/lib/postgresql /var/run/postgresql
RUN --mount=type=secret,id=pip,target=/etc/pip.conf python -m venv /opt/exporter \
    && /opt/exporter/bin/pip install --quiet --disable-pip-version-check prometheus-exporter-celery==0.11.2 packaging \
    && /opt/exporter/bin/pip install --quiet --disable-pip-version-check redis==8.1.0
