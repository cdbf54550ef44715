"""A few texts with their labels, and lines of each source, for tests of how the encoder is taught."""

import json
from pathlib import Path
from typing import Any

from classify.training.corpus import is_training_article
from classify.training.encoder.batches import LabelledText, NamedPerson, TextSource, TextSpan
from records.vocabulary import Actor, Category, Outcome, ScreeningLabel, Track

OF_CORPUS = {"id": "c1", "lang": "ru", "title": "", "text": "Его избили.", "label": "incident", "categories": ["ATT"], "outlets": [], "persons": [{"name": "Он", "role": "victim"}],
             "actor": "unknown", "outcome": "none", "reasons": {"who": "Его", "act": "избили", "because": ""}}  # fmt: skip
OF_PRESS = {**OF_CORPUS, "id": "p1", "title": "Суд", "outcome": "convicted", "outcome_of": "perpetrator", "incident_key": "case-1",
            "spans": [{"role": "act", "text": "избили"}]}  # fmt: skip
RETOLD = {
    "id": "g1",
    "lang": "kk",
    "title": "",
    "text": "Оны сабады.",
    "label": "incident",
    "categories": ["attack"],
    "outcome": "none",
    "incident_key": "case-2",
}
TRAINED = [f"r{number}" for number in range(40) if is_training_article(f"r{number}")]


def lines(file: Path, *rows: Any) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return file


def real(id: str, licence: str = "MIT", **fields: Any) -> dict[str, Any]:
    return {"id": id, "lang": "en", "text": "Some news.", "licence": licence, **fields}


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
