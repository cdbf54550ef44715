"""Tips: an address that a person gives. Never a private one, so that nobody can make Qorgan read what only its own machine may."""

from pipelines.dedup.urls import clean, is_private, site_of
from records.errors import QorganError
from records.i18n import tr


class BadTip(QorganError):
    """An address that is none, or leads to a private host. Raised before anything is fetched; exit 1."""


def accepted_address(url: str) -> str:
    """The address as it is asked for. Raises BadTip."""
    address = clean(url)
    if address is None:
        raise BadTip(tr("{url} is no web address").format(url=url))
    host = site_of(address)
    if is_private(host):
        raise BadTip(tr("{url} leads to a private host; only public pages are fetched").format(url=url))
    return address
