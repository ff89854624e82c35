"""*Resources*: what PostgreSQL, Redis and the hosts have left."""

from ops.dashboards.model import Colour, Dashboard, Kind, Panel, Query, Steps, Unit

_RATE = "[$__rate_interval]"
_DISKS = 'fstype!~"tmpfs|overlay|squashfs|ramfs|iso9660"'
_FULL = Steps(bounds=[(0.8, Colour.WARNING), (0.9, Colour.BAD)])
_DAYS = 86400.0

_POSTGRESQL = (
    Panel(
        title="Database size",
        kind=Kind.TIME_SERIES,
        means=(
            "Bytes of the database on disk. Retention keeps it level; a steady climb asks for shorter "
            "retention."
        ),
        queries=[Query(expr="max(lotwise_database_size_bytes)", legend="size")],
        unit=Unit.BYTES,
    ),
    Panel(
        title="Connections to PostgreSQL",
        kind=Kind.TIME_SERIES,
        means="Connections by state. idle_in_transaction should be short; many are a process that hangs.",
        queries=[Query(expr="max by (state) (lotwise_database_connections)", legend="{{state}}")],
        is_stacked=True,
    ),
    Panel(
        title="Connections used",
        kind=Kind.STAT,
        means="Share of the connections the server takes at most. Each worker process takes two.",
        queries=[
            Query(
                expr=(
                    "max(sum by (instance) (lotwise_database_connections)) / "
                    "max(lotwise_database_connections_max)"
                ),
            )
        ],
        unit=Unit.SHARE,
        decimals=0,
        steps=_FULL,
        shown=(0, 1),
        width=4,
        runbooks=["LotwiseConnectionsShort"],
    ),
    Panel(
        title="Certificate ends in",
        kind=Kind.STAT,
        means="Time until the certificate of the web server ends. certbot renews it 30 days before.",
        queries=[Query(expr="min(probe_ssl_earliest_cert_expiry) - time()")],
        unit=Unit.SECONDS,
        steps=Steps(base=Colour.BAD, bounds=[(2 * _DAYS, Colour.WARNING), (14 * _DAYS, Colour.GOOD)]),
        width=4,
        runbooks=["LotwiseCertificateExpiring", "LotwiseCertificateEnding"],
    ),
)

_REDIS = (
    Panel(
        title="Redis memory",
        kind=Kind.TIME_SERIES,
        means="Memory of Redis. It holds messages and limits only: megabytes, whatever the load.",
        queries=[
            Query(expr="sum by (instance) (redis_memory_used_bytes)", legend="used {{instance}}"),
        ],
        unit=Unit.BYTES,
    ),
    Panel(
        title="Redis commands",
        kind=Kind.TIME_SERIES,
        means="Commands a second that Redis carried out.",
        runbooks=["LotwiseRedisDown"],
        queries=[
            Query(
                expr=f"sum by (instance) (rate(redis_commands_processed_total{_RATE}))", legend="{{instance}}"
            )
        ],
        unit=Unit.PER_SECOND,
    ),
    Panel(
        title="Redis clients",
        kind=Kind.TIME_SERIES,
        means="Connected clients; each worker and the API have a few. Blocked ones wait for messages.",
        queries=[
            Query(expr="sum(redis_connected_clients)", legend="connected"),
            Query(expr="sum(redis_blocked_clients)", legend="blocked"),
        ],
    ),
)

_HOSTS = (
    Panel(
        title="Processor in use",
        kind=Kind.TIME_SERIES,
        means=(
            "Share of each host's processor time in use. Workers use all they get and step back for the API."
        ),
        queries=[
            Query(
                expr=f'1 - avg by (instance) (rate(node_cpu_seconds_total{{mode="idle"}}{_RATE}))',
                legend="{{instance}}",
            )
        ],
        unit=Unit.SHARE,
        shown=(0, 1),
        width=6,
    ),
    Panel(
        title="Memory in use",
        kind=Kind.TIME_SERIES,
        means="Share of each host's memory that is not available for more.",
        queries=[
            Query(
                expr="1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes",
                legend="{{instance}}",
            )
        ],
        unit=Unit.SHARE,
        steps=_FULL,
        shown=(0, 1),
        width=6,
    ),
    Panel(
        title="Disks in use",
        kind=Kind.TIME_SERIES,
        means="Share of each disk that is taken. PostgreSQL stops when its disk is full.",
        queries=[
            Query(
                expr=(
                    f"1 - max by (instance, mountpoint) (node_filesystem_avail_bytes{{{_DISKS}}}) / "
                    f"max by (instance, mountpoint) (node_filesystem_size_bytes{{{_DISKS}}} > 0)"
                ),
                legend="{{mountpoint}}",
            )
        ],
        unit=Unit.SHARE,
        steps=_FULL,
        shown=(0, 1),
        width=6,
        runbooks=["LotwiseDiskFilling", "LotwiseDiskFull"],
    ),
    Panel(
        title="Network",
        kind=Kind.TIME_SERIES,
        means="Bytes a second received and sent, without those a host sends itself.",
        queries=[
            Query(
                expr=f'sum(rate(node_network_{way}_bytes_total{{device!="lo"}}{_RATE}))',
                legend=way,
            )
            for way in ("receive", "transmit")
        ],
        unit=Unit.BYTES_PER_SECOND,
        width=6,
    ),
    Panel(
        title="Disk reads and writes",
        kind=Kind.TIME_SERIES,
        means="Bytes a second read from and written to disks.",
        queries=[
            Query(expr=f"sum(rate(node_disk_{name}_bytes_total{_RATE}))", legend=name)
            for name in ("read", "written")
        ],
        unit=Unit.BYTES_PER_SECOND,
        width=12,
    ),
    Panel(
        title="Targets of Prometheus",
        kind=Kind.TIME_SERIES,
        means="How long each scrape took; a target that is missing here gave no numbers.",
        queries=[Query(expr="max by (job) (scrape_duration_seconds)", legend="{{job}}")],
        unit=Unit.SECONDS,
        width=12,
    ),
)

DASHBOARD = Dashboard(
    name="resources",
    title="Resources",
    means="What PostgreSQL, Redis and the hosts have left.",
    panels=[*_POSTGRESQL, *_REDIS, *_HOSTS],
)
