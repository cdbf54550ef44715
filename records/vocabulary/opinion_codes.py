"""What a second reader says of a draft field by field, and how a difference is settled."""

from enum import StrEnum

from records.i18n import kept, kept_in


class OpinionField(StrEnum):
    """A field that two readers fill in without knowing of each other."""

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
# Their values are codes of closed lists, so that agreement by chance can be reckoned.
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
