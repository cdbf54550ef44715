"""Redirects that stay within the desk."""


def safe_redirect(address: str, otherwise: str = "/") -> str:
    """The address, if it leads to a page of this desk and to no other host, however it is written."""
    plain = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if plain and address.isprintable() and "\\" not in address else otherwise
