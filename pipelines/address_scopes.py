"""Classification of network addresses: public, loopback, private, or unusable for a web page.

All checks use the same tables: before a name is resolved (tips, links, outlet files), after it is resolved, and again once connected
(`spiders.downloader.guard`). The tables are IANA's Special-Purpose Address Registries for IPv4 and IPv6, copied here because
Python's `is_global` differs between versions.
"""

from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from pipelines.dedup.urls import host_name


class AddressScope(StrEnum):
    """The kind of network that an address belongs to."""

    PUBLIC = "public"
    LOOPBACK = "loopback"
    """This machine."""
    PRIVATE = "private"
    """A private network: an office, a provider, a VPN."""
    NOWHERE = "nowhere"
    """An address that no web page can have: link-local (includes cloud metadata services), multicast, reserved, documentation, empty host."""


_LOOPBACK_4, _LOOPBACK_6 = IPv4Network("127.0.0.0/8"), IPv6Address("::1")
_PRIVATE_4 = tuple(map(IPv4Network, ("10.0.0.0/8", "100.64.0.0/10", "172.16.0.0/12", "192.168.0.0/16")))
_PRIVATE_6 = IPv6Network("fc00::/7")
_NOWHERE_4 = tuple(
    map(
        IPv4Network,
        ("0.0.0.0/8", "169.254.0.0/16", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24",
         "224.0.0.0/4", "240.0.0.0/4"),
    )
)  # fmt: skip
# Only this IPv6 block is allocated to the public; everything else is refused, including future allocations. Exceptions within it: Teredo and its
# neighbours, documentation (twice), and 6to4, which RFC 7526 deprecated.
_PUBLIC_6 = IPv6Network("2000::/3")
_NOWHERE_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NAT64 = IPv6Network("64:ff9b::/96")

# RFC 6762, RFC 8375 and ICANN's reserved .internal; the others are common defaults of home and office routers.
_LOCAL_NAMES = (".local", ".internal", ".localdomain", ".home.arpa", ".lan", ".home", ".corp", ".intranet", ".private")
_SPACE_AND_CONTROLS = "".join(map(chr, range(33))) + "\u00a0\ufeff\u200b"


def address_scope(address: str | IPv4Address | IPv6Address) -> AddressScope:
    """Return the kind of network of an IP address. An IPv6 address that embeds an IPv4 one (mapped, NAT64) is judged by the latter."""
    if isinstance(address, str):
        address = ip_address(address.partition("%")[0])
    if isinstance(address, IPv4Address):
        return _reach_of_4(address)
    if address.ipv4_mapped is not None:
        return _reach_of_4(address.ipv4_mapped)
    if address in _NAT64:
        # A NAT64 gateway opens the connection, so only a public address makes sense here.
        return AddressScope.PUBLIC if _reach_of_4(IPv4Address(int(address) & 0xFFFFFFFF)) is AddressScope.PUBLIC else AddressScope.NOWHERE
    if address == _LOOPBACK_6:
        return AddressScope.LOOPBACK
    if address in _PRIVATE_6:
        return AddressScope.PRIVATE
    return AddressScope.PUBLIC if address in _PUBLIC_6 and not any(address in block for block in _NOWHERE_6) else AddressScope.NOWHERE


def host_scope(host: str) -> AddressScope:
    """Return the kind of network of a host, with or without a port.

    Every spelling that a resolver understands is accepted (decimal, octal, hex, short, mapped, full-width). A name that only a local resolver knows
    is private. A public name is not resolved here, so it may still lead to a private address.
    """
    text = host.strip(_SPACE_AND_CONTROLS)
    try:
        name = host_name(urlsplit(f"//[{text}]" if text.count(":") > 1 and "[" not in text else f"//{text}").hostname or "")
    except ValueError:
        return AddressScope.NOWHERE
    if name.startswith("["):
        return address_scope(name[1:-1])
    if name[:1].isdigit() and name.replace(".", "").isdigit():
        return address_scope(name)
    if name == "localhost" or name.endswith(".localhost"):
        return AddressScope.LOOPBACK
    if not name:
        return AddressScope.NOWHERE
    return AddressScope.PRIVATE if "." not in name or name.endswith(_LOCAL_NAMES) else AddressScope.PUBLIC


def is_private(host: str) -> bool:
    """Return whether a host is not public. Links, redirects and tips must not lead to such a host; an outlet file may name one."""
    return host_scope(host) is not AddressScope.PUBLIC


def is_ip_address(host: str) -> bool:
    """Return whether a host is an IP address, so that no lookup is needed."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _reach_of_4(address: IPv4Address) -> AddressScope:
    if address in _LOOPBACK_4:
        return AddressScope.LOOPBACK
    if any(address in block for block in _PRIVATE_4):
        return AddressScope.PRIVATE
    return AddressScope.NOWHERE if any(address in block for block in _NOWHERE_4) else AddressScope.PUBLIC
