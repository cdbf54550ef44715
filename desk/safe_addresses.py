"""Addresses of redirects, which stay within the desk, and of links to sources, which are web addresses."""


def safe_redirect(address: str, otherwise: str = "/") -> str:
    """Return the address, if it leads to a page of this desk and to no other host, in any notation."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and address.isprintable() and "\\" not in address else otherwise


def web_address(source: str) -> str:
    """Return the source if it is a web address, else an empty text: nothing else may be in a link."""
    return source if source.startswith(("https://", "http://")) and source.isprintable() and " " not in source else ""
