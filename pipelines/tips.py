"""Tips: addresses that a person gives. A private address is refused, so that nobody can make Qorgan read what only its own machine may read."""

from pipelines.dedup.urls import clean, site_of
from pipelines.reach import is_private
from records.errors import QorganError
from records.i18n import tr


class BadTip(QorganError):
    """It is no address, or it leads to a private host. Raised before anything is fetched; exit 1."""


def accepted_address(url: str) -> str:
    """The address in the form in which it is fetched. Raises BadTip."""
    address = clean(url)
    if address is None:
        raise BadTip(tr("{url} is no web address").format(url=url))
    host = site_of(address)
    if is_private(host):
        raise BadTip(tr("{url} leads to a private host; only public pages are fetched").format(url=url))
    return address
