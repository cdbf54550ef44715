"""Articles of law and hearings as lines of text, in a form that `records.field_kinds` can read back."""

from collections.abc import Mapping
from typing import Any

from records.country.law_reading import CitedArticle, article_words
from records.i18n import tr
from records.legal_case import Appointment, ChargedArticle
from records.vocabulary import LAW_STAGE_LABELS

DASH = " – "


def article_line(one: ChargedArticle) -> str:
    """Return the article in the reader's language, such as «УК, ст. 274, ч. 4 – в суде»."""
    words = article_words(CitedArticle(one.code, one.article, one.part))
    return f"{words}{DASH}{tr(LAW_STAGE_LABELS[one.stage])}" if one.stage else words


def appointment_line(one: Appointment) -> str:
    """Return the appointment as a line, such as «2026-12-01 – appeal – Medeu district court»."""
    return DASH.join(filter(None, (one.day.isoformat(), one.what, one.where)))


def line_of(name: str, held: Mapping[str, Any]) -> str:
    """Return one entry of the named field, in the form of the ledger, as a line."""
    return article_line(ChargedArticle.from_json(held)) if name == "law_articles" else appointment_line(Appointment.from_json(held))
