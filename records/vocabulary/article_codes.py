"""Codes of articles, drafts and messages: sources, fates of pages, causes of failures, screening and review."""

from enum import StrEnum

from records.i18n import gettext_noop, pgettext_noop

# Tips without an address, channels through which they come, and kinds of files.


class TipChannel(StrEnum):
    """How a tip without an address came."""

    CALL = "call"
    LETTER = "letter"
    MAIL = "mail"
    MESSAGE = "message"
    MEETING = "meeting"
    DOCUMENT = "document"
    SOCIAL = "social"
    OTHER = "other"


TIP_CHANNEL_LABELS: dict[TipChannel, str] = {
    TipChannel.CALL: pgettext_noop("way", "call"),
    TipChannel.LETTER: pgettext_noop("way", "letter"),
    TipChannel.MAIL: pgettext_noop("way", "mail"),
    TipChannel.MESSAGE: pgettext_noop("way", "message"),
    TipChannel.MEETING: pgettext_noop("way", "meeting"),
    TipChannel.DOCUMENT: pgettext_noop("way", "document"),
    TipChannel.SOCIAL: pgettext_noop("way", "social network"),
    TipChannel.OTHER: pgettext_noop("way", "another way"),
}
# Labels of such a source, with its day, in place of an article's outlet and address.
TIP_SOURCE_WORDS: dict[TipChannel, str] = {
    TipChannel.CALL: gettext_noop("from a call, {day}"),
    TipChannel.LETTER: gettext_noop("from a letter, {day}"),
    TipChannel.MAIL: gettext_noop("from a mail, {day}"),
    TipChannel.MESSAGE: gettext_noop("from a message, {day}"),
    TipChannel.MEETING: gettext_noop("from a meeting, {day}"),
    TipChannel.DOCUMENT: gettext_noop("from a document, {day}"),
    TipChannel.SOCIAL: gettext_noop("from a social network, {day}"),
    TipChannel.OTHER: gettext_noop("reported to the newsroom, {day}"),
}


class IntakeChannel(StrEnum):
    """The channel through which a tip or a file came in."""

    DESK = "desk"
    MAIL = "mail"
    TELEGRAM = "telegram"
    SCREENSHOT = "screenshot"
    """Rendered here from a stored page."""


INTAKE_CHANNEL_LABELS: dict[IntakeChannel, str] = {
    IntakeChannel.DESK: pgettext_noop("door", "the desk"),
    IntakeChannel.MAIL: pgettext_noop("door", "a mailbox"),
    IntakeChannel.TELEGRAM: pgettext_noop("door", "a Telegram bot"),
    IntakeChannel.SCREENSHOT: pgettext_noop("door", "a picture of the stored page"),
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
    FileKind.JPEG: pgettext_noop("file", "picture (JPEG)"),
    FileKind.PNG: pgettext_noop("file", "picture (PNG)"),
    FileKind.WEBP: pgettext_noop("file", "picture (WebP)"),
    FileKind.HEIC: pgettext_noop("file", "picture (HEIC)"),
    FileKind.PDF: pgettext_noop("file", "document (PDF)"),
    FileKind.AUDIO: pgettext_noop("file", "sound recording"),
    FileKind.VIDEO: pgettext_noop("file", "video"),
    FileKind.TEXT: pgettext_noop("file", "text"),
    FileKind.EML: pgettext_noop("file", "mail (EML)"),
    FileKind.BYTES: pgettext_noop("file", "other file"),
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
    OpinionField.CATEGORY: gettext_noop("main category"),
    OpinionField.DATE: gettext_noop("date of the incident"),
    OpinionField.PLACE: pgettext_noop("field", "place"),
    OpinionField.VICTIMS: pgettext_noop("field", "victims"),
    OpinionField.ACTOR: gettext_noop("who did it"),
}
# Their values are codes of closed lists, so that agreement by chance can be computed.
CODED_FIELDS = frozenset({OpinionField.CATEGORY, OpinionField.ACTOR})


class OpinionSettlement(StrEnum):
    """How a difference was settled."""

    FIRST = "first"
    SECOND = "second"
    OTHER = "other"
    AGREED = "agreed"


