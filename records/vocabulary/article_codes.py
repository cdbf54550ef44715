"""Codes of articles, drafts and messages: sources, fates of pages, causes of failures, screening and review."""

from enum import StrEnum

from records.i18n import kept, kept_in

# Tips without an address, channels through which they come, and kinds of files.


class HandWay(StrEnum):
    """How a tip without an address came."""

    CALL = "call"
    LETTER = "letter"
    MAIL = "mail"
    MESSAGE = "message"
    MEETING = "meeting"
    DOCUMENT = "document"
    SOCIAL = "social"
    OTHER = "other"


HAND_WAY_LABELS: dict[HandWay, str] = {
    HandWay.CALL: kept_in("way", "call"),
    HandWay.LETTER: kept_in("way", "letter"),
    HandWay.MAIL: kept_in("way", "mail"),
    HandWay.MESSAGE: kept_in("way", "message"),
    HandWay.MEETING: kept_in("way", "meeting"),
    HandWay.DOCUMENT: kept_in("way", "document"),
    HandWay.SOCIAL: kept_in("way", "social network"),
    HandWay.OTHER: kept_in("way", "another way"),
}
# Labels of such a source, with its day, in place of an article's outlet and address.
HAND_SOURCES: dict[HandWay, str] = {
    HandWay.CALL: kept("from a call, {day}"),
    HandWay.LETTER: kept("from a letter, {day}"),
    HandWay.MAIL: kept("from a mail, {day}"),
    HandWay.MESSAGE: kept("from a message, {day}"),
    HandWay.MEETING: kept("from a meeting, {day}"),
    HandWay.DOCUMENT: kept("from a document, {day}"),
    HandWay.SOCIAL: kept("from a social network, {day}"),
    HandWay.OTHER: kept("reported to the newsroom, {day}"),
}


class Door(StrEnum):
    """The channel through which a tip or a file came in."""

    DESK = "desk"
    MAIL = "mail"
    TELEGRAM = "telegram"
    SCREENSHOT = "screenshot"
    """Rendered here from a stored page."""


DOOR_LABELS: dict[Door, str] = {
    Door.DESK: kept_in("door", "the desk"),
    Door.MAIL: kept_in("door", "a mailbox"),
    Door.TELEGRAM: kept_in("door", "a Telegram bot"),
    Door.SCREENSHOT: kept_in("door", "a picture of the stored page"),
}


class FileKind(StrEnum):
    """The kind of a file, by its bytes. A file of no known kind is `BYTES`: it is stored, and offered only as a download."""

    JPEG = "jpeg"
    PNG = "png"
    WEBP = "webp"
    HEIC = "heic"
    PDF = "pdf"
    AUDIO = "audio"
    VIDEO = "video"
    TEXT = "text"
    EML = "eml"
    BYTES = "bytes"


FILE_KIND_LABELS: dict[FileKind, str] = {
    FileKind.JPEG: kept_in("file", "picture (JPEG)"),
    FileKind.PNG: kept_in("file", "picture (PNG)"),
    FileKind.WEBP: kept_in("file", "picture (WebP)"),
    FileKind.HEIC: kept_in("file", "picture (HEIC)"),
    FileKind.PDF: kept_in("file", "document (PDF)"),
    FileKind.AUDIO: kept_in("file", "sound recording"),
    FileKind.VIDEO: kept_in("file", "video"),
    FileKind.TEXT: kept_in("file", "text"),
    FileKind.EML: kept_in("file", "mail (EML)"),
    FileKind.BYTES: kept_in("file", "other file"),
}
# The file extension for downloads of each kind.
FILE_ENDINGS: dict[FileKind, str] = {
    FileKind.JPEG: ".jpg",
    FileKind.PNG: ".png",
    FileKind.WEBP: ".webp",
    FileKind.HEIC: ".heic",
    FileKind.PDF: ".pdf",
    FileKind.AUDIO: ".audio",
    FileKind.VIDEO: ".video",
    FileKind.TEXT: ".txt",
    FileKind.EML: ".eml",
    FileKind.BYTES: ".bin",
}
# Browsers show a re-encoded copy of these.
PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})


