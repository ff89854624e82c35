# What a host finds outside itself: a registry of images, and the way to Debian's packages.
FROM debian:bookworm-slim
RUN apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        docker-registry tinyproxy-bin \
    && apt-get clean && rm -rf /var/lib/apt/lists/* \
    && printf 'version: 0.1\nstorage: {filesystem: {rootdirectory: /var/lib/docker-registry}}\nhttp: {addr: ":5000"}\n' \
        >/etc/lotwise-registry.yml