SETTLED_LABELS: dict[OpinionSettlement, str] = {
    OpinionSettlement.FIRST: gettext_noop("the first reader is right"),
    OpinionSettlement.SECOND: gettext_noop("the second reader is right"),
    OpinionSettlement.OTHER: gettext_noop("neither is right"),
    OpinionSettlement.AGREED: gettext_noop("the second reader agrees after all"),
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
    LinkReason.PERSON: gettext_noop("the same person"),
    LinkReason.OUTLET: gettext_noop("the same outlet"),
    LinkReason.PLACE_AND_DAYS: gettext_noop("the same place and days"),
    LinkReason.PLACE: gettext_noop("the same place"),
    LinkReason.CASE: gettext_noop("a like case in court"),
    LinkReason.WORDS: gettext_noop("texts much alike"),
}


# States of a case as bodies that judge killings of journalists name them. Sources: UNESCO's observatory of killed journalists (no information,
# ongoing, resolved); the Committee to Protect Journalists (complete impunity, partial impunity, full justice).


class UnescoState(StrEnum):
    """UNESCO's three states of a case."""

    NO_INFORMATION = "no_information"
    ONGOING = "ongoing"
    RESOLVED = "resolved"


UNESCO_LABELS: dict[UnescoState, str] = {
    UnescoState.NO_INFORMATION: gettext_noop("no information"),
    UnescoState.ONGOING: gettext_noop("ongoing"),
    UnescoState.RESOLVED: gettext_noop("resolved"),
}


class CpjState(StrEnum):
    """The three degrees of impunity of the Committee to Protect Journalists."""

    COMPLETE_IMPUNITY = "complete_impunity"
    PARTIAL_IMPUNITY = "partial_impunity"
    FULL_JUSTICE = "full_justice"


CPJ_LABELS: dict[CpjState, str] = {
    CpjState.COMPLETE_IMPUNITY: gettext_noop("complete impunity"),
    CpjState.PARTIAL_IMPUNITY: gettext_noop("partial impunity"),
    CpjState.FULL_JUSTICE: gettext_noop("full justice"),
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
    MessageFate.TAKEN: pgettext_noop("message", "taken"),
    MessageFate.UNREADABLE: pgettext_noop("message", "taken, but not readable"),
    MessageFate.REPEATED: pgettext_noop("message", "the same message once more"),
    MessageFate.TOO_LARGE: pgettext_noop("message", "too large"),
    MessageFate.TOO_MANY_PARTS: pgettext_noop("message", "too many parts"),
    MessageFate.HEADER_TOO_LARGE: pgettext_noop("message", "its header is too large"),
    MessageFate.OVER_LIMIT: pgettext_noop("message", "too many messages on one day"),
    MessageFate.NOT_LISTED: pgettext_noop("message", "from a chat that is not on the list"),
    MessageFate.EMPTY: pgettext_noop("message", "nothing in it that can be kept"),
}
# The text and files of these are stored, and a person looks at them.
STORED_MESSAGE_FATES = frozenset({MessageFate.TAKEN, MessageFate.UNREADABLE})


class SenderVerification(StrEnum):
    """How certain the sender of a message is."""

    VERIFIED = "verified"
    ACCOUNT = "account"
    FORGED = "forged"
    CLAIMED = "claimed"


SENDER_VERIFICATION_LABELS: dict[SenderVerification, str] = {
    SenderVerification.VERIFIED: gettext_noop("sender verified: the mail really comes from this address"),
    SenderVerification.ACCOUNT: gettext_noop("a Telegram account; the name on it is what its owner chose"),
    SenderVerification.FORGED: gettext_noop("probably forged: the mail does not come from where it says"),
    SenderVerification.CLAIMED: gettext_noop("sender not verified: anybody can write this address"),
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
    MessageState.WAITING: pgettext_noop("message", "waiting"),
    MessageState.CASE: pgettext_noop("message", "became a new case"),
    MessageState.TIP: pgettext_noop("message", "its page is to be taken"),
    MessageState.ATTACHED: pgettext_noop("message", "attached"),
    MessageState.ASIDE: pgettext_noop("message", "set aside"),
    MessageState.NOT_KEPT: pgettext_noop("message", "refused"),
}


class OmittedPartReason(StrEnum):
    """Why a part of an accepted message was left out."""

    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"
    NOT_GIVEN = "not_given"
    OTHER_KIND = "other_kind"