# A second reader's opinion of a draft, field by field, and how a difference is settled.


class OpinionField(StrEnum):
    """A field that two readers fill in independently."""

    CATEGORY = "category"
    DATE = "date"
    PLACE = "place"
    VICTIMS = "victims"
    ACTOR = "actor"


OPINION_FIELD_LABELS: dict[OpinionField, str] = {
    OpinionField.CATEGORY: kept("main category"),
    OpinionField.DATE: kept("date of the incident"),
    OpinionField.PLACE: kept_in("field", "place"),
    OpinionField.VICTIMS: kept_in("field", "victims"),
    OpinionField.ACTOR: kept("who did it"),
}
# Their values are codes of closed lists, so that agreement by chance can be computed.
CODED_FIELDS = frozenset({OpinionField.CATEGORY, OpinionField.ACTOR})


class Settled(StrEnum):
    """How a difference was settled."""

    FIRST = "first"
    SECOND = "second"
    OTHER = "other"
    AGREED = "agreed"


SETTLED_LABELS: dict[Settled, str] = {
    Settled.FIRST: kept("the first reader is right"),
    Settled.SECOND: kept("the second reader is right"),
    Settled.OTHER: kept("neither is right"),
    Settled.AGREED: kept("the second reader agrees after all"),
}


# Why two articles may be about one event, as shown next to the link.


class LinkReason(StrEnum):
    """A reason to think that two articles may be about one event."""

    PERSON = "person"
    OUTLET = "outlet"
    PLACE_AND_DAYS = "place_and_days"
    PLACE = "place"
    CASE = "case"
    WORDS = "words"


LINK_REASON_LABELS: dict[LinkReason, str] = {
    LinkReason.PERSON: kept("the same person"),
    LinkReason.OUTLET: kept("the same outlet"),
    LinkReason.PLACE_AND_DAYS: kept("the same place and days"),
    LinkReason.PLACE: kept("the same place"),
    LinkReason.CASE: kept("a like case in court"),
    LinkReason.WORDS: kept("texts much alike"),
}


# States of a case as bodies that judge killings of journalists name them. Sources: UNESCO's observatory of killed journalists (no information,
# ongoing, resolved); the Committee to Protect Journalists (complete impunity, partial impunity, full justice).


class UnescoState(StrEnum):
    """UNESCO's three states of a case."""

    NO_INFORMATION = "no_information"
    ONGOING = "ongoing"
    RESOLVED = "resolved"


UNESCO_LABELS: dict[UnescoState, str] = {
    UnescoState.NO_INFORMATION: kept("no information"),
    UnescoState.ONGOING: kept("ongoing"),
    UnescoState.RESOLVED: kept("resolved"),
}


class CpjState(StrEnum):
    """The three degrees of impunity of the Committee to Protect Journalists."""

    COMPLETE_IMPUNITY = "complete_impunity"
    PARTIAL_IMPUNITY = "partial_impunity"
    FULL_JUSTICE = "full_justice"


CPJ_LABELS: dict[CpjState, str] = {
    CpjState.COMPLETE_IMPUNITY: kept("complete impunity"),
    CpjState.PARTIAL_IMPUNITY: kept("partial impunity"),
    CpjState.FULL_JUSTICE: kept("full justice"),
}


# Messages from a mailbox or a bot: the fate when fetched, the sender's standing, and what a person made of it.


class MessageFate(StrEnum):
    """The fate of a message when it was fetched; each has exactly one."""

    TAKEN = "taken"
    UNREADABLE = "unreadable"
    """Stored as it came, because nothing in it could be read."""
    REPEATED = "repeated"
    TOO_LARGE = "too_large"
    TOO_MANY_PARTS = "too_many_parts"
    HEADER_TOO_LARGE = "header_too_large"
    OVER_LIMIT = "over_limit"
    NOT_LISTED = "not_listed"
    EMPTY = "empty"


