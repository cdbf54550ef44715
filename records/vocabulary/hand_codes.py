"""How a tip came that has no address, through which door, and what the bytes of a file say that it is."""

from enum import StrEnum

from records.i18n import kept, kept_in


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
# As a source, with its day: what stands where an article's outlet and address stand elsewhere.
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
    """Through which door a tip or a file came in."""

    DESK = "desk"
    MAIL = "mail"
    TELEGRAM = "telegram"
    SCREENSHOT = "screenshot"
    """Drawn here of a stored page."""


DOOR_LABELS: dict[Door, str] = {
    Door.DESK: kept_in("door", "the desk"),
    Door.MAIL: kept_in("door", "a mailbox"),
    Door.TELEGRAM: kept_in("door", "a Telegram bot"),
    Door.SCREENSHOT: kept_in("door", "a picture of the stored page"),
}


class FileKind(StrEnum):
    """What the bytes of a file say that it is. What none of these begins like is `BYTES`: kept, and given out as a file alone."""

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
# The ending under which a file of the kind is given out.
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
# Of these a copy is made anew that browsers show.
PICTURES = frozenset({FileKind.JPEG, FileKind.PNG, FileKind.WEBP})
