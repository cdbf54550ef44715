"""The JSON lines of articles and screenings that `qorgan screen` reads and prints (docs/contracts.md, section 5)."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from records.model import Article, LegalArticle, LegalHearing, LegalSum, LegalTerm, Screening

_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_TEXT_FIELDS = ("title", "lang", "url", "published_at")


@dataclass(frozen=True)
class RejectedLine:
    """A line that is no article.

    `error`: json, object, or the field that is missing or no string (id, text, title, lang, url, published_at).
    """

    id: str | None
    error: str


def article_from_json(line: str) -> Article | RejectedLine:
    """Return the article on one line of JSONL.

    A number as id becomes its digits. null stands for a missing optional field.
    """
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return RejectedLine(None, "json")
    if not isinstance(row, dict):
        return RejectedLine(None, "object")
    number = row.get("id")
    name = str(number) if isinstance(number, int) and not isinstance(number, bool) else number
    if not isinstance(name, str) or not name:
        return RejectedLine(None, "id")
    if not isinstance(row.get("text"), str):
        return RejectedLine(name, "text")
    optional: dict[str, str] = {}
    for field in _TEXT_FIELDS:
        value = row.get(field)
        if value is not None and not isinstance(value, str):
            return RejectedLine(name, field)
        optional[field] = value or ""
    return Article(id=name, text=row["text"], **optional)


def refusal_to_json(refusal: RejectedLine) -> dict[str, object]:
    """Return the output line for a line that could not be read."""
    return _error_line(refusal.id, refusal.error)


def screening_to_json(screening: Screening) -> dict[str, object]:
    """Return a screening in the form of docs/contracts.md, section 5; if there is an error, the short form."""
    if screening.error is not None:
        return _error_line(screening.id, screening.error)
    return {
        "id": screening.id,
        "lang": screening.lang,
        "score": screening.score,
        "flagged": screening.flagged,
        "label": screening.label.value,
        "categories": [{"code": category.code.value, "score": category.score} for category in screening.categories],
        "persons": [{"name": person.name, "role": person.role} for person in screening.persons],
        "outlets": list(screening.outlets),
        "country": screening.country,
        "place": screening.place,
        "region": screening.region,
        "incident_date": screening.incident_date,
        "date_precision": screening.date_precision.value if screening.date_precision else None,
        "actor": screening.actor.value,
        "outcome": screening.outcome.value,
        "outcome_of": screening.outcome_of.value if screening.outcome_of else None,
        "reasons": [
            {"start": reason.start, "end": reason.end, "text": reason.text, "cue": reason.cue, "role": reason.role} for reason in screening.reasons
        ],
        "summary": [{"start": passage.start, "end": passage.end, "text": passage.text} for passage in screening.summary],
        "unsure": [field.value for field in screening.unsure],
        "legal": {name: [legal_value_to_json(value) for value in values] for name, values in vars(screening.legal).items()},
        "readers": screening.readers.value,
        "disagreement": screening.disagreement,
        "model": screening.model,
    }


def legal_value_to_json(value: LegalArticle | LegalSum | LegalTerm | LegalHearing) -> dict[str, object]:
    """Return an article of law, a sum, a term or a hearing as plain values."""
    return {name: str(part) if isinstance(part, StrEnum) else part for name, part in vars(value).items()}


def _error_line(name: str | None, error: str) -> dict[str, object]:
    return {"id": name, "error": error, "flagged": False, "score": 0, "label": "none", "categories": []}


def to_line(screened: Mapping[str, object]) -> str:
    """Return one line of JSONL with letters unescaped; lone surrogates, which UTF-8 cannot represent, are escaped."""
    line = json.dumps(screened, ensure_ascii=False)
    return json.dumps(screened) if _HALF_CHARACTER.search(line) else line