MESSAGE_FATE_LABELS: dict[MessageFate, str] = {
    MessageFate.TAKEN: kept_in("message", "taken"),
    MessageFate.UNREADABLE: kept_in("message", "taken, but not readable"),
    MessageFate.REPEATED: kept_in("message", "the same message once more"),
    MessageFate.TOO_LARGE: kept_in("message", "too large"),
    MessageFate.TOO_MANY_PARTS: kept_in("message", "too many parts"),
    MessageFate.HEADER_TOO_LARGE: kept_in("message", "its header is too large"),
    MessageFate.OVER_LIMIT: kept_in("message", "too many messages on one day"),
    MessageFate.NOT_LISTED: kept_in("message", "from a chat that is not on the list"),
    MessageFate.EMPTY: kept_in("message", "nothing in it that can be kept"),
}
# The text and files of these are stored, and a person looks at them.
KEPT_MESSAGES = frozenset({MessageFate.TAKEN, MessageFate.UNREADABLE})


class SenderStanding(StrEnum):
    """How certain the sender of a message is."""

    VERIFIED = "verified"
    ACCOUNT = "account"
    FORGED = "forged"
    CLAIMED = "claimed"


SENDER_STANDING_LABELS: dict[SenderStanding, str] = {
    SenderStanding.VERIFIED: kept("sender verified: the mail really comes from this address"),
    SenderStanding.ACCOUNT: kept("a Telegram account; the name on it is what its owner chose"),
    SenderStanding.FORGED: kept("probably forged: the mail does not come from where it says"),
    SenderStanding.CLAIMED: kept("sender not verified: anybody can write this address"),
}


class MessageState(StrEnum):
    """What a person made of a message."""

    WAITING = "waiting"
    CASE = "case"
    TIP = "tip"
    ATTACHED = "attached"
    ASIDE = "aside"
    NOT_KEPT = "not_kept"
    """Nothing of it was stored, so that there is nothing to do."""


MESSAGE_STATE_LABELS: dict[MessageState, str] = {
    MessageState.WAITING: kept_in("message", "waiting"),
    MessageState.CASE: kept_in("message", "became a new case"),
    MessageState.TIP: kept_in("message", "its page is to be taken"),
    MessageState.ATTACHED: kept_in("message", "attached"),
    MessageState.ASIDE: kept_in("message", "set aside"),
    MessageState.NOT_KEPT: kept_in("message", "refused"),
}


class LeftBehind(StrEnum):
    """Why a part of an accepted message was left out."""

    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    NOT_GIVEN = "not_given"
    OTHER_KIND = "other_kind"


LEFT_BEHIND_LABELS: dict[LeftBehind, str] = {
    LeftBehind.TOO_LARGE: kept_in("part", "too large"),
    LeftBehind.TOO_MANY: kept_in("part", "too many files in one message"),
    LeftBehind.NOT_GIVEN: kept_in("part", "Telegram does not give it out"),
    LeftBehind.OTHER_KIND: kept_in("part", "of a kind that is not taken"),
}


# The languages in which screening reads articles, ISO 639-1; those of the product are `records.i18n.LANGUAGES`. A language here has a lexicon
# (`classify/lexica`), articles in the corpus and grammar code in `classify`.

SCREENING_LANGUAGES = ("kk", "ru", "en")


# Quality of a reading: the certainty of the date, the judges that read the article, and the fields in doubt.

# The suffix of a model that has an encoder in addition to the lexical judge: "kk-ru-en 2.0.0 e5 1.0.0 a4920e 1f2c+encoder".
ENCODER = "+encoder"


class PublishedPrecision(StrEnum):
    """How exactly an article's publication is known. An `unsure` day was guessed from the whole page, and nothing is computed from it."""

    MOMENT = "moment"
    DAY = "day"
    UNSURE = "unsure"


