"""The origin of a request: the address, and browser and system in words that its owner recognises."""

import ipaddress
import re

from starlette.requests import HTTPConnection

# The first match names it: every browser also includes the name of an older one.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("YaBrowser", "Yandex"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"),
            ("Linux", "Linux"))  # fmt: skip
_LONGEST = 80


def address_of(request: HTTPConnection) -> str:
    """Return the address of the client, as far as it is known."""
    return request.client.host if request.client else ""


def partly_hidden(address: str) -> str:
    """Return an address without its last part: it distinguishes home from abroad, and identifies no household."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if parsed.version == 4:
        return str(parsed).rpartition(".")[0] + ".*"
    return str(ipaddress.ip_network(f"{parsed}/48", strict=False).network_address) + "*"


def device_of(request: HTTPConnection) -> str:
    """Return browser and system, e.g. “Firefox · Windows”; an unknown one is shortened and otherwise unchanged."""
    agent = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    names = " · ".join(filter(None, (browser, system)))
    return names or re.sub(r"[^\w ./()-]", "", agent)[:_LONGEST]
