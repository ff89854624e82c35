# A new machine as a cloud hands it out. It is Debian 13 in the place of Ubuntu 24.04, whose packages cannot be counted
# on everywhere: the one name that differs, docker-compose-v2, is a package made here that depends on Debian's.
FROM debian:trixie-slim
COPY systemctl.sh /usr/local/sbin/systemctl
COPY machine.sh /usr/local/sbin/
RUN chmod 755 /usr/local/sbin/systemctl \
    && printf '#!/bin/sh\nexit 101\n' >/usr/sbin/policy-rc.d && chmod 755 /usr/sbin/policy-rc.d \
    && apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install -y --no-install-recommends \
        openssh-server sudo python3 systemd iptables kmod \
    && apt-get clean && rm -rf /var/lib/apt/lists/* && rm -f /etc/ssh/ssh_host_* && mkdir -p /run/sshd
RUN mkdir -p /opt/ubuntu/made/DEBIAN && cd /opt/ubuntu \
    && printf '%s\n' 'Package: docker-compose-v2' 'Version: 2' 'Architecture: all' 'Maintainer: nobody <nobody@example.com>' \
        'Depends: docker-compose (>= 2), docker-cli' 'Description: a name of Ubuntu' >made/DEBIAN/control \
    && dpkg-deb --build made made.deb \
    && { cat made/DEBIAN/control; echo 'Filename: ./made.deb'; echo "Size: $(stat -c %s made.deb)"; \
        echo "SHA256: $(sha256sum made.deb | cut -d' ' -f1)"; } >Packages \
    && echo 'deb [trusted=yes] file:/opt/ubuntu ./' >/etc/apt/sources.list.d/ubuntu.list \
    && mkdir -p /etc/docker \
    && echo '{"registry-mirrors": ["http://registry:5000"], "insecure-registries": ["registry:5000"]}' >/etc/docker/daemon.json