class Readers(StrEnum):
    """The judges that read the article: the lexical one, with or without the encoder."""

    BOTH = "both"
    LEXICAL = "lexical"


class UnsureField(StrEnum):
    """The fields that a screening may mark as unsure. `place` means place, region and country."""

    LABEL = "label"
    CATEGORIES = "categories"
    VICTIMS = "victims"
    PLACE = "place"
    INCIDENT_DATE = "incident_date"
    ACTOR = "actor"
    OUTCOME = "outcome"
    OUTCOME_OF = "outcome_of"


def read_alone(model: str, readers: str | None) -> bool:
    """Return whether the lexical judge read alone although its model has an encoder.

    That happens without ONNX Runtime, or on a processor without AVX2. A model without an encoder lacks nothing, and an article that could not be read
    (None) was read by no judge.
    """
    return model.endswith(ENCODER) and readers == Readers.LEXICAL


# The states of a draft, and the reasons to reject one.


class DraftState(StrEnum):
    """The state of a draft."""

    NEW = "new"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    MERGED = "merged"
    DEFERRED = "deferred"


DRAFT_STATE_LABELS: dict[DraftState, str] = {
    DraftState.NEW: kept("new"),
    DraftState.CONFIRMED: kept_in("draft", "confirmed"),
    DraftState.REJECTED: kept_in("draft", "rejected"),
    DraftState.MERGED: kept("merged"),
    DraftState.DEFERRED: kept("deferred"),
}


class RejectReason(StrEnum):
    """Why a person rejected a draft."""

    NOT_PRESS = "not_press"
    NOT_WORK = "not_work"
    DUPLICATE = "duplicate"
    OUTSIDE = "outside"
    STATISTICS = "statistics"
    OPINION = "opinion"
    OLD = "old"
    EXTRACTION = "extraction"
    OTHER = "other"


REJECT_REASON_LABELS: dict[RejectReason, str] = {
    RejectReason.NOT_PRESS: kept("not the press"),
    RejectReason.NOT_WORK: kept("not because of their work"),
    RejectReason.DUPLICATE: kept("duplicate"),
    RejectReason.OUTSIDE: kept("outside the countries watched"),
    RejectReason.STATISTICS: kept("statistics, overview"),
    RejectReason.OPINION: kept("opinion"),
    RejectReason.OLD: kept("old event"),
    RejectReason.EXTRACTION: kept("text extracted wrongly"),
    RejectReason.OTHER: kept("other"),
}


# The funnel of cases, from a report to accountability.


class FunnelStage(StrEnum):
    """A stage of the funnel, in order. The last one is shown separately."""

    RECORDED = "recorded"
    COMPLAINT = "complaint"
    INVESTIGATION = "investigation"
    COURT = "court"
    ACCOUNTABILITY = "accountability"
    WITHOUT_COURT = "without_court"


class Fate(StrEnum):
    """The fate of a page that was tried. Every try ends in exactly one."""

    FETCHED = "fetched"
    """The evidence is written, but the page is not settled. No page has this fate when a visit is finished."""
    NOT_READ = "not_read"
    """Reading exceeded a limit of time or memory, or was interrupted."""
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


# Temporary fates: a later run tries the page again (up to a limit). All others are final. Redirect loops and endless answers are here because they
# are faults of a server, not properties of the page.
PASSING_FATES = frozenset(
    {
        Fate.BOT_WALL, Fate.FORBIDDEN, Fate.TOO_MANY, Fate.SERVER_ERROR, Fate.HTTP_ERROR, Fate.DNS, Fate.TLS,
        Fate.UNREACHABLE, Fate.TIMEOUT, Fate.BROKEN_OFF, Fate.ROBOTS, Fate.FETCHED, Fate.NOT_READ, Fate.REDIRECT_LOOP, Fate.TOO_LARGE,
    }
)  # fmt: skip


class Cause(StrEnum):
    """Why an outlet fails. Codes that are also fates have the same names. Two more causes are seen only over time."""

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
    """What a later check of a watched page found, compared with the check before."""

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