OMITTED_PART_LABELS: dict[OmittedPartReason, str] = {
    OmittedPartReason.TOO_LARGE: pgettext_noop("part", "too large"),
    OmittedPartReason.TOO_MANY: pgettext_noop("part", "too many files in one message"),
    OmittedPartReason.NOT_GIVEN: pgettext_noop("part", "Telegram does not give it out"),
    OmittedPartReason.OTHER_KIND: pgettext_noop("part", "of a kind that is not taken"),
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
    OUTLETS = "outlets"
    LAW_ARTICLES = "law_articles"


class ReaderField(StrEnum):
    """The fields of which the third reader may give an opinion."""

    CATEGORIES = "categories"
    VICTIMS = "victims"
    PLACE = "place"
    REGION = "region"
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
    DraftState.NEW: gettext_noop("new"),
    DraftState.CONFIRMED: pgettext_noop("draft", "confirmed"),
    DraftState.REJECTED: pgettext_noop("draft", "rejected"),
    DraftState.MERGED: gettext_noop("merged"),
    DraftState.DEFERRED: gettext_noop("deferred"),
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
    RejectReason.NOT_PRESS: gettext_noop("not the press"),
    RejectReason.NOT_WORK: gettext_noop("not because of their work"),
    RejectReason.DUPLICATE: gettext_noop("duplicate"),
    RejectReason.OUTSIDE: gettext_noop("outside the countries watched"),
    RejectReason.STATISTICS: gettext_noop("statistics, overview"),
    RejectReason.OPINION: gettext_noop("opinion"),
    RejectReason.OLD: gettext_noop("old event"),
    RejectReason.EXTRACTION: gettext_noop("text extracted wrongly"),
    RejectReason.OTHER: gettext_noop("other"),
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
    Fate.FETCHED: gettext_noop("in hand, not read yet"),
    Fate.NOT_READ: gettext_noop("not read in time"),
    Fate.STORED: gettext_noop("stored"),
    Fate.CHANGED: gettext_noop("new version stored"),
    Fate.KNOWN: gettext_noop("known already"),
    Fate.NEAR_COPY: gettext_noop("near copy"),
    Fate.LISTING: gettext_noop("list page"),
    Fate.OUT_OF_PERIOD: gettext_noop("outside the period"),
    Fate.NOT_ARTICLE: gettext_noop("not an article"),
    Fate.EMPTY: gettext_noop("empty"),
    Fate.TOO_SHORT: gettext_noop("too short"),
    Fate.TOO_LARGE: gettext_noop("too large"),
    Fate.BAD_CONTENT: gettext_noop("unreadable content"),
    Fate.ROBOTS: gettext_noop("refused by robots.txt"),
    Fate.BOT_WALL: gettext_noop("bot wall"),
    Fate.GONE: gettext_noop("gone"),
    Fate.FORBIDDEN: gettext_noop("forbidden (403)"),
    Fate.TOO_MANY: gettext_noop("too many requests (429)"),
    Fate.SERVER_ERROR: gettext_noop("server error (5xx)"),
    Fate.HTTP_ERROR: gettext_noop("other HTTP answer"),
    Fate.REDIRECT_LOOP: gettext_noop("redirect loop"),
    Fate.FOREIGN_HOST: gettext_noop("leads to a foreign host"),
    Fate.DNS: gettext_noop("address not found (DNS)"),
    Fate.TLS: gettext_noop("certificate failure (TLS)"),
    Fate.UNREACHABLE: gettext_noop("no connection"),
    Fate.TIMEOUT: gettext_noop("timed out"),
    Fate.BROKEN_OFF: gettext_noop("broken off"),
}


# Temporary fates: a later run tries the page again (up to a limit). All others are final. Redirect loops and endless answers are here because they
# are faults of a server, not properties of the page.
TEMPORARY_FATES = frozenset(
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
    Cause.EMPTY: gettext_noop("no links found"),
    Cause.LAYOUT_CHANGED: gettext_noop("layout changed"),
    Cause.UNDER_MINIMUM: gettext_noop("fewer articles than its minimum"),
}


class PageChange(StrEnum):
    """What a later check of a watched page found, compared with the check before."""

    SAME = "same"
    EDITED = "edited"
    GONE = "gone"
    BACK = "back"


CHANGE_LABELS: dict[PageChange, str] = {
    PageChange.SAME: gettext_noop("unchanged"),
    PageChange.EDITED: pgettext_noop("page", "edited"),
    PageChange.GONE: gettext_noop("taken down"),
    PageChange.BACK: gettext_noop("put back"),
}
