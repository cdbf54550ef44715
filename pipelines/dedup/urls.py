"""Canonical URLs: which spellings are one page, and which hosts are one outlet.

`clean` gives the URL to fetch, `identity` the key to compare. From the query only known tracking parameters are removed; any other may be the page's
identity. (courlan's cleaning is not used, because its tracker expression also removes `gallery=`, `glava=` and `cid=`, which name articles.)
"""

import hashlib
import re
import unicodedata
from ipaddress import IPv4Address, IPv6Address
from urllib.parse import quote, unquote, urljoin, urlsplit

# Servers commonly refuse a request line over 8 KB, and an encoded Cyrillic letter has six characters.
_LONGEST = 4096
_DEFAULT_PORTS = {"http": 80, "https": 443}

# Shortcut for speed: most of the tens of thousands of URLs of a sitemap are already canonical.
_CLEAN = re.compile(r"https?://(?=[^/]{1,253}/)(?:[a-z0-9_\-]{1,63}\.)+[a-z]{2,63}/[A-Za-z0-9_~/.\-]*")
_AMPERSANDS = re.compile(r"&(?:amp;|#0{0,3}38;|#x0{0,3}26;)+", re.IGNORECASE)
_SPACE_AND_CONTROLS = "".join(map(chr, range(33))) + "\u00a0\ufeff\u200b"
_BREAKS = re.compile(r"[\t\r\n]")
_SCHEME = re.compile(r"\A[a-zA-Z][a-zA-Z0-9+.\-]*:")
_ESCAPE = re.compile(r"(%[0-9a-fA-F]{2})")
_UNRESERVED = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

# Campaign and click parameters of Google, Yandex, Meta, Microsoft, Matomo, Mailchimp, HubSpot and AT Internet, from their documentation.
_TRACKING = re.compile(
    r"(?:utm_|mtm_|hsa_|itm_|vero_|oly_|stm_)\w*|pk_(?:campaign|kwd|keyword|source|medium|content|cid|vid)|at_(?:medium|campaign|custom\d?)"
    r"|fbclid|fb_(?:ref|source|action_\w+)|g(?:ad_source|clid|clsrc|braid)|wbraid|dclid|msclkid|twclid|ttclid|y(?:s|m)?clid|_?openstat|yadclid"
    r"|igsh(?:id)?|mc_[ce]id|mkt_tok|_hs(?:enc|mi)|_g[al]|rb_clickid|phpsessid",
    re.IGNORECASE,
)
# These names may carry an identity, so they are removed only with a value that says where the reader came from.
_ORIGIN = re.compile(r"from|ref|referrer|source|src", re.IGNORECASE)
_ORIGINS = re.compile(
    r"rss|feed|atom|amp|push|share|e?mail|newsletter|telegram|tg|whatsapp|wa|viber|facebook|fb|instagram|twitter|vk|ok|google|yandex|ya|d?zen|smi2"
    r"|mirtesen|main(?:page)?",
    re.IGNORECASE,
)

_INDEX_FILE = re.compile(r"/(?:index|default)\.(?:php\d?|html?|aspx?)$", re.IGNORECASE)
_SESSION = re.compile(r";jsessionid=[^/?]*", re.IGNORECASE)
_FORM = re.compile(r"amp|print|printable|outputtype|output|view|tmpl", re.IGNORECASE)
_FORM_VALUES = frozenset({"", "1", "y", "yes", "true", "amp", "print", "component"})

_HOST = re.compile(r"[a-z0-9_\-]{1,63}(?:\.[a-z0-9_\-]{1,63})*")
_HOST_FORM = re.compile(r"(?:www\d?|m|mobile|amp|wap|pda)\.(?=[^.]+\.)")
_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")

_DATE_PATH = re.compile(r"/((?:19|20)\d\d)/(\d{1,2})(?:/(\d{1,2}))?(?=/|$)")
_EXTENSION = re.compile(r"\.(?:x?html?|php\d?|aspx?|jsp)$", re.IGNORECASE)
_LANGUAGES = {"kk": "kk", "kz": "kk", "kaz": "kk", "qaz": "kk", "qz": "kk", "ru": "ru", "rus": "ru", "en": "en", "eng": "en"}


def site_of(url: str) -> str:
    """Return the host with its port as `Outlet.sites` spells it.

    Lower case, punycode, no `www.`, no default port; empty if there is no host.
    """
    try:
        parts = urlsplit(url.strip(_SPACE_AND_CONTROLS).replace("\\", "/"))
        port = parts.port
        host = host_name(parts.hostname or "")
    except ValueError:
        return ""
    if host.startswith("www.") and "." in host[4:]:
        host = host[4:]
    return host if not host or port in (None, _DEFAULT_PORTS.get(parts.scheme)) else f"{host}:{port}"


