"""What becomes of a page, why an outlet fails, and in which kinds of source its articles are found."""

from enum import StrEnum

from records.i18n import kept, kept_in


class Fate(StrEnum):
    """What became of a page that was tried. Every try ends in exactly one."""

    FETCHED = "fetched"
    """In hand: its evidence is written, and nothing has become of it yet. No page keeps this fate when a visit is finished."""
    NOT_READ = "not_read"
    """Its reading broke a limit of time or memory, or was broken off."""
    STORED = "stored"
    CHANGED = "changed"
    KNOWN = "known"
    NEAR_COPY = "near_copy"
    LISTING = "listing"
    OUT_OF_PERIOD = "out_of_period"
    NOT_ARTICLE = "not_article"
    EMPTY = "empty"
    TOO_SHORT = "too_short"
    TOO_LARGE = "too_large"
    BAD_CONTENT = "bad_content"
    ROBOTS = "robots"
    BOT_WALL = "bot_wall"
    GONE = "gone"
    FORBIDDEN = "forbidden"
    TOO_MANY = "too_many"
    SERVER_ERROR = "server_error"
    HTTP_ERROR = "http_error"
    REDIRECT_LOOP = "redirect_loop"
    FOREIGN_HOST = "foreign_host"
    DNS = "dns"
    TLS = "tls"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    BROKEN_OFF = "broken_off"


FATE_LABELS: dict[Fate, str] = {
    Fate.FETCHED: kept("in hand, not read yet"),
    Fate.NOT_READ: kept("not read in time"),
    Fate.STORED: kept("stored"),
    Fate.CHANGED: kept("new version stored"),
    Fate.KNOWN: kept("known already"),
    Fate.NEAR_COPY: kept("near copy"),
    Fate.LISTING: kept("list page"),
    Fate.OUT_OF_PERIOD: kept("outside the period"),
    Fate.NOT_ARTICLE: kept("not an article"),
    Fate.EMPTY: kept("empty"),
    Fate.TOO_SHORT: kept("too short"),
    Fate.TOO_LARGE: kept("too large"),
    Fate.BAD_CONTENT: kept("unreadable content"),
    Fate.ROBOTS: kept("refused by robots.txt"),
    Fate.BOT_WALL: kept("bot wall"),
    Fate.GONE: kept("gone"),
    Fate.FORBIDDEN: kept("forbidden (403)"),
    Fate.TOO_MANY: kept("too many requests (429)"),
    Fate.SERVER_ERROR: kept("server error (5xx)"),
    Fate.HTTP_ERROR: kept("other HTTP answer"),
    Fate.REDIRECT_LOOP: kept("redirect loop"),
    Fate.FOREIGN_HOST: kept("leads to a foreign host"),
    Fate.DNS: kept("address not found (DNS)"),
    Fate.TLS: kept("certificate failure (TLS)"),
    Fate.UNREACHABLE: kept("no connection"),
    Fate.TIMEOUT: kept("timed out"),
    Fate.BROKEN_OFF: kept("broken off"),
}


# Fates that may be different tomorrow: the page is tried again by a later run (up to a limit). All others are final. A redirect loop and an answer
# without end are faults of a server too, and not what the page is.
PASSING_FATES = frozenset(
    {
        Fate.BOT_WALL, Fate.FORBIDDEN, Fate.TOO_MANY, Fate.SERVER_ERROR, Fate.HTTP_ERROR, Fate.DNS, Fate.TLS,
        Fate.UNREACHABLE, Fate.TIMEOUT, Fate.BROKEN_OFF, Fate.ROBOTS, Fate.FETCHED, Fate.NOT_READ, Fate.REDIRECT_LOOP, Fate.TOO_LARGE,
    }
)  # fmt: skip


class Cause(StrEnum):
    """Why an outlet is failing. The codes of fates are the same here. Two more causes are seen only over time."""

    DNS = "dns"
    TLS = "tls"
    UNREACHABLE = "unreachable"
    TIMEOUT = "timeout"
    BOT_WALL = "bot_wall"
    TOO_MANY = "too_many"
    FORBIDDEN = "forbidden"
    ROBOTS = "robots"
    SERVER_ERROR = "server_error"
    FOREIGN_HOST = "foreign_host"
    REDIRECT_LOOP = "redirect_loop"
    BROKEN_OFF = "broken_off"
    TOO_LARGE = "too_large"
    HTTP_ERROR = "http_error"
    BAD_CONTENT = "bad_content"
    NOT_READ = "not_read"
    EMPTY = "empty"
    GONE = "gone"
    LAYOUT_CHANGED = "layout_changed"
    UNDER_MINIMUM = "under_minimum"


CAUSE_LABELS: dict[Cause, str] = {
    **{Cause(fate.value): words for fate, words in FATE_LABELS.items() if fate.value in set(Cause)},
    Cause.EMPTY: kept("no links found"),
    Cause.LAYOUT_CHANGED: kept("layout changed"),
    Cause.UNDER_MINIMUM: kept("fewer articles than its minimum"),
}


class WayKind(StrEnum):
    """The kinds of source in which an outlet's articles are found."""

    FEED = "feed"
    SITEMAP = "sitemap"
    SECTION = "section"
    HOME = "home"
    WORDPRESS = "wordpress"
    TELEGRAM = "telegram"
    ARCHIVE = "archive"


WAY_LABELS: dict[WayKind, str] = {
    WayKind.FEED: kept("feed"),
    WayKind.SITEMAP: kept("sitemap"),
    WayKind.SECTION: kept("list page"),
    WayKind.HOME: kept("home page"),
    WayKind.WORDPRESS: kept("WordPress API"),
    WayKind.TELEGRAM: kept("Telegram channel"),
    WayKind.ARCHIVE: kept("archive by days"),
}


class PageChange(StrEnum):
    """What a later look at a watched page found, compared with the look before."""

    SAME = "same"
    EDITED = "edited"
    GONE = "gone"
    BACK = "back"


CHANGE_LABELS: dict[PageChange, str] = {
    PageChange.SAME: kept("unchanged"),
    PageChange.EDITED: kept_in("page", "edited"),
    PageChange.GONE: kept("taken down"),
    PageChange.BACK: kept("put back"),
}
