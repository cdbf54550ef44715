"""Codes of a person's record."""

from enum import StrEnum

from records.i18n import kept, kept_in


class Gender(StrEnum):
    """A person's gender, as somebody stated it. Nothing derives it from a name."""

    FEMALE = "female"
    MALE = "male"
    UNKNOWN = "unknown"


GENDER_LABELS: dict[Gender, str] = {Gender.FEMALE: kept("female"), Gender.MALE: kept("male"), Gender.UNKNOWN: kept_in("gender", "not known")}
