"""Checks of settings beyond their types: each returns the value, or raises ValueError with what is wrong and what is allowed.

Values that may contain a secret (a token, an address with a password) are never repeated in the error.
"""

import re
from ipaddress import ip_address, ip_network
from urllib.parse import urlsplit

from records.i18n import LANGUAGES, tr
from records.json_log import JSON, TEXT

# As in `records.users`, which cannot be imported here: it needs the database and so the settings.
_ROLES = ("monitor", "editor", "operator")
# The kinds of database, with an optional driver, which is only checked when the database is opened.
_DATABASE = re.compile(r"(?:sqlite|postgresql)(?:\+\w+)?://", re.IGNORECASE)
# An apprise service followed by anything. Unknown services are found before the first run (`flows.notify.sending`).
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://[^\s]+", re.IGNORECASE)


def language(value: str) -> str:
    """Check a language of the product, also in the system's spelling (`kk_KZ.UTF-8`)."""
    if value and re.split(r"[-_.@]", value.lower(), maxsplit=1)[0] not in LANGUAGES:
        raise ValueError(tr("{value} is no language of Qorgan; languages are {known}").format(value=value[:40], known=", ".join(LANGUAGES)))
    return value


def log_format(value: str) -> str:
    """Check a log format."""
    if value not in (TEXT, JSON):
        raise ValueError(tr("{value} is no form of a log; forms are {known}").format(value=value[:40], known=f"{TEXT}, {JSON}"))
    return value


def database_words() -> str:
    """Return a description of a valid database address."""
    return tr("no address of a database of SQLite or PostgreSQL; example: postgresql+psycopg://qorgan@localhost/qorgan")


def database(value: str) -> str:
    """Check the address of a database of one of the two kinds. It may contain a password."""
    if value and not _DATABASE.match(value):
        raise ValueError(database_words())
    return value


def addresses(value: str) -> str:
    """Check apprise addresses separated by spaces, each optionally after its language.

    They contain passwords and tokens.
    """
    for number, written in enumerate(value.split(), start=1):
        lang, mark, address = written.partition("=")
        if not _ADDRESS.fullmatch(address if mark and lang in LANGUAGES else written):
            words = tr("what stands in place {number} is no address; write it as apprise does: mailto://user:password@host, tgram://token/chat")
            raise ValueError(words.format(number=number))
    return value


def origin(value: str) -> str:
    """Check the desk's public address, in the form in which browsers send it, without a path."""
    parsed = urlsplit(value)
    whole = parsed.scheme in ("http", "https") and parsed.hostname and value == f"{parsed.scheme}://{parsed.netloc}" and "@" not in parsed.netloc
    if value and (not whole or value != value.lower()):
        raise ValueError(tr("should be the address of the desk and nothing more, in small letters: https://desk.example.org"))
    if value and not (value.isascii() and _is_port_as_sent(value)):
        words = tr("should be written as browsers send it: a name of other letters as xn--…, a port up to 65535, and none where it is 443 or 80")
        raise ValueError(words)
    return value


def networks(value: str) -> str:
    """Check addresses and networks separated by commas."""
    for network in value.split(",") if value else ():
        try:
            ip_network(network.strip())
        except ValueError as error:
            raise ValueError(tr("{value} is no address and no network; example: 127.0.0.1, 10.0.0.0/24").format(value=network.strip())) from error
    return value


def mailbox(value: str) -> str:
    """Check the address of a mailbox, without the user."""
    parsed = urlsplit(value)
    if value and not (parsed.scheme in ("imaps", "imap") and parsed.hostname and "@" not in parsed.netloc and _has_port_number(value)):
        raise ValueError(tr("should be the address of a mailbox: imaps://mail.example.org, or imaps://mail.example.org:993/INBOX"))
    if parsed.scheme == "imap" and not is_this_machine(parsed.hostname or ""):
        raise ValueError(tr("only a server on this machine may be asked without encryption; write imaps://"))
    return value


def bot_token(value: str) -> str:
    """Check the token of a Telegram bot."""
    if value and not re.fullmatch(r"[0-9]{1,20}:[A-Za-z0-9_-]{8,100}", value):
        raise ValueError(tr("should be the token as BotFather gives it: digits, a colon, and letters"))
    return value


def metrics_token(value: str) -> str:
    """Check that a token is long enough not to be guessed."""
    if value and not re.fullmatch(r"[!-~]{16,200}", value):
        raise ValueError(tr("should be a token of at least 16 letters, digits and signs, without blanks"))
    return value


