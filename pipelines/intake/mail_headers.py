"""Decoding of mail headers. The sender controls them: unreadable parts are left as they are, and nothing in them is trusted."""

import codecs
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import BytesHeaderParser
from email.utils import getaddresses

# Bytes of a header that are read. Servers and mailing lists add about 10 kB; mail servers accept at most 100 kB.
MOST_HEADER = 1 << 18
# Maximum characters read of one field.
_LONGEST = 4000
_CHARSETS = frozenset(
    [
        "utf-8",
        "utf-8-sig",
        "utf-7",
        "ascii",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "koi8-r",
        "koi8-u",
        "cp866",
        "cp1250",
        "cp1251",
        "cp1252",
        "cp1253",
        "cp1254",
        "cp1255",
        "cp1256",
        "cp1257",
        "cp1258",
        "ptcp154",
        "kz1048",
        "mac-cyrillic",
        "iso8859-1",
        "iso8859-2",
        "iso8859-4",
        "iso8859-5",
        "iso8859-7",
        "iso8859-9",
        "iso8859-13",
        "iso8859-15",
        "gb2312",
        "gbk",
        "gb18030",
        "big5",
        "shift_jis",
        "euc_jp",
        "euc_kr",
        "iso2022_jp",
    ]
)


def parsed_header(head: bytes) -> Message:
    """Return the header fields in the first bytes of a mail."""
    return BytesHeaderParser().parsebytes(head[:MOST_HEADER])


def header_values(header: Message, name: str) -> list[str]:
    """Return the raw values of the fields with this name. Non-ASCII bytes are read as UTF-8 (RFC 6532) or as a legacy local charset."""
    raw_values = [str(value) for field, value in header.raw_items() if field.lower() == name.lower()]
    return [decode_text(value[:_LONGEST].encode("utf-8", "surrogateescape"), None) for value in raw_values]


def header_words(text: str) -> str:
    """Return a field as one line of text, with RFC 2047 decoded where possible."""
    text = text[:_LONGEST]
    try:
        parts = decode_header(text)
    except (HeaderParseError, ValueError):
        parts = []
    words = "".join(part if isinstance(part, str) else decode_text(part, charset) for part, charset in parts)
    return " ".join(words.split()) or " ".join(text.split())


def decode_text(body: bytes, charset: str | None) -> str:
    """Decode bytes by the named text charset, else as UTF-8, with replacement characters.

    Codecs that decompress or compute are not accepted. Without a name and without valid UTF-8, a legacy local charset is assumed.
    """
    if charset is None:
        try:
            return body.decode()
        except UnicodeDecodeError:
            return body.decode("cp1251", "replace")
    try:
        name = codecs.lookup(charset[:40]).name
    except (LookupError, ValueError):
        name = "utf-8"
    return body.decode(name if name in _CHARSETS else "utf-8", "replace")


def sender_of(header: Message) -> tuple[str, str]:
    """Return the lower-case From address and the name in it. The address is empty if there is none or more than one."""
    fields = header_values(header, "From")
    senders = [(name, address) for name, address in getaddresses(fields) if name or address]
    name = header_words(senders[0][0]) if senders else ""
    if len(fields) != 1 or len(senders) != 1 or senders[0][1].count("@") != 1 or any(letter.isspace() for letter in senders[0][1]):
        return "", name or header_words(fields[0] if fields else "")
    return senders[0][1].lower()[:320], name
