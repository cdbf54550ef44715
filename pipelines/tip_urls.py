"""The check of addresses that people enter as tips.

Private hosts are refused, so that nobody can make Qorgan fetch what only its own machine can reach.
"""

from pipelines.address_scopes import is_private
from pipelines.dedup.urls import clean, site_of
from records.errors import QorganError
from records.i18n import tr


class InvalidTip(QorganError):
    """A tip that is not a web address or leads to a private host. Raised before anything is fetched; exit 1."""


def checked_tip_url(url: str) -> str:
    """Return the URL in the form in which it is fetched. Raises InvalidTip."""
    address = clean(url)
    if address is None:
        raise InvalidTip(tr("{url} is no web address").format(url=url))
    host = site_of(address)
    if is_private(host):
        raise InvalidTip(tr("{url} leads to a private host; only public pages are fetched").format(url=url))
    return address
