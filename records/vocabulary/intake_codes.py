"""What becomes of a message that a mailbox or a bot brought: its fate when it is fetched, what is known of its sender, and what a person makes of it."""

from enum import StrEnum

from records.i18n import kept, kept_in


class MessageFate(StrEnum):
    """What became of a message when it was fetched; each has exactly one."""

    TAKEN = "taken"
    UNREADABLE = "unreadable"
    """Taken as it came, since nothing in it could be read."""
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
# Of these text and files are kept, and a person looks at them.
KEPT_MESSAGES = frozenset({MessageFate.TAKEN, MessageFate.UNREADABLE})


class SenderStanding(StrEnum):
    """How far it is known who sent a message."""

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
    """Nothing of it was kept, so that there is nothing to do."""


MESSAGE_STATE_LABELS: dict[MessageState, str] = {
    MessageState.WAITING: kept_in("message", "waiting"),
    MessageState.CASE: kept_in("message", "became a new case"),
    MessageState.TIP: kept_in("message", "its page is to be taken"),
    MessageState.ATTACHED: kept_in("message", "attached"),
    MessageState.ASIDE: kept_in("message", "set aside"),
    MessageState.NOT_KEPT: kept_in("message", "refused"),
}


class LeftBehind(StrEnum):
    """Why a part of a message that was taken was not taken with it."""

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
