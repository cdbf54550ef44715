"""Whether apprise knows the addresses that the settings name: found out before work begins, and not at the end of a run, when something is to be told."""

import logging

from records.errors import SettingsError
from records.i18n import LANGUAGES, tr
from records.settings import PREFIX, Settings

# Files are no service: anchors are added to them here.
_FILE = "file://"


def require_known(settings: Settings) -> None:
    """Raises SettingsError for the first address that is none. It is named by its place, because the address itself holds a token."""
    for name in ("notify", "notify_failures", "anchor_to"):
        for number, written in enumerate(getattr(settings, name).split(), start=1):
            lang, mark, rest = written.partition("=")
            address = rest if mark and lang in LANGUAGES else written
            if not (name == "anchor_to" and address.startswith(_FILE)) and not _is_known(address):
                words = tr("what stands in place {number} is no address that apprise knows; see https://github.com/caronc/apprise/wiki")
                raise SettingsError(f"{PREFIX}{name.upper()}: {words.format(number=number)}")


def _is_known(address: str) -> bool:
    # Not before it is needed: apprise takes half a second to import.
    from apprise import Apprise

    # Its own log quotes an address that it cannot read.
    logging.getLogger("apprise").propagate = False
    return Apprise().add(address)
