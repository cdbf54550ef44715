"""Sending of notices by apprise, and the check of the addresses in the settings."""

import logging
from collections.abc import Callable, Sequence

from flows.terminal import err
from records.errors import SettingsError
from records.i18n import LANGUAGES, reader_language, tr, use_language
from records.settings import PREFIX, Settings

# Seconds for all addresses together. Less than the minute after which a claim without a heartbeat is taken over.
_PATIENCE = 30
# Files are not a service: anchors are appended to them by `flows.anchoring`.
_FILE = "file://"


def send_message(addresses: Sequence[str], words: Callable[[], tuple[str, str]], patience: float = _PATIENCE, setting: str = "QORGAN_NOTIFY") -> bool:
    """Send a message to every address; return whether at least one accepted it. Never raises. `patience` is in seconds, for all of them.

    `words` returns title and text, and is called once for each language. An address that failed is named on stderr by its position in the setting,
    because the address itself contains a token. An empty address is skipped but keeps its position.
    """
    # Imported late: apprise takes half a second to import, and most runs have nothing to send.
    from apprise import Apprise, NotifyFormat

    # Its own log quotes an address that it cannot read.
    logging.getLogger("apprise").propagate = False
    accepted: set[str] = set()
    languages = _by_language(addresses)
    for lang, numbered in languages.items():
        post = Apprise()
        for number, address in numbered:
            post.add(address, tag=f"address{number}")
        with use_language(lang):
            title, body = words()
        result = post.notify(body, title=title, body_format=NotifyFormat.TEXT, timeout=patience / len(languages))
        accepted |= {tag for service in result if service for tag in service.tag}
    missed = [str(number) for number, address in enumerate(addresses, start=1) if address and f"address{number}" not in accepted]
    if missed and accepted:
        warning = tr("{setting}: a notice did not get through to address {places} in it; the others have it")
    else:
        warning = tr("{setting}: a notice did not get through to address {places} in it; the next run tries again")
    if missed:
        err.print(warning.format(setting=setting, places=", ".join(missed)), markup=False)
    return bool(accepted)


def _by_language(addresses: Sequence[str]) -> dict[str, list[tuple[int, str]]]:
    """Return the addresses with their positions in the setting, by language. `ru=mailto://…` names a language, else it is that of this process."""
    by_language: dict[str, list[tuple[int, str]]] = {}
    for number, written in enumerate(addresses, start=1):
        lang, mark, address = written.partition("=")
        own = bool(mark) and lang in LANGUAGES
        if written:
            by_language.setdefault(lang if own else reader_language(), []).append((number, address if own else written))
    return by_language


def require_known_addresses(settings: Settings) -> None:
    """Raise SettingsError for the first address that apprise does not know. It is named by its position, because the address itself contains a token."""
    for name in ("notify", "notify_failures", "anchor_to"):
        for number, written in enumerate(getattr(settings, name).split(), start=1):
            lang, mark, unprefixed = written.partition("=")
            address = unprefixed if mark and lang in LANGUAGES else written
            if not (name == "anchor_to" and address.startswith(_FILE)) and not _is_known(address):
                words = tr("what stands in place {number} is no address that apprise knows; see https://github.com/caronc/apprise/wiki")
                raise SettingsError(f"{PREFIX}{name.upper()}: {words.format(number=number)}")


def _is_known(address: str) -> bool:
    # Imported late: apprise takes half a second to import.
    from apprise import Apprise

    # Its own log quotes an address that it cannot read.
    logging.getLogger("apprise").propagate = False
    return Apprise().add(address)
