"""Redirects that stay within the desk."""


def safe_redirect(address: str, otherwise: str = "/") -> str:
    """Return the address, if it leads to a page of this desk and to no other host, in any notation."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and address.isprintable() and "\\" not in address else otherwise