def clean(url: str, base: str | None = None) -> str | None:
    """Return the absolute http(s) URL to fetch, or None for anything else (mailto:, javascript:, invalid host, over 4,096 characters).

    A relative URL needs `base`. Fragment, credentials and tracking parameters are removed; host, port, dot segments and escapes take their canonical
    form, so that raw and escaped Cyrillic are one spelling. Parameters keep their order. The operation is idempotent.
    """
    text = _AMPERSANDS.sub("&", _BREAKS.sub("", url.strip(_SPACE_AND_CONTROLS)))
    if not text or len(text) > 2 * _LONGEST:
        return None
    if _CLEAN.fullmatch(text) and "/." not in text and len(text) <= _LONGEST:
        return text
    text = _slashes(text)
    try:
        if base is not None:
            text = urljoin(base, text)
        elif text.startswith("//"):
            text = "https:" + text
        parts = urlsplit(text)
        scheme, port = parts.scheme.lower(), parts.port
        host = host_name(parts.hostname or "")
        if scheme not in _DEFAULT_PORTS or not host:
            return None
        path = _without_dots(_escaped(parts.path, "/!$&'()*+,;=:@"))
        query = "&".join(_escaped(piece, "/!$'()*+,;=:@?[]|") for piece in parts.query.split("&") if piece and not _is_tracking(piece))
    except ValueError:
        return None
    place = host if port in (None, _DEFAULT_PORTS[scheme]) else f"{host}:{port}"
    address = f"{scheme}://{place}{path}" + (f"?{query}" if query else "")
    return address if len(address) <= _LONGEST else None


def identity(url: str) -> str:
    """Return the key that all spellings of one page share.

    It is for comparison only, never for fetching. A URL that `clean` refuses is its own key.
    """
    address = clean(url)
    if address is None:
        return url.strip(_SPACE_AND_CONTROLS)
    parts = urlsplit(address)
    query = sorted(piece for piece in parts.query.split("&") if piece and not _is_form(piece))
    key = _folded_host(parts.netloc) + _folded_path(parts.path)
    return key + ("?" + "&".join(query) if query else "")


def page_key(url: str) -> str:
    """Return the hash of a URL's identity, by which a page is known."""
    return hashlib.sha256(identity(url).encode()).hexdigest()[:40]


def article_id(outlet: str, url: str) -> str:
    """Return the id of an article: a hash of outlet and URL identity, the same on every machine."""
    return hashlib.sha256(f"{outlet} {identity(url)}".encode()).hexdigest()[:20]


def accept_canonical(canonical: str | None, query: str, sites: frozenset[str]) -> str | None:
    """Return the cleaned URL that a page gives itself (rel=canonical) if it is credible, else None.

    It is credible if it is on the outlet's own `sites` and is another form of the fetched URL. It is not if it is the home page or a list page (a
    careless template), or the URL of another article (other id, other date, other language).
    """
    address = clean(canonical, query) if canonical else None
    own = clean(query)
    if address is None or own is None or _folded_host(site_of(address)) not in {_folded_host(site) for site in sites}:
        return None
    if identity(address) == identity(own):
        return address
    if _contradicts(address, own):
        return None
    stated, here = _Marks(address), _Marks(own)
    if stated.segments == here.segments and not here.query:
        return address
    if not stated.is_article:
        return None
    bare = bool(here.query) and not here.is_article
    return address if bare or stated.ids & here.ids or (stated.slug and stated.slug in here.segments) else None


def host_name(raw: str) -> str:
    """Return a host in one spelling: lower case, punycode, numeric forms as a dotted or bracketed address. Raises ValueError if invalid."""
    name = unicodedata.normalize("NFKC", unquote(raw)).lower().removesuffix(".")
    if ":" in name and "%" not in name:
        return f"[{IPv6Address(name)}]"
    if len(name) > 253:
        raise ValueError("longer than a host name can be")
    # Numbers are checked after IDNA, which removes invisible characters: 127.0.0.1 with a soft hyphen is 127.0.0.1.
    plain = name if name.isascii() else name.encode("idna").decode("ascii").lower()
    numeric = _ipv4(plain)
    if numeric is not None:
        return str(numeric)
    if not _HOST.fullmatch(plain):
        raise ValueError("not a host name")
    return plain


