"""What is known of a legal case beside its steps, in sentences: the articles of law, who brought it, what is claimed and what was awarded."""

from collections.abc import Iterator

from babel.numbers import format_decimal

from records.country import home
from records.i18n import formats, kept, tr
from records.incident_model import Incident
from records.legal_words import article_line
from records.vocabulary import Claimant

_BROUGHT: dict[Claimant, str] = {
    Claimant.OFFICIAL: kept("The case was brought by an official."),
    Claimant.STATE_BODY: kept("The case was brought by a state body."),
    Claimant.LEGAL_ENTITY: kept("The case was brought by a legal entity."),
    Claimant.PRIVATE_PERSON: kept("The case was brought by a private person."),
    Claimant.PROSECUTOR: kept("The case was brought by the prosecutor's office."),
}


def legal_sentences(incident: Incident) -> Iterator[str]:
    """As far as the record has them; nothing of what is not known."""
    if articles := incident.facts.get("law_articles") or ():
        yield tr("Articles of law: {articles}.").format(articles="; ".join(article_line(one) for one in articles))
    if claimant := incident.facts.get("claimant"):
        yield tr(_BROUGHT[Claimant(claimant)])
    claimed, awarded = incident.facts.get("amount_claimed"), incident.facts.get("amount_awarded")
    currency = incident.facts.get("currency") or home().currency
    if claimed is not None:
        yield tr("Sum claimed: {sum}.").format(sum=_money(claimed, currency))
    if awarded == 0:
        yield tr("Nothing was awarded.")
    elif awarded is not None:
        yield tr("Sum awarded: {sum}.").format(sum=_money(awarded, currency))


def _money(amount: int, currency: str) -> str:
    return f"{format_decimal(amount, locale=formats())} {currency}"
