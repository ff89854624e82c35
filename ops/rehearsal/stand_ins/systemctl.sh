#!/bin/sh
# Stands for systemd, which would have to be the first process: notes what it is told to do, and starts Docker.
set -eu
echo "$*" >>/var/log/systemctl
[ "$*" = "enable --now docker" ] || exit 0
docker version >/dev/null 2>&1 && exit 0
# A container has its groups of processes to read only; not every folder is a mount.
for folder in /sys/fs/cgroup/*/; do mount -o bind,remount,rw "$folder" 2>/dev/null || true; done
setsid dockerd >/var/log/dockerd.log 2>&1 </dev/null &
tries=0
until docker version >/dev/null 2>&1; do
    tries=$((tries + 1))
    [ "$tries" -lt 120 ] || { tail -n 5 /var/log/dockerd.log >&2; exit 1; }
    sleep 0.25
done