class _Marks:
    """The parts of a URL that distinguish articles: ids, slug, date and language."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        path = unquote(_folded_path(parts.path)).lower()
        dated = _DATE_PATH.search(path)
        self.date = tuple(int(part) for part in dated.groups() if part) if dated else ()
        self.segments = [_EXTENSION.sub("", segment) for segment in _DATE_PATH.sub("", path).split("/") if segment]
        self.language = _LANGUAGES.get(self.segments[0]) if self.segments else None
        self.query = parts.query
        values = [unquote(piece.partition("=")[2]) for piece in parts.query.split("&")]
        self.ids = {number for text in (*self.segments, *values) for number in _numbers(text)}
        last = self.segments[-1] if self.segments else ""
        self.slug = last if len([word for word in re.split(r"[-_]", last) if word and not word.isdigit()]) >= 2 else ""
        self.is_article = bool(self.slug or self.date or _numbers(last))


def _contradicts(one: str, other: str) -> bool:
    """Return whether both URLs have such a part and the parts differ."""
    left, right = _Marks(one), _Marks(other)
    shared = min(len(left.date), len(right.date))
    return (
        left.date[:shared] != right.date[:shared]
        or (left.language is not None and right.language is not None and left.language != right.language)
        or bool(left.ids and right.ids and not left.ids & right.ids)
    )


def _numbers(text: str) -> list[str]:
    """Return the ids in a path segment or value: an integer of any length, or a number of four or more digits that is not a year."""
    if text.isascii() and text.isdigit():
        return [text.lstrip("0") or "0"]
    return [number.lstrip("0") for number in re.findall(r"(?<!\d)[0-9]{4,}(?!\d)", text) if not re.fullmatch(r"(?:19|20)\d\d", number)]


def _slashes(text: str) -> str:
    """Replace backslashes in the path as browsers do, so that `http:\\site\\page` means the same host to us and to the server."""
    if _SCHEME.match(text) and not text[:5].lower().startswith("http"):
        return text
    head = re.match(r"[^?#]*", text)
    end = head.end() if head else 0
    return text[:end].replace("\\", "/") + text[end:]


def _escaped(text: str, safe: str) -> str:
    """Return the canonical percent-encoding: unreserved characters plain, escapes in capitals, a stray % as %25."""
    pieces = []
    for piece in _ESCAPE.split(text):
        if _ESCAPE.fullmatch(piece):
            character = chr(int(piece[1:], 16))
            pieces.append(character if character in _UNRESERVED else piece.upper())
        else:
            pieces.append(quote(piece, safe=safe))
    return "".join(pieces)


def _without_dots(path: str) -> str:
    """Resolve `.` and `..` (RFC 3986, 5.2.4), never above the root; an empty path becomes `/`."""
    resolved: list[str] = []
    segments = path.split("/")[1:]
    for segment in segments:
        if segment == "..":
            del resolved[-1:]
        elif segment != ".":
            resolved.append(segment)
    if segments and segments[-1] in (".", ".."):
        resolved.append("")
    return "/" + "/".join(resolved)


def _is_tracking(piece: str) -> bool:
    name, _, value = piece.partition("=")
    name = unquote(name)
    return bool(_TRACKING.fullmatch(name)) or (bool(_ORIGIN.fullmatch(name)) and bool(_ORIGINS.fullmatch(unquote(value))))


def _is_form(piece: str) -> bool:
    """Return whether a parameter only requests the AMP or print form of the page."""
    name, _, value = piece.partition("=")
    return bool(_FORM.fullmatch(name)) and value.lower() in _FORM_VALUES


def _folded_path(path: str) -> str:
    """Return the path without what does not change the page: doubled and trailing slashes, index files, AMP and print forms, session ids."""
    path = _INDEX_FILE.sub("/", _SESSION.sub("", path))
    segments = [segment for segment in path.split("/") if segment]
    if segments and segments[-1].lower() in ("amp", "print") and (len(segments) > 2 or segments[-1].lower() == "amp"):
        segments.pop()
    if len(segments) > 1 and segments[0].lower() == "amp":
        del segments[0]
    return "/" + "/".join(segments)


def _ipv4(name: str) -> IPv4Address | None:
    """Return the address for a host that ends in a number (URL standard, 3.5): decimal, octal, hex, one to four parts."""
    labels = name.split(".")
    if not _NUMBER.fullmatch(labels[-1]):
        return None
    numbers = [_number(label) for label in labels]
    *head, tail = numbers
    if len(numbers) > 4 or any(number > 255 for number in head) or tail >= 256 ** (5 - len(numbers)):
        raise ValueError("not an IPv4 address")
    return IPv4Address(sum(number << 8 * (3 - place) for place, number in enumerate(head)) + tail)


def _number(label: str) -> int:
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8 if len(label) > 1 and label[0] == "0" else 10)


def _folded_host(place: str) -> str:
    """Return a host without the prefixes of mobile and AMP forms (`www.m.site.kz` becomes `site.kz`; `m.kz` stays)."""
    while form := _HOST_FORM.match(place):
        place = place[form.end() :]
    return place
