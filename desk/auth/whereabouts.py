"""From where somebody asks: the address, and browser and system in words that its owner recognises."""

import ipaddress
import re

from starlette.requests import HTTPConnection

# The first that fits names it: every browser also calls itself by the name of an older one.
_BROWSERS = (("Edg", "Edge"), ("OPR", "Opera"), ("YaBrowser", "Yandex"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))
_SYSTEMS = (("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"), ("CrOS", "ChromeOS"),
            ("Linux", "Linux"))  # fmt: skip
_LONGEST = 80


def address_of(request: HTTPConnection) -> str:
    """The address that asks, as far as it is known."""
    return request.client.host if request.client else ""


def partly_hidden(address: str) -> str:
    """An address without its last part: it tells a person at home from one abroad, and names no household."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if parsed.version == 4:
        return str(parsed).rpartition(".")[0] + ".*"
    return str(ipaddress.ip_network(f"{parsed}/48", strict=False).network_address) + "*"


def device_of(request: HTTPConnection) -> str:
    """Browser and system, e.g. “Firefox · Windows”. What says nothing that is known stands as it is, shortened."""
    told = request.headers.get("User-Agent", "")
    browser = next((name for sign, name in _BROWSERS if sign in told), "")
    system = next((name for sign, name in _SYSTEMS if sign in told), "")
    known = " · ".join(filter(None, (browser, system)))
    return known or re.sub(r"[^\w ./()-]", "", told)[:_LONGEST]
