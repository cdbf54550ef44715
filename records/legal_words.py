"""An article of law, and a hearing, on one line: as people read it and as they write it. What is shown can be read back (`records.review.draft_fields`)."""

from collections.abc import Mapping
from typing import Any

from records.country.law_reading import CitedArticle, article_words
from records.i18n import tr
from records.incident_fields import Appointments, Kind, LawArticles
from records.legal_case import Appointment, ChargedArticle
from records.vocabulary import LAW_STAGE_LABELS

DASH = " – "


def article_line(one: ChargedArticle) -> str:
    """«УК, ст. 274, ч. 4 – в суде», in the reader's language."""
    words = article_words(CitedArticle(one.code, one.article, one.part))
    return f"{words}{DASH}{tr(LAW_STAGE_LABELS[one.stage])}" if one.stage else words


def appointment_line(one: Appointment) -> str:
    """«2026-12-01 – appeal – Medeu district court»."""
    return DASH.join(filter(None, (one.day.isoformat(), one.what, one.where)))


def lines_of(kind: Kind, held: Any) -> list[str]:
    """What a column of one of these kinds holds, a line each."""
    if isinstance(kind, LawArticles):
        return [article_line(ChargedArticle.from_json(one)) for one in held]
    if isinstance(kind, Appointments):
        return [appointment_line(Appointment.from_json(one)) for one in held]
    return [str(one) for one in held]


def line_of(name: str, held: Mapping[str, Any]) -> str:
    """One entry of the field with this name, as the ledger keeps it."""
    return article_line(ChargedArticle.from_json(held)) if name == "law_articles" else appointment_line(Appointment.from_json(held))
