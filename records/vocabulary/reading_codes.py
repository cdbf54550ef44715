"""What is said of a reading: how surely the page told its date, which judges read the article, and of which of its fields the machine is unsure."""

from enum import StrEnum

# Ends the name of a model that has an encoder beside the lexical judge: "kk-ru-en 2.0.0 e5 1.0.0 a4920e 1f2c+encoder".
ENCODER = "+encoder"


class PublishedPrecision(StrEnum):
    """How exactly it is known when an article was published. A day that is `unsure` was guessed from the whole page, and nothing is reckoned from it."""

    MOMENT = "moment"
    DAY = "day"
    UNSURE = "unsure"


class Readers(StrEnum):
    """Which judges were there to read the article: the lexical one, and the encoder beside it."""

    BOTH = "both"
    LEXICAL = "lexical"


class UnsureField(StrEnum):
    """The fields of which a screening may say that the machine is unsure. `place` stands for place, region and country."""

    LABEL = "label"
    CATEGORIES = "categories"
    VICTIMS = "victims"
    PLACE = "place"
    INCIDENT_DATE = "incident_date"
    ACTOR = "actor"
    OUTCOME = "outcome"
    OUTCOME_OF = "outcome_of"


def read_alone(model: str, readers: str | None) -> bool:
    """Whether the lexical judge read alone although its model has an encoder: the computer has no ONNX Runtime, or its processor lacks AVX2.

    A model without an encoder lacks nothing, and an article that could not be read (None) was read by nobody.
    """
    return model.endswith(ENCODER) and readers == Readers.LEXICAL