def web_archive(value: str) -> str:
    """Check the address of a web archive, without a path, to which requests and keys are sent."""
    parsed = urlsplit(value)
    whole = (
        parsed.scheme in ("https", "http")
        and parsed.hostname
        and "@" not in parsed.netloc
        and value.rstrip("/") == f"{parsed.scheme}://{parsed.netloc}"
    )
    if value and not (whole and _has_port_number(value)):
        raise ValueError(tr("should be the address of the Wayback Machine and nothing more: https://web.archive.org"))
    if parsed.scheme == "http" and not is_this_machine(parsed.hostname or ""):
        raise ValueError(tr("only a server on this machine may be asked without encryption; write https://"))
    return value


def web_archive_keys(value: str) -> str:
    """Check archive.org keys, which have a colon between them."""
    if value and not re.fullmatch(r"[!-9;-~]{4,200}:[!-9;-~]{4,200}", value):
        raise ValueError(tr("should be the two keys as archive.org gives them, with a colon between: ACCESS:SECRET"))
    return value


def reader(value: str) -> str:
    """Check the address of a server that speaks the OpenAI chat API. It is the operator's own choice, so it may be private."""
    parsed = urlsplit(value)
    if value and not (
        parsed.scheme in ("https", "http")
        and parsed.hostname
        and "@" not in parsed.netloc
        and not parsed.query
        and not parsed.fragment
        and value.isprintable()
        and " " not in value
        and _has_port_number(value)
    ):
        raise ValueError(tr("should be the address of a server of the OpenAI chat API: https://host/v1 or http://localhost:11434/v1"))
    if parsed.scheme == "http" and not _is_near(parsed.hostname or ""):
        raise ValueError(tr("only a server on this machine or in a private network may be asked without encryption; write https://"))
    return value


def reader_model(value: str) -> str:
    """Check the name of a model."""
    if value and not re.fullmatch(r"[!-~]{1,200}", value):
        raise ValueError(tr("should be the name of a model as the server lists it, without blanks"))
    return value


def reader_key(value: str) -> str:
    """Check a key, which is sent in a header."""
    if value and not re.fullmatch(r"[!-~]{1,1000}", value):
        raise ValueError(tr("should be the key alone, without blanks"))
    return value


def may_carry_key(address: str) -> bool:
    """Return whether a key may be sent to this address: nobody on the way can read it."""
    parsed = urlsplit(address)
    return parsed.scheme == "https" or is_this_machine(parsed.hostname or "")


def _is_near(host: str) -> bool:
    """Return whether a host is this machine, a private address, or a name of the own network, which has no dot."""
    try:
        return is_this_machine(host) or ip_address(host).is_private
    except ValueError:
        return "." not in host


def bot_api(value: str) -> str:
    """Check the address of the Bot API."""
    parsed = urlsplit(value)
    if parsed.scheme not in ("https", "http") or not parsed.hostname or "@" in parsed.netloc or parsed.query or not _has_port_number(value):
        raise ValueError(tr("should be the address of the Bot API: https://api.telegram.org"))
    if parsed.scheme == "http" and not is_this_machine(parsed.hostname):
        raise ValueError(tr("only a server on this machine may be asked without encryption; write https://"))
    return value


def chats(value: str) -> str:
    """Check numbers of chats separated by commas."""
    for chat in value.split(",") if value else ():
        if not re.fullmatch(r"-?[0-9]{1,18}", chat.strip()):
            raise ValueError(tr("{value} is no number of a chat").format(value=chat.strip()))
    return value


def roles(value: str) -> str:
    """Check roles of the desk separated by commas."""
    for role in value.split(",") if value else ():
        if role.strip() not in _ROLES:
            raise ValueError(tr("{value} is no role; roles are {roles}").format(value=role.strip(), roles=", ".join(_ROLES)))
    return value


def _is_port_as_sent(address: str) -> bool:
    """Return whether the port, if any, is written as browsers send it.

    They omit the scheme's default port; any other form would be refused at every request.
    """
    parsed = urlsplit(address)
    try:
        port = parsed.port
    except ValueError:
        return False
    return not parsed.netloc.endswith(":") and port != 0 and port != {"http": 80, "https": 443}[parsed.scheme]


def _has_port_number(address: str) -> bool:
    try:
        return urlsplit(address).port != 0
    except ValueError:
        return False


def is_this_machine(host: str) -> bool:
    """Return whether a host is `localhost` or an address of it."""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
