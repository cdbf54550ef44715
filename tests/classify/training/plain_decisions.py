"""Decided articles without a draft."""

from records.model import DecidedArticle
from records.vocabulary import Category, ScreeningLabel

INCIDENT, FOLLOWUP, REPORT, NONE = ScreeningLabel


def plain(number: int, label: ScreeningLabel = INCIDENT, article: str = "a") -> DecidedArticle:
    return DecidedArticle(number, article, "ru", "", "Text", label, (Category.ATT,) if label is INCIDENT else ())
