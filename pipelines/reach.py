"""Where an address lies: on the public internet, on this machine, in somebody's own network, or nowhere that a page could come from.

This is the one place that decides it. Names and addresses are judged by the same tables, before a name is looked up (tips, links, outlet files),
after it is looked up, and once more when the connection stands (`spiders.downloader.guard` and `peer_guard`). The tables are those of IANA
("Special-Purpose Address Registry", for IPv4 and for IPv6), written down here because Python's `is_global` changes between its versions.
"""

from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from pipelines.dedup.urls import host_name


class Reach(StrEnum):
    """Where an address lies."""

    PUBLIC = "public"
    LOOPBACK = "loopback"
    """This machine."""
    PRIVATE = "private"
    """A network of one's own: an office, a provider, a VPN."""
    NOWHERE = "nowhere"
    """No place of a web page: link-local (a cloud's metadata service is there), multicast, reserved, documentation, no host at all."""


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
# Of IPv6 only this block is given out to the public. Everything else is refused without a list, also what is invented later. Within it: Teredo and
# its neighbours, documentation (twice), and 6to4, which RFC 7526 gave up.
_PUBLIC_6 = IPv6Network("2000::/3")
_NOWHERE_6 = tuple(map(IPv6Network, ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")))
_NAT64 = IPv6Network("64:ff9b::/96")

# RFC 6762, RFC 8375 and ICANN's reserved .internal; the others are what home and office routers hand out.
_LOCAL_NAMES = (".local", ".internal", ".localdomain", ".home.arpa", ".lan", ".home", ".corp", ".intranet", ".private")
_SPACE_AND_CONTROLS = "".join(map(chr, range(33))) + "\u00a0\ufeff\u200b"


def reach_of(address: str | IPv4Address | IPv6Address) -> Reach:
    """Where an address lies. An IPv6 address that stands for an IPv4 one (mapped, NAT64) lies where that lies."""
    if isinstance(address, str):
        address = ip_address(address.partition("%")[0])
    if isinstance(address, IPv4Address):
        return _reach_of_4(address)
    if address.ipv4_mapped is not None:
        return _reach_of_4(address.ipv4_mapped)
    if address in _NAT64:
        # A gateway opens the connection, so nothing but a public address makes sense here.
        return Reach.PUBLIC if _reach_of_4(IPv4Address(int(address) & 0xFFFFFFFF)) is Reach.PUBLIC else Reach.NOWHERE
    if address == _LOOPBACK_6:
        return Reach.LOOPBACK
    if address in _PRIVATE_6:
        return Reach.PRIVATE
    return Reach.PUBLIC if address in _PUBLIC_6 and not any(address in block for block in _NOWHERE_6) else Reach.NOWHERE


def reach_of_host(host: str) -> Reach:
    """Where a host lies, with or without a port, in every spelling that a resolver understands (decimal, octal, hex, short, mapped, full-width).

    A name that only a local resolver knows is private. A public name is not looked up here: it may still lead to a private address.
    """
    text = host.strip(_SPACE_AND_CONTROLS)
    try:
        name = host_name(urlsplit(f"//[{text}]" if text.count(":") > 1 and "[" not in text else f"//{text}").hostname or "")
    except ValueError:
        return Reach.NOWHERE
    if name.startswith("["):
        return reach_of(name[1:-1])
    if name[:1].isdigit() and name.replace(".", "").isdigit():
        return reach_of(name)
    if name == "localhost" or name.endswith(".localhost"):
        return Reach.LOOPBACK
    if not name:
        return Reach.NOWHERE
    return Reach.PRIVATE if "." not in name or name.endswith(_LOCAL_NAMES) else Reach.PUBLIC


def is_private(host: str) -> bool:
    """Whether a host is no public one. No link, no redirect and no tip leads to such a host; an outlet file may name one."""
    return reach_of_host(host) is not Reach.PUBLIC


def is_ip_address(host: str) -> bool:
    """Whether a host is an address already, so that nobody has to be asked for one."""
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def _reach_of_4(address: IPv4Address) -> Reach:
    if address in _LOOPBACK_4:
        return Reach.LOOPBACK
    if any(address in block for block in _PRIVATE_4):
        return Reach.PRIVATE
    return Reach.NOWHERE if any(address in block for block in _NOWHERE_4) else Reach.PUBLIC
