"""The legal case of an incident as its page shows it: articles of law by name, who brought it, sums, and what lies ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from desk.pages.history.ledger_words import field_words, value_words
from desk.rendering import day, number
from records.country.law_reading import listed
from records.i18n import ntr, tr
from records.incident_fields import BY_NAME
from records.incident_model import Incident
from records.legal_case import ChargedArticle
from records.legal_words import article_line
from records.vocabulary import CATEGORIES, Category, Lawful
from reports.next_dates import appointments


@dataclass(frozen=True)
class ArticleView:
    """An article of law: on a line, and what it punishes or protects (empty: it is on no list, so its number should be looked at)."""

    words: str
    title: str


@dataclass(frozen=True)
class AppointmentView:
    """A hearing or a deadline. `far` says how long there is to go; empty for one that has passed."""

    day: str
    words: str
    far: str


@dataclass(frozen=True)
class LegalView:
    """What is known of the case. `facts` are words and values."""

    articles: tuple[ArticleView, ...]
    facts: tuple[tuple[str, str], ...]
    dates: tuple[AppointmentView, ...]

    def __bool__(self) -> bool:
        return bool(self.articles or self.facts or self.dates)


def is_legal(codes: Sequence[str]) -> bool:
    """Whether one of the categories is a case, a detention or an arrest, of which the form asks more."""
    found = [CATEGORIES[Category(code)] for code in codes if code in list(Category)]
    return any(facts.court_case or facts.punishable_if_unlawful for facts in found)


def legal_view(incident: Incident, today: date) -> LegalView:
    """The legal case on a day."""
    articles: tuple[ChargedArticle, ...] = BY_NAME["law_articles"].of(incident)
    return LegalView(
        tuple(ArticleView(article_line(one), _title(one)) for one in articles),
        tuple(_facts(incident)),
        tuple(
            AppointmentView(day(one.day), " · ".join(filter(None, (one.what, one.where))), _far((one.day - today).days))
            for one in appointments(incident)
        ),
    )


def _title(one: ChargedArticle) -> str:
    found = listed(one.code, one.article)
    return tr(found.title) if found else ""


def _facts(incident: Incident) -> list[tuple[str, str]]:
    lawful, claimant = BY_NAME["lawful"].of(incident), BY_NAME["claimant"].of(incident)
    found = []
    if lawful is not Lawful.UNKNOWN or any(CATEGORIES[code].punishable_if_unlawful for code in incident.categories):
        found.append((field_words("lawful"), value_words("lawful", lawful)))
    if claimant:
        found.append((field_words("claimant"), value_words("claimant", claimant)))
    for name in ("amount_claimed", "amount_awarded"):
        amount = BY_NAME[name].of(incident)
        if amount is not None:
            found.append((field_words(name), f"{number(amount)}\u00a0{BY_NAME['currency'].of(incident) or ''}".strip()))
    return found


def _far(days: int) -> str:
    if days < 0:
        return ""
    return ntr("in {n} day", "in {n} days", days).format(n=days) if days else tr("today")
