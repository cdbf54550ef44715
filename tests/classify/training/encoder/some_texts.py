"""A few texts with their labels, for tests of how the encoder is taught."""

from typing import Any

from classify.training.encoder.labelled_texts import LabelledText, NamedPerson, TextSource, TextSpan
from records.vocabulary import Actor, Category, Outcome, ScreeningLabel, Track


def text(number: int, source: TextSource = TextSource.PRESS, **fields: Any) -> LabelledText:
    """Of ordinary news, unless `fields` say otherwise."""
    given = {"lang": "ru", "title": "", "text": f"суд {number}", "label": ScreeningLabel.NONE, "tagged": True, **fields}
    return LabelledText(id=f"t{number}", source=source, case=f"t{number}", **given)


def incident(number: int, source: TextSource = TextSource.PRESS, **fields: Any) -> LabelledText:
    """Of a journalist who was beaten."""
    given = {
        "text": f"журналист Айжан {number} избили", "label": ScreeningLabel.INCIDENT, "codes": frozenset({Category.ATT}), "outcome": Outcome.CONVICTED,
        "outcome_of": Track.PERPETRATOR, "actor": Actor.UNKNOWN, "spans": (TextSpan("act", "избили"),), "persons": (NamedPerson("Айжан", "victim"),), **fields,
    }  # fmt: skip
    return text(number, source, **given)


def some_texts() -> list[LabelledText]:
    """Six incidents and six others."""
    return [*(incident(number) for number in range(6)), *(text(number, text=f"суд и суд {number}") for number in range(6, 12))]
