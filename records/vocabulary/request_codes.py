"""What is sent to a state body, and to which."""

from enum import StrEnum

from records.i18n import kept, kept_in


class LetterKind(StrEnum):
    """What is sent. The law has a term for the answer to each."""

    INFORMATION = "information"
    """A journalist or an outlet asks for information."""
    APPEAL = "appeal"
    """Anybody appeals or complains to a body, as every citizen may."""


LETTER_KIND_LABELS: dict[LetterKind, str] = {
    LetterKind.INFORMATION: kept("journalist's request for information"),
    LetterKind.APPEAL: kept("appeal or complaint"),
}


class StateBody(StrEnum):
    """To whom it is sent."""

    PROSECUTOR = "prosecutor"
    POLICE = "police"
    MINISTRY = "ministry"
    AKIMAT = "akimat"
    COURT = "court"
    SECURITY = "security"
    OTHER = "other"


STATE_BODY_LABELS: dict[StateBody, str] = {
    StateBody.PROSECUTOR: kept_in("state body", "prosecutor's office"),
    StateBody.POLICE: kept_in("state body", "police"),
    StateBody.MINISTRY: kept_in("state body", "ministry"),
    StateBody.AKIMAT: kept_in("state body", "akimat"),
    StateBody.COURT: kept_in("state body", "court"),
    StateBody.SECURITY: kept_in("state body", "national security committee"),
    StateBody.OTHER: kept_in("state body", "another state body"),
}
