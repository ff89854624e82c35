"""Which addresses lie inside: where no webhook may go unless the operator has said so.

Lotwise would else be a way into the network it runs in for whoever may name an address: to the database, to
a cloud's metadata service, to what listens on the loopback interface.
"""

import ipaddress
from collections.abc import Sequence
from typing import Final

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Address = ipaddress.IPv4Address | ipaddress.IPv6Address

# Named for the answer; whatever else is not global by the registries of IANA is refused beside them.
_INSIDE: Final = tuple(
    (ipaddress.ip_network(network), what)
    for network, what in (
        ("169.254.169.254/32", "a metadata service"),
        ("fd00:ec2::254/128", "a metadata service"),
        ("0.0.0.0/8", "this host"),
        ("::/128", "this host"),
        ("127.0.0.0/8", "loopback"),
        ("::1/128", "loopback"),
        ("10.0.0.0/8", "private"),
        ("172.16.0.0/12", "private"),
        ("192.168.0.0/16", "private"),
        ("fc00::/7", "private"),
        ("fec0::/10", "private"),
        ("100.64.0.0/10", "shared by a carrier (CGNAT)"),
        ("169.254.0.0/16", "link-local"),
        ("fe80::/10", "link-local"),
        ("224.0.0.0/4", "multicast"),
        ("ff00::/8", "multicast"),
        ("240.0.0.0/4", "reserved"),
        ("192.88.99.0/24", "reserved"),
        # 6to4, of no use any more but to mean an IPv4 address.
        ("2002::/16", "reserved"),
    )
)
# Where an IPv6-only network shows IPv4 addresses: judged as the address that is meant.
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_IPV4_BITS: Final = 0xFFFFFFFF


def parsed(text: str) -> tuple[Network, ...]:
    """The networks of a setting, separated by commas; raises `ValueError` for what is none.

    >>> parsed("127.0.0.1, 10.20.0.0/16")
    (IPv4Network('127.0.0.1/32'), IPv4Network('10.20.0.0/16'))
    """
    return tuple(ipaddress.ip_network(part.strip()) for part in text.split(",") if part.strip())


def why_refused(text: str, allowed: Sequence[Network] = ()) -> str | None:
    """What makes an IP address one of the inside; None for one that may be sent to.

    >>> why_refused("::ffff:127.0.0.1"), why_refused("100.64.0.1"), why_refused("93.184.215.14")
    ('loopback', 'shared by a carrier (CGNAT)', None)
    """
    address = _meant(ipaddress.ip_address(text))
    if any(address.version == network.version and address in network for network in allowed):
        return None
    for network, what in _INSIDE:
        if address.version == network.version and address in network:
            return what
    return "reserved" if not address.is_global or address.is_reserved or address.is_multicast else None


def _meant(address: Address) -> Address:
    """The address, or the IPv4 address that it is another spelling of."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & _IPV4_BITS)
    return address.ipv4_mapped or address
